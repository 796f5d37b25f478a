import { waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Problem } from "@/shared/api/problem";
import { PracticeSocket } from "./practice-socket";
import type { Socket } from "./socket";

const ADDRESS = "wss://house.example/ws?sessionId=int_1&tenantId=t1&lastEventId=7";

function opener() {
  const opened: { address: string; socket: Socket; sent: string[] }[] = [];
  const open = (address: string): Socket => {
    const sent: string[] = [];
    const socket: Socket = {
      onmessage: null,
      onclose: null,
      send: (message) => void sent.push(String(message)),
      close: () => undefined,
    };
    opened.push({ address, socket, sent });
    return socket;
  };
  return { opened, open };
}

async function inside() {
  const { opened, open } = opener();
  const socket = new PracticeSocket(ADDRESS, async (id) => `for_${id}`, open);
  const heard: unknown[] = [];
  const codes: number[] = [];
  socket.onmessage = ({ data }) => heard.push(JSON.parse(String(data)));
  socket.onclose = ({ code }) => codes.push(code);
  await waitFor(() => expect(opened).toHaveLength(1));
  const [there] = opened;
  if (!there) throw new Error("nothing was opened");
  return { socket, there, heard, codes };
}

describe("the socket of practice", () => {
  it("goes in at the room's own address with a ticket and what was seen", async () => {
    const { there } = await inside();

    expect(there.address).toBe(
      "wss://house.example/api/v1/session/int_1?ticket=for_int_1&lastEventId=7",
    );
  });

  it("says an answer in the room's words, and nothing where going in said it", async () => {
    const { socket, there } = await inside();

    socket.send(JSON.stringify({ type: "TEXT", text: "I called.", clientMessageId: "m1" }));
    socket.send(JSON.stringify({ type: "GREETING_REQUEST" }));
    socket.send(JSON.stringify({ type: "SKIP" }));

    expect(there.sent.map((text) => JSON.parse(text))).toEqual([
      { type: "text_answer", text: "I called.", client_msg_id: "m1" },
      { type: "skip" },
    ]);
  });

  it.each([
    [
      { type: "ready", session_id: "int_1", resume_seq: 9, position: "Welder", company_name: "" },
      { type: "READY", sessionId: "int_1", lastSeq: 9, position: "Welder", companyName: "" },
    ],
    [
      { type: "question", seq: 3, turn: 2, kind: "follow_up", text: "And then?", parent_turn: 1 },
      { type: "TRANSCRIPT", seq: 3, role: "agent", kind: "follow_up", parentTurn: 1 },
    ],
    [
      { type: "agent_text", seq: 1, turn: 0, kind: "greeting", text: "Hello." },
      { type: "GREETING", seq: 1, text: "Hello." },
    ],
    [
      { type: "transcript", seq: 4, turn: 3, text: "I called.", client_msg_id: "m1" },
      { type: "TRANSCRIPT", role: "candidate", kind: "answer", clientMessageId: "m1" },
    ],
    [
      { type: "timer", remaining_s: 90 },
      { type: "PING", remainingSeconds: 90 },
    ],
    [
      { type: "ended", seq: 8, reason: "all_asked" },
      { type: "ENDED", reason: "all_asked" },
    ],
  ])("hears %o as the room does", async (said, meant) => {
    const { there, heard } = await inside();

    there.socket.onmessage?.({ data: JSON.stringify(said) });
    there.socket.onmessage?.({ data: JSON.stringify({ type: "pong" }) });

    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject(meant);
  });

  it.each([
    [4409, "superseded", 4409],
    [4409, "not_approved", 4401],
    [4404, "session_not_found", 4401],
    [1000, "", 4410],
    [1012, "", 1012],
  ])("takes a close with %i %s for %i", async (code, reason, meant) => {
    const { there, codes } = await inside();

    there.socket.onclose?.({ code, reason });

    expect(codes).toEqual([meant]);
  });

  it.each([
    [new Problem(409, { code: "session_ended" }), 4410],
    [new Problem(404, {}), 4401],
    [new Problem(503, {}), 1006],
    [new Problem(0, { code: "unreachable" }), 1006],
  ])("knocks nowhere without a ticket: %o is %i", async (problem, meant) => {
    const { opened, open } = opener();
    const codes: number[] = [];

    const socket = new PracticeSocket(ADDRESS, () => Promise.reject(problem), open);
    socket.onclose = ({ code }) => codes.push(code);
    await waitFor(() => expect(codes).toEqual([meant]));

    expect(opened).toEqual([]);
  });

  it("passes sound through as it is, and words about it in small letters", async () => {
    const { socket, there } = await inside();
    const bytes = new ArrayBuffer(10);
    const from: unknown[] = [];
    socket.onmessage = ({ data }) => from.push(data);

    there.socket.onmessage?.({ data: bytes });
    there.socket.onmessage?.({
      data: '{"type":"voice","mode":"on","answers":"draft","in_rate":16000,"out_rate":24000,"is_draft":true}',
    });
    there.socket.onmessage?.({ data: '{"type":"speak","gen":1,"turn":null,"text":"Hello"}' });
    socket.send('{"type":"MARK_PLAYED","gen":1,"samples":5,"flushed":true}');
    socket.send('{"type":"VOICE","mode":"on","answers":"typed"}');

    expect(from[0]).toBe(bytes);
    expect(from.slice(1).map((each) => JSON.parse(String(each)))).toEqual([
      {
        type: "VOICE",
        mode: "on",
        answers: "draft",
        inRate: 16000,
        outRate: 24000,
        isDraft: true,
      },
      { type: "SPEAK", gen: 1, turn: null, text: "Hello" },
    ]);
    expect(there.sent.map((each) => JSON.parse(each))).toEqual([
      { type: "mark_played", gen: 1, samples: 5, flushed: true },
      { type: "voice", mode: "on", answers: "typed" },
    ]);
  });
});
