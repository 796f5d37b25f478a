import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Problem } from "@/shared/api/problem";
import type { NewStaffCalendar, StaffCalendar } from "@/shared/api/types";
import { Calendars } from "./calendars";
import type { CalendarCalls } from "./calendars-calls";

afterEach(cleanup);

const WORK: StaffCalendar = {
  id: "c1",
  kind: "ics",
  name: "Work",
  server: "calendar.example.com",
  readAt: "2026-12-01T08:00:00Z",
  knownUntil: "2027-06-01T08:00:00Z",
  triedAt: "2026-12-01T08:00:00Z",
  problem: null,
  nextBusy: { startsAt: "2026-12-02T08:00:00Z", endsAt: "2026-12-02T09:00:00Z" },
  unreadableEvents: 0,
  connectedAt: "2026-11-01T08:00:00Z",
};

function open(first: StaffCalendar[], own: Partial<CalendarCalls> = {}) {
  const stored = [...first];
  const sent: NewStaffCalendar[] = [];
  const calls: CalendarCalls = {
    list: async () => [...stored],
    connect: async (calendar) => {
      sent.push(calendar);
      stored.push({ ...WORK, id: "c2", name: calendar.name, kind: calendar.kind });
      return stored.at(-1) ?? WORK;
    },
    test: async () => stored[0] ?? WORK,
    disconnect: async (id) =>
      stored.splice(
        stored.findIndex((one) => one.id === id),
        1,
      ),
    ...own,
  };
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <Calendars calls={calls} />
    </QueryClientProvider>,
  );
  return sent;
}

it("says that no calendar is connected, and connects one", async () => {
  const sent = open([]);

  expect(await screen.findByText("No calendar is connected.")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Connect a calendar" }));
  fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Private" } });
  fireEvent.change(screen.getByLabelText("Secret address"), {
    target: { value: " https://calendar.example.com/basic.ics " },
  });
  fireEvent.click(screen.getByRole("button", { name: "Connect" }));

  expect(await screen.findByText("“Private” is connected.")).toBeDefined();
  expect(await screen.findByRole("heading", { name: "Private" })).toBeDefined();
  expect(sent).toEqual([
    {
      kind: "ics",
      name: "Private",
      url: "https://calendar.example.com/basic.ics",
      userName: "",
      password: "",
    },
  ]);
});

it("keeps what was typed and says why a calendar could not be read", async () => {
  const detail = "The server refused the credentials. Create a new app password.";
  open([], {
    connect: async () => {
      throw new Problem(422, { code: "calendar_not_readable", detail });
    },
  });
  fireEvent.click(screen.getByRole("button", { name: "Connect a calendar" }));
  fireEvent.click(screen.getByRole("radio", { name: /CalDAV/ }));
  fireEvent.change(screen.getByLabelText("App password"), { target: { value: "wrong" } });
  fireEvent.click(screen.getByRole("button", { name: "Connect" }));

  expect((await screen.findByRole("alert")).textContent).toContain(detail);
  expect(screen.getByLabelText<HTMLInputElement>("App password").value).toBe("wrong");
});

it("names the cause and the remedy of a calendar that fails, and what still counts", async () => {
  open([{ ...WORK, problem: "unauthorized" }]);

  const row = within(await screen.findByRole("listitem"));
  expect(row.getByText("Its server refused the credentials.")).toBeDefined();
  expect(row.getByText(/new app password/)).toBeDefined();
  expect(row.getByText(/The reading of .*December.* still counts/)).toBeDefined();
  expect(row.queryByText(/^Connected/)).toBeNull();
});

it("tells how many events could not be understood", async () => {
  open([{ ...WORK, unreadableEvents: 2, nextBusy: null }]);

  expect(await screen.findByText("2 events could not be understood.")).toBeDefined();
});

it("asks before it disconnects a calendar", async () => {
  open([WORK]);

  fireEvent.click(await screen.findByRole("button", { name: "Disconnect: Work" }));
  fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Disconnect" }));

  expect(await screen.findByText("“Work” is disconnected.")).toBeDefined();
  expect(await screen.findByText("No calendar is connected.")).toBeDefined();
});
