import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { permissionsOf } from "@/shared/api/test-caller";
import { FakeSocket } from "@/shared/live/fake-socket";
import { LiveApi, liveCalls } from "./calls";
import { LiveDashboard } from "./dashboard";
import { type LiveDashboard as DashboardState, dashboardReducer } from "./dashboard-state";
import { DashboardStore } from "./dashboard-store";
import { TileGrid } from "./parts/tile-grid";
import type { LiveCard, Totals } from "./shapes";
import { aCard, aNeed, START, TOTALS } from "./test-data";

let now = START;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  now = START;
  callerStore.set({
    permissions: permissionsOf("RECRUITER"),
    user: {
      id: "u1",
      email: "r@x.org",
      name: "Ruth",
      role: "RECRUITER",
      roleName: "RECRUITER",
      tenantId: "t1",
    },
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  callerStore.set(null);
});

function pass(ms: number) {
  now += ms;
  act(() => vi.advanceTimersByTime(ms));
}

async function open() {
  const sockets: FakeSocket[] = [];
  const protocols: string[][] = [];
  const dial = (address: string, given: string[]) => {
    const socket = new FakeSocket(address);
    sockets.push(socket);
    protocols.push(given);
    return socket;
  };
  const calls = { ...liveCalls, dial, now: () => now };
  const router = createRouter({
    routeTree: createRootRoute({ component: LiveDashboard }),
    history: createMemoryHistory(),
  });
  const queries = new QueryClient();
  render(
    <QueryClientProvider client={queries}>
      <LiveApi value={calls}>
        <RouterProvider router={router as never} />
      </LiveApi>
    </QueryClientProvider>,
  );
  await act(() => vi.advanceTimersByTimeAsync(0));
  const says = (frame: object) => {
    const told = { at: new Date(now).toISOString(), totals: TOTALS, ...frame };
    act(() => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(told) }));
  };
  const shows = (sessions: LiveCard[], totals: Totals = TOTALS) =>
    says({ type: "snapshot", sessions, totals });
  return { sockets, protocols, says, shows, router, queries };
}

const tiles = () =>
  within(screen.getByRole("list", { name: "Interviews without issues" })).queryAllByRole("link");
const hundred = () => Array.from({ length: 100 }, (_, place) => aCard(`s${place}`));

