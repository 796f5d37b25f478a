import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Calls, reviewCalls } from "@/features/approvals/calls";
import { IntakeApi, intakeCalls } from "@/features/intake/calls";
import {
  PracticeApi,
  type PracticeCalls,
  practiceCalls,
  type RoomTicket,
} from "@/features/practice/calls";
import { callerStore, isAllowed, renewPermissions } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import type { Permission } from "@/shared/api/types";
import { homeOf, placeOf, placesOf } from "./places";
import { consoleRouter } from "./router";
import { openConsole } from "./test-console";
import { anInterview, aQueueOf } from "./test-data";

const unasked = () => Promise.reject(new Problem(404, {}));

function signInAs(role: string) {
  callerStore.set({
    permissions: permissionsOf(role),
    user: {
      id: "u1",
      email: "ruth@example.org",
      name: "Ruth Adeyemi",
      role,
      roleName: role,
      tenantId: "t1",
    },
  });
}

beforeEach(() => signInAs("RECRUITER"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

const SILENT = { is_offered: false, is_read_aloud: false, answer_mode: "typed" as const };

const aTicket = (voice: RoomTicket["voice"]): RoomTicket => ({
  ticket: "once",
  expires_at: "2030-01-01T10:01:00Z",
  ws_url: "",
  consent: { version: "intake.1", text: "What you say is kept for your organisation." },
  voice,
  voice_recording: null,
});

interface Intaken {
  state: string;
  ticket: PracticeCalls["ticket"];
}

function open(path: string, state = "IN_PROGRESS", intaken: Partial<Intaken> = {}) {
  const review = {
    ...reviewCalls,
    waiting: unasked,
    queue: unasked,
    interview: async () => anInterview({ state: state as "IN_PROGRESS" }),
  };
  const intake = {
    ...intakeCalls,
    intake: async () => ({
      intakeId: "k1",
      interviewId: "i1",
      sessionId: "int_1",
      state: (intaken.state ?? "APPROVED") as "APPROVED",
      title: "Welder",
      manager: { name: "Ruth Adeyemi" },
      concepts: [],
      createdAt: "2030-01-01T10:00:00Z",
    }),
    drafts: async () => [],
    intakes: async () => [],
  };
  const practice: PracticeCalls = {
    ...practiceCalls,
    personas: async () => [],
    ticket: intaken.ticket ?? (async () => aTicket(SILENT)),
  };
  const router = consoleRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <Calls value={review}>
        <PracticeApi value={practice}>
          <IntakeApi value={intake}>
            <RouterProvider router={router} />
          </IntakeApi>
        </PracticeApi>
      </Calls>
    </QueryClientProvider>,
  );
}

const places = async () => {
  const [main] = await screen.findAllByRole("navigation", { name: "Main" });
  return main
    ? within(main)
        .getAllByRole("link")
        .map((link) => link.textContent?.trim())
    : [];
};

describe("where one may go", () => {
  it.each([
    ["ADMIN", ["Queue", "Interviews", "Live", "Intake", "Analytics", "Practice", "Assignments"]],
    [
      "RECRUITER",
      ["Queue", "Interviews", "Live", "Intake", "Analytics", "Practice", "Assignments"],
    ],
    ["HIRING_MANAGER", ["Queue", "Interviews", "Live", "Intake", "Analytics"]],
    ["VIEWER", ["Queue", "Interviews", "Live", "Analytics"]],
    ["SEEKER", ["Practice", "My reviews", "Assistant", "Assigned to me", "Leaderboard"]],
  ])("is, for %s, never more than seven places", (role, names) => {
    signInAs(role);

    expect(placesOf(callerStore.get()).map((place) => place.name)).toEqual(names);
    expect(names.length).toBeLessThanOrEqual(7);
  });

  it.each<[Permission[], string[]]>([
    [
      ["interview:read", "practice:use"],
      ["Queue", "Interviews", "Live", "Analytics", "Practice", "Assigned to me"],
    ],
    [["practice:assign"], ["Assignments"]],
    [["intake:use"], ["Intake"]],
    [["api-key:manage"], []],
  ])("follows, in a role of the organization, the permissions %s", (permissions, names) => {
    callerStore.set({
      permissions,
      user: {
        id: "u1",
        email: "ruth@example.org",
        name: "Ruth Adeyemi",
        role: "0198c1f2-6a1e-7c11-9d0a-3f0a6f0e2b11",
        roleName: "Note taker",
        tenantId: "t1",
      },
    });

    expect(placesOf(callerStore.get()).map((place) => place.name)).toEqual(names);
    expect(homeOf(callerStore.get())).toBe(placesOf(callerStore.get())[0]?.to ?? "/settings");
  });

  it("says beside the queue what waits, and beside the live page how many interviews are live", async () => {
    openConsole("/notifications", {
      queue: async () => ({ ...aQueueOf([]), total: 9, liveCount: 12 }),
    });
    await screen.findAllByText("12");

    expect((await places()).slice(0, 3)).toEqual(["Queue9", "Interviews", "Live12"]);
    cleanup();
    openConsole("/notifications", { queue: async () => ({ ...aQueueOf([]), total: 9 }) });
    await screen.findAllByText("9");

    expect((await places()).slice(0, 3)).toEqual(["Queue9", "Interviews", "Live"]);
  });

  it("takes over what the role allows now", () => {
    signInAs("VIEWER");

    renewPermissions({
      id: "u1",
      kind: "account",
      name: "Ruth Adeyemi",
      email: "ruth@example.org",
      hasPassword: true,
      role: "r1",
      roleName: "Note taker",
      tenantId: "t1",
      permissions: ["practice:use"],
      timeZone: "",
      organizationTimeZone: "",
    });

    expect(callerStore.get()?.user.roleName).toBe("Note taker");
    expect(isAllowed(callerStore.get(), "interview:read")).toBe(false);
    expect(isAllowed(callerStore.get(), "practice:use")).toBe(true);
  });

  it("names all pages of practising where some have no place in the bar", async () => {
    open("/practice");

    expect(await places()).not.toContain("Leaderboard");
    const beside = await screen.findByRole("navigation", { name: "Practice" });
    const links = within(beside).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "/practice",
      "/practice/reviews",
      "/assistant",
      "/assignments",
      "/practice/leaderboard",
    ]);
    expect(links[0]?.getAttribute("aria-current")).toBe("page");
    cleanup();

    signInAs("SEEKER");
    open("/practice");
    await places();
    expect(screen.queryByRole("navigation", { name: "Practice" })).toBeNull();
  });
});

