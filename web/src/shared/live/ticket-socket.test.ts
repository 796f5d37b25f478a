import { waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { Problem } from "@/shared/api/problem";
import { FakeSocket } from "./fake-socket";
import { TicketSocket } from "./ticket-socket";

const ADDRESS = "ws://house.example/ws?sessionId=int_1&tenantId=t1&lastEventId=7";

function opener() {
  const opened: { address: string; protocols: string[]; socket: FakeSocket }[] = [];
  const open = (address: string, protocols: string[]) => {
    const socket = new FakeSocket(address);
    opened.push({ address, protocols, socket });
    return socket;
  };
  return { opened, open };
}

it("goes in with a ticket, and then names no session in the address", async () => {
  const { opened, open } = opener();

  const socket = new TicketSocket(ADDRESS, async (id) => `for_${id}`, open);
  await waitFor(() => expect(opened).toHaveLength(1));
  socket.send('{"type":"PONG"}');

  expect(opened[0]?.address).toBe("ws://house.example/ws?lastEventId=7");
  expect(opened[0]?.protocols).toEqual(["vivavoce.v1", "ticket.for_int_1"]);
  expect(opened[0]?.socket.sent).toEqual([{ type: "PONG" }]);
});

it("knocks with the id where no ticket is to be had, and passes on the answer", async () => {
  const { opened, open } = opener();
  const codes: number[] = [];

  const socket = new TicketSocket(ADDRESS, () => Promise.reject(new Problem(404, {})), open);
  socket.onclose = ({ code }) => codes.push(code);
  await waitFor(() => expect(opened).toHaveLength(1));
  opened[0]?.socket.breaks(4401);

  expect(opened[0]).toMatchObject({ address: ADDRESS, protocols: [] });
  expect(codes).toEqual([4401]);
});

it("is a closed line where the server is not reached, and knocks nowhere", async () => {
  const { opened, open } = opener();
  const codes: number[] = [];
  const away = () => Promise.reject(new Problem(0, { code: "unreachable" }));

  const socket = new TicketSocket(ADDRESS, away, open);
  socket.onclose = ({ code }) => codes.push(code);
  await waitFor(() => expect(codes).toEqual([1006]));

  expect(opened).toEqual([]);
});

it("opens nothing once it was closed while it waited for the ticket", async () => {
  const { opened, open } = opener();
  let hand: (ticket: string) => void = () => undefined;

  const socket = new TicketSocket(ADDRESS, () => new Promise((resolve) => (hand = resolve)), open);
  socket.close();
  hand("late");
  await Promise.resolve();

  expect(opened).toEqual([]);
});

it("does not take words before it is open", () => {
  const { open } = opener();

  const socket = new TicketSocket(ADDRESS, () => new Promise(() => undefined), open);

  expect(() => socket.send("{}")).toThrow();
});