describe("the wall", () => {
  it("has the number in the navigation asked for anew once another one is live, and only then", async () => {
    const { says, shows, queries } = await open();
    const isAskedAnew = () => {
      const is = queries.getQueryState(["waiting"])?.isInvalidated;
      queries.setQueryData(["waiting"], { liveCount: 1 });
      return is;
    };
    isAskedAnew();

    shows([aCard("ao")], { ...TOTALS, live: 1 });
    expect(isAskedAnew()).toBe(true);
    says({ type: "changed", sessions: [], gone: [], totals: { ...TOTALS, live: 1, queued: 2 } });
    pass(1000);
    expect(isAskedAnew()).toBe(false);
    says({ type: "changed", sessions: [], gone: [], totals: { ...TOTALS, live: 2 } });
    pass(1000);

    expect(isAskedAnew()).toBe(true);
  });

  it("asks for the stream in the name of whom the page shows and shows what it says", async () => {
    const { sockets, protocols, shows } = await open();
    expect(sockets[0]?.address).toMatch(/\/api\/v1\/live$/);
    expect(protocols[0]).toEqual(["vivavoce.staff.v1", "console.u1"]);

    shows([aCard("ao"), aCard("bk", { attention: [aNeed("asked_for_human", 80, "“A person?”")] })]);

    expect(screen.getByText("too few for a rate")).toBeDefined();
    const item = screen.getByRole("region", { name: /Needs attention 1 of 2/ });
    expect(within(item).getByText("Asked for a person")).toBeDefined();
    expect(
      within(item).getByText(/The candidate needs to speak with a person\. For 1 minute\./),
    ).toBeDefined();
    expect(within(item).getByRole("link", { name: "Observe BK" })).toBeDefined();
    expect(within(item).getByRole("link", { name: "Take over BK" }).getAttribute("href")).toContain(
      "/live/bk?ask=take-over",
    );
    expect(tiles().map((tile) => tile.textContent)).toEqual([
      expect.stringContaining(
        "AO, the candidate is answering, question 3 of 6, minute 12, 1.1 seconds",
      ),
    ]);
  });

  it("names who answers in an intake the hiring manager", async () => {
    const { shows } = await open();
    const intake = { profile: "intake" };

    shows([
      aCard("ao", intake),
      aCard("bk", { ...intake, state: "waiting" }),
      aCard("cl", { ...intake, attention: [aNeed("reconnecting", 80)] }),
    ]);

    expect(tiles().map((tile) => tile.textContent)).toEqual([
      expect.stringContaining("AO, the hiring manager is answering, question 3 of 6"),
      expect.stringContaining("BK, waiting for the hiring manager, question 3 of 6"),
    ]);
    const item = screen.getByRole("region", { name: /Needs attention/ });
    expect(within(item).getByText(/The hiring manager is being reconnected\./)).toBeDefined();
  });

  it.each([
    ["Candidate", [{}, {}]],
    ["Hiring manager", [{ profile: "intake" }, { profile: "intake" }]],
    ["Candidate or hiring manager", [{}, { profile: "intake" }]],
  ])("heads the column of the people with %s", async (heading, [one, other]) => {
    const { shows } = await open();
    shows([aCard("ao", one), aCard("bk", other)]);

    fireEvent.click(screen.getByRole("checkbox", { name: "As a table" }));

    const [column] = screen.getAllByRole("columnheader");
    expect(column?.textContent).toBe(heading);
  });

  it("says that nobody is interviewed, and what ended today", async () => {
    const { shows } = await open();

    shows([], { ...TOTALS, live: 0 });

    expect(screen.getByRole("heading", { name: "No live interviews" })).toBeDefined();
    expect(screen.getByText(/3 interviews ended today, 2 of them completed/)).toBeDefined();
  });

  it("keeps what it has when the stream is cut, says since when, and comes back", async () => {
    const { sockets, shows } = await open();
    shows([aCard("ao")]);

    act(() => sockets[0]?.breaks(1006));

    expect(screen.getByText(/^Disconnected since /)).toBeDefined();
    expect(tiles()).toHaveLength(1);
    expect(tiles()[0]?.closest(".grayscale")).not.toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Reconnect now" }));
    expect(sockets).toHaveLength(2);
    shows([aCard("ao")]);
    expect(screen.queryByText(/Not connected/)).toBeNull();
    expect(tiles()[0]?.closest(".grayscale")).toBeNull();
  });

  it("tells whoever may not see it, and does not knock again", async () => {
    const { sockets } = await open();

    act(() => sockets[0]?.breaks(4403));
    pass(60_000);

    expect(screen.getByText("You do not have access to live interviews.")).toBeDefined();
    expect(sockets).toHaveLength(1);
  });

  it("shows the same interviews in a table, first those that need attention", async () => {
    const { shows } = await open();
    shows([
      aCard("ao", { cost: 0.25 }),
      aCard("bk", { attention: [aNeed("slow", 30)], replySeconds: 3.4, transport: "phone" }),
    ]);

    fireEvent.click(screen.getByRole("checkbox", { name: "As a table" }));

    const rows = within(screen.getByRole("table", { name: "Live interviews" })).getAllByRole("row");
    expect(rows.slice(1).map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
      [
        "Observe BKWelder",
        "Welder",
        "Slow responses",
        "by phone",
        "3 of 6",
        "12 min",
        "3.4 s",
        "unknown",
      ],
      [
        "Observe AOWelder",
        "Welder",
        "the candidate is answering",
        "typed",
        "3 of 6",
        "12 min",
        "1.1 s",
        "$0.25",
      ],
    ]);
    fireEvent.keyDown(document.body, { key: "n" });
    expect(document.activeElement?.textContent).toBe("Observe BK");
  });

  it("says how slow responses are and what the interviews cost, where it is known", async () => {
    const { shows } = await open();
    const figure = (name: string) => screen.queryByText(name)?.nextElementSibling?.textContent;
    const responses = () => figure("Response time, p95");

    shows([aCard("ao")]);
    expect([responses(), figure("Cost so far")]).toEqual([undefined, undefined]);

    shows([aCard("ao")], { ...TOTALS, replies: 4 });
    expect(responses()).toBe("too few target 2.0 s");

    shows([aCard("ao", { cost: 0.25 }), aCard("bk", { cost: 0.5 }), aCard("c")], {
      ...TOTALS,
      replies: 40,
      replyP95Seconds: 2.4,
    });
    expect(responses()).toBe("2.4 s target 2.0 s");
    expect(figure("Cost so far")).toBe("$0.75 without 1 interview");
  });

  it("says how many turns failed in the last five minutes", async () => {
    const { shows } = await open();
    const errors = () => screen.getByText("Turn errors, 5 min").nextElementSibling?.textContent;

    shows([aCard("ao")]);
    expect(errors()).toBe("0 in 0 turns");

    shows([aCard("ao")], { ...TOTALS, recentTurns: 41, recentTurnErrors: 3 });
    expect(errors()).toBe("3 in 41 turns");
  });

  it("shows one position only, where that is wished", async () => {
    const { shows } = await open();
    shows([aCard("ao"), aCard("bk", { position: "Clerk" })]);

    fireEvent.change(screen.getByLabelText("Position"), { target: { value: "Clerk" } });

    expect(tiles().map((tile) => tile.textContent?.slice(0, 2))).toEqual(["BK"]);
  });
});