describe("the place of a page", () => {
  it.each([
    ["RECRUITER", "/queue", "/queue"],
    ["RECRUITER", "/interviews/i1/plan", "/interviews"],
    ["RECRUITER", "/positions/overview", "/interviews"],
    ["RECRUITER", "/sessions/s1/replay", "/interviews"],
    ["RECRUITER", "/practice/reviews", "/practice"],
    ["RECRUITER", "/assistant", "/practice"],
    ["RECRUITER", "/notifications", undefined],
    ["SEEKER", "/practice/reviews", "/practice/reviews"],
    ["SEEKER", "/assistant", "/assistant"],
    ["SEEKER", "/positions", undefined],
  ] as const)("of a %s at %s is %s", (role, path, place) => {
    signInAs(role);

    expect(placeOf(callerStore.get(), path)).toBe(place);
  });
});

describe("an interview's page", () => {
  it("leads to the talk that runs, and afterwards to its replay", async () => {
    open("/interviews/i1");
    const listen = await screen.findByRole("link", { name: "Observe" });
    expect(listen.getAttribute("href")).toBe("/live/s1");
    cleanup();

    open("/interviews/i1", "COMPLETED");

    const replay = await screen.findByRole("link", { name: "View replay" });
    expect(replay.getAttribute("href")).toBe("/sessions/s1/replay");
  });
});