describe("the wall's keys", () => {
  it("have one way in, and the arrows lead from tile to tile past what is shown above", async () => {
    const { shows } = await open();
    shows([aCard("ao"), aCard("bk", { attention: [aNeed("slow", 30)] }), aCard("cm")]);
    const [first, second] = tiles();
    expect(tiles().filter((tile) => tile.tabIndex === 0)).toEqual([first]);

    first?.focus();
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowRight" });

    expect(document.activeElement).toBe(second);
    expect(second?.textContent).toContain("CM");
    expect(tiles().filter((tile) => tile.tabIndex === 0)).toEqual([second]);
  });

  it("lead with N from one that needs a look to the next and around", async () => {
    const { shows } = await open();
    shows([
      aCard("ao", { attention: [aNeed("slow", 30)] }),
      aCard("bk", { attention: [aNeed("stuck", 60)] }),
    ]);
    const focused: (string | null | undefined)[] = [];

    for (let press = 0; press < 3; press += 1) {
      fireEvent.keyDown(document.body, { key: "n" });
      focused.push(document.activeElement?.textContent);
    }

    expect(focused).toEqual(["Observe BK", "Observe AO", "Observe BK"]);
  });
});

describe("more than two hundred interviews", () => {
  it("are a dot each, named and reached as tiles are; those that need attention keep their cards", async () => {
    const { shows } = await open();
    const many = Array.from({ length: 201 }, (_, place) => aCard(`s${place}`));
    shows([...many.slice(0, 200)]);
    expect(screen.getByText(/^Each bar is a turn/)).toBeDefined();

    shows([...many, aCard("bk", { attention: [aNeed("slow", 30)] })]);

    expect(screen.getByText(/^Each dot is an interview/)).toBeDefined();
    expect(tiles()).toHaveLength(201);
    expect(tiles()[0]?.textContent).toContain("the candidate is answering, question 3 of 6");
    expect(tiles()[0]?.querySelector("svg")).toBeNull();
    expect(screen.getByRole("link", { name: "Observe BK" })).toBeDefined();
    tiles()[0]?.focus();
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowRight" });
    expect(document.activeElement).toBe(tiles()[1]);
  });

  it("become dots and tiles again under the focus, and dots stay until there are clearly fewer", async () => {
    const { shows } = await open();
    const many = Array.from({ length: 201 }, (_, place) => aCard(`s${place}`));
    const isDots = () => tiles()[0]?.querySelector("svg") === null;
    const seen = [];
    shows(many.slice(0, 200));
    const held = tiles()[5];
    held?.focus();

    for (const count of [201, 200, 180, 179, 200]) {
      shows(many.slice(0, count));
      seen.push([count, isDots(), document.activeElement === held, tiles()[5] === held]);
    }

    expect(seen).toEqual([
      [201, true, true, true],
      [200, true, true, true],
      [180, true, true, true],
      [179, false, true, true],
      [200, false, true, true],
    ]);
  });
});

describe("a hundred talks", () => {
  it("are all there, each in its place", async () => {
    const { shows } = await open();

    shows(hundred());

    expect(tiles()).toHaveLength(100);
    expect(tiles()[99]?.textContent).toContain("S99");
  });

  it("paint once a second, however much moves", () => {
    const socket = new FakeSocket("");
    const store = new DashboardStore({ dial: () => socket, now: () => now });
    const shut = store.open();
    const says = (frame: object) =>
      socket.onmessage?.({
        data: JSON.stringify({ at: new Date(now).toISOString(), totals: TOTALS, ...frame }),
      });
    says({ type: "snapshot", sessions: hundred() });
    const before = store.view().dashboard;
    let painted = 0;
    store.subscribe(() => {
      painted += 1;
    });

    for (let second = 0; second < 5; second += 1) {
      for (let place = 0; place < 50; place += 1) {
        const card = aCard(`s${place}`, { minute: 13 + second });
        says({ type: "changed", sessions: [card], gone: [] });
      }
      now += 1000;
      vi.advanceTimersByTime(1000);
    }

    expect(painted).toBe(5);
    const after = store.view().dashboard;
    expect(after?.cards.get("s0")?.minute).toBe(17);
    expect(after?.cards.get("s99")).toBe(before?.cards.get("s99"));
    expect(after?.slots).toBe(before?.slots);
    shut();
  });

  it("draw anew only the tile whose own talk changed", async () => {
    const drawn: string[] = [];
    const seen = (card: LiveCard): LiveCard => {
      const { minute } = card;
      return Object.defineProperty({ ...card }, "minute", {
        get: () => {
          drawn.push(card.sessionId);
          return minute;
        },
      });
    };
    const message = { type: "snapshot", at: "", totals: TOTALS } as const;
    const first = dashboardReducer(null, [{ ...message, sessions: hundred().map(seen) }], now);
    const change = { type: "changed" as const, at: "", totals: TOTALS, gone: [] };
    const second = dashboardReducer(first, [{ ...change, sessions: [seen(aCard("s7"))] }], now);
    let show: (dashboard: DashboardState | null) => void = () => undefined;
    function Page() {
      const [dashboard, set] = useState(first);
      show = set;
      return dashboard ? <TileGrid dashboard={dashboard} position={null} isDots={false} /> : null;
    }
    const router = createRouter({
      routeTree: createRootRoute({ component: Page }),
      history: createMemoryHistory(),
    });
    render(<RouterProvider router={router as never} />);
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(new Set(drawn).size).toBe(100);
    drawn.length = 0;

    act(() => show(second));

    expect([...new Set(drawn)]).toEqual(["s7"]);
  });
});