describe("the talk of an intake", () => {
  class RoomSocket {
    static opened: RoomSocket[] = [];
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    sent: string[] = [];
    address: string;

    constructor(address: string) {
      this.address = address;
      RoomSocket.opened.push(this);
    }

    send(text: string) {
      this.sent.push(text);
    }

    close() {}

    says(frame: object) {
      act(() => this.onmessage?.({ data: JSON.stringify(frame) }));
    }
  }

  async function enter(): Promise<RoomSocket> {
    RoomSocket.opened = [];
    vi.stubGlobal("WebSocket", RoomSocket);
    open("/intake/k1");
    await userEvent.click(await screen.findByRole("button", { name: /Start interview/ }));
    await waitFor(() => expect(RoomSocket.opened).toHaveLength(1));
    const [socket] = RoomSocket.opened;
    if (!socket) throw new Error("nothing was opened");
    socket.says({
      type: "ready",
      session_id: "int_1",
      resume_seq: 1,
      position: "Welder",
      company_name: "",
      state: "in_progress",
      question: { index: 2, of: 7 },
      remaining_s: 600,
    });
    socket.says({
      type: "question",
      seq: 1,
      turn: 1,
      kind: "question",
      text: "Who does this person report to?",
      hint: { sample_answer: "To the head of the shop.", options: ["The head of the shop"] },
    });
    return socket;
  }

  it("stands beside the drafts, under the page's own heading", async () => {
    const socket = await enter();

    expect(socket.address).toContain("/api/v1/session/int_1?ticket=once");
    expect(screen.getAllByRole("heading", { level: 1 }).map((one) => one.textContent)).toEqual([
      "Welder",
    ]);
    expect(
      screen.getByRole("heading", { level: 2, name: "Who does this person report to?" }),
    ).toBeDefined();
    expect(screen.getByText("Question 2 of 7")).toBeDefined();
    expect(screen.getAllByRole("tab")).toHaveLength(4);
  });

  it("offers words to begin with, and sends nothing by itself", async () => {
    const socket = await enter();
    const before = socket.sent.length;

    await userEvent.click(screen.getByRole("button", { name: "The head of the shop" }));

    const box = screen.getByLabelText<HTMLTextAreaElement>("Your answer");
    expect(box.value).toBe("The head of the shop");
    expect(socket.sent).toHaveLength(before);
    expect(screen.getByText("Sample answer")).toBeDefined();
    await userEvent.type(box, ", Ada.");
    await userEvent.click(screen.getByRole("button", { name: "Send answer" }));
    expect(JSON.parse(socket.sent.at(-1) ?? "{}")).toMatchObject({
      type: "text_answer",
      text: "The head of the shop, Ada.",
    });
  });

  it("says before what is kept and how one can answer, and opens nothing yet", async () => {
    RoomSocket.opened = [];
    vi.stubGlobal("WebSocket", RoomSocket);
    const ALOUD = { is_offered: true, is_read_aloud: true, answer_mode: "spoken" as const };
    open("/intake/k1", "IN_PROGRESS", { ticket: async () => aTicket(ALOUD) });

    expect(await screen.findByText("What you say is kept for your organisation.")).toBeDefined();
    expect(screen.getAllByRole("radio")).toHaveLength(3);
    await userEvent.click(screen.getByLabelText(/^Listen and type/));
    await userEvent.click(screen.getByRole("button", { name: /Test sound/ }));

    const heading = await screen.findByRole("heading", { level: 2, name: "Test your sound" });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
    expect(RoomSocket.opened).toEqual([]);
  });

  it("goes on without asking anything where it has begun", async () => {
    RoomSocket.opened = [];
    vi.stubGlobal("WebSocket", RoomSocket);
    open("/intake/k1", "IN_PROGRESS", { state: "IN_PROGRESS" });

    await waitFor(() => expect(RoomSocket.opened).toHaveLength(1));
    expect(screen.queryByText("Before you start")).toBeNull();
  });

  it("is not begun by anybody else", async () => {
    const refused = () => Promise.reject(new Problem(404, {}));
    open("/intake/k1", "IN_PROGRESS", { ticket: refused });

    expect(await screen.findByText("You cannot open this interview.")).toBeDefined();
    expect(screen.queryByRole("button", { name: /Start interview/ })).toBeNull();
  });

  it("says so where the talk is somebody else's", async () => {
    const socket = await enter();

    act(() => socket.onclose?.({ code: 4404, reason: "" }));

    expect(screen.getByText("You cannot open this interview.")).toBeDefined();
    expect(screen.getAllByRole("tab")).toHaveLength(4);
  });
});
