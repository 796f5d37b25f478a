import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/shared/api/problem";
import type { InterviewerQuality } from "@/shared/api/types";
import { ReplayApi } from "./calls";
import { Replay } from "./replay";
import type { PlacedEvent, Replay as ReplayData } from "./shapes";
import { reasonsOf, repliesOf } from "./timeline";
import type { VideoRecording } from "./video/chunks";

function event(
  seq: number,
  offsetMs: number,
  type: PlacedEvent["type"],
  payload = {},
): PlacedEvent {
  return { seq, offsetMs, at: "2030-01-01T10:00:00Z", type, v: 1, actor: "system", payload };
}

const said = (
  turn: number,
  kind: ReplayData["turns"][number]["kind"],
  text: string,
  startMs: number,
  endMs: number,
): ReplayData["turns"][number] => ({
  turn,
  role: kind === "answer" ? "candidate" : "agent",
  kind,
  text,
  questionId: turn < 5 ? "q1" : "q2",
  startMs,
  endMs,
  saidBy: kind === "answer" ? "candidate" : "interviewer",
  follows: 0,
  depth: 0,
  direction: null,
});

const TALK: ReplayData = {
  session: {
    interviewId: "i1",
    profile: "hiring",
    state: "completed",
    channel: "text",
    attempt: 1,
  },
  questions: [
    { id: "q1", text: "What broke?", competency: "Incidents" },
    { id: "q2", text: "Who disagreed?", competency: "People" },
  ],
  turns: [
    said(1, "question", "What broke?", 0, 2000),
    said(2, "answer", "The deploy.", 10_000, 20_000),
    said(3, "follow_up", "And what changed?", 21_000, 23_000),
    said(4, "answer", "We wait now.", 30_000, 40_000),
    said(5, "question", "Who disagreed?", 43_000, 45_000),
    said(6, "answer", "The field team.", 50_000, 58_000),
  ],
  events: [
    event(1, 0, "interview.started"),
    event(2, 2000, "turn.completed", { turn: 1, role: "agent", text: "What broke?" }),
    event(3, 20_100, "followup.proposed", {
      proposal_id: "p1",
      question: "Who helped?",
      source: "perspective",
    }),
    event(4, 20_500, "followup.chosen", {
      turn: 2,
      reason: "RESULT",
      is_asked: true,
      priority: 0.7,
      chosen_by: "built-in rules v1",
      alternatives: [{ reason: "MEASURE", element: "m", priority: 0.4 }],
      superseded: [{ proposal_id: "p1", priority: 0.5, rejection_reason: "asked_already" }],
    }),
    event(5, 32_000, "connection.lost", { reason: "silent" }),
    event(6, 36_000, "connection.resumed", { gap_ms: 4000 }),
    event(7, 42_000, "followup.chosen", { turn: 4, reason: "COMPLETE", is_asked: false }),
    event(8, 60_000, "session.completed", { reason: "all_asked" }),
  ],
  transcriptErased: false,
  media: {
    recording: null,
    clock: [
      { offsetMs: 0, isRunning: true },
      { offsetMs: 32_000, isRunning: false },
      { offsetMs: 36_000, isRunning: true },
    ],
  },
};

/** Every event whose description names who answered. */
const EVENTS_OF_PERSON: PlacedEvent[] = [
  event(1, 0, "participant.joined"),
  event(2, 1000, "candidate.speech.started"),
  event(3, 2000, "candidate.speech.ended"),
  event(4, 3000, "question.not_heard"),
  event(5, 4000, "transport.switched"),
  event(6, 5000, "agent.utterance.spoken"),
  event(7, 6000, "llm.discarded"),
  event(8, 20_000, "turn.completed", { turn: 2, role: "candidate" }),
  event(9, 20_500, "followup.chosen", {
    turn: 2,
    reason: "OWNERSHIP",
    is_asked: true,
    alternatives: [{ reason: "OWNERSHIP", element: "own_part", priority: 0.4 }],
  }),
  event(10, 40_000, "question.skipped", { skipped_by: "candidate" }),
  event(11, 50_000, "participant.left"),
  event(12, 60_000, "session.no_show"),
];

/** What is seen or read out, besides the log's own names of events and values. */
function seen(): string[] {
  const said = [...document.body.querySelectorAll("[aria-label], [title]")].flatMap((each) => [
    each.getAttribute("aria-label") ?? "",
    each.getAttribute("title") ?? "",
  ]);
  const shown = [...document.body.querySelectorAll("*")]
    .filter((each) => !each.closest(".font-mono"))
    .flatMap((each) => [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE))
    .map((node) => node.textContent ?? "");
  return [...said, ...shown];
}

let now = 0;
beforeEach(() => {
  vi.useFakeTimers();
  now = 0;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const QUALITY: InterviewerQuality = {
  sessionId: "s1",
  state: "completed",
  endReason: "all_asked",
  coverage: 0.5,
  unansweredMandatory: ["q2"],
  probes: { RESULT: 1 },
  stopReasons: { COMPLETE: 1 },
  unproductiveProbes: 1,
  repeatedQuestions: 0,
  repeats: 0,
  talkRatio: 0.8,
  silences: 1,
  longestSilenceSeconds: 4.2,
  interruptions: null,
  usedSeconds: 60,
  limitSeconds: 1200,
  disconnects: 1,
  staffTurns: 0,
  warnings: ["mandatory_unanswered"],
  questions: [
    {
      questionId: "q1",
      isMandatory: true,
      isAsked: true,
      isAnswered: true,
      skipReason: null,
      budgetSeconds: 30,
      usedSeconds: 42,
      isOverBudget: true,
      probes: 1,
      unproductiveProbes: 1,
      repeats: 0,
      elements: 4,
      elementsFound: 3,
    },
  ],
};

const UNFILMED: VideoRecording = { chunks: [], consent: "not_answered", consentAt: null };

async function open(
  replay: () => Promise<ReplayData> = async () => TALK,
  recording: () => Promise<VideoRecording> = async () => UNFILMED,
  quality: () => Promise<InterviewerQuality> = async () => QUALITY,
) {
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <Replay sessionId="s1" /> }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <ReplayApi
        value={{
          replay,
          quality,
          recording,
          videoChunk: async () => new ArrayBuffer(0),
          now: () => now,
        }}
      >
        <RouterProvider router={router as never} />
      </ReplayApi>
    </QueryClientProvider>,
  );
  await act(() => vi.advanceTimersByTimeAsync(50));
}

function pass(ms: number) {
  for (let done = 0; done < ms; done += 100) {
    now += 100;
    act(() => vi.advanceTimersByTime(100));
  }
}
const key = (name: string, more = {}) => fireEvent.keyDown(document.body, { key: name, ...more });
const head = () => screen.getByRole("slider", { name: "Playback position" });
const place = () => head().getAttribute("aria-valuetext");
const current = () => document.querySelector('[aria-current="true"]')?.textContent ?? "";

describe("a replay", () => {
  it("draws who spoke when and how fast the replies were, and says that nothing was recorded", async () => {
    await open();

    expect(screen.getByText(/^There is no video recording\./)).toBeDefined();
    expect(screen.getByText("Rebuilt from 8 events")).toBeDefined();
    expect(screen.getByRole("img", { name: /the candidate below: 6 turns in 1:00/ })).toBeDefined();
    expect(
      screen.getByRole("img", { name: "Response times: 1 of 2 over 2 seconds" }),
    ).toBeDefined();
    expect(screen.getByText("3.00 s")).toBeDefined();
    expect(screen.getAllByText("Reconnected after 4 seconds")).toHaveLength(2);
  });

  it("says how the interviewer did, with what to check, and by question", async () => {
    await open();

    const quality = within(screen.getByRole("region", { name: "Quality of the interviewer" }));
    expect(quality.getByText("A mandatory question has no answer.")).toBeDefined();
    expect(quality.getByText("1 (the result was missing)")).toBeDefined();
    expect(quality.getByText("1, the longest 4 seconds")).toBeDefined();
    const row = "What broke? 0:42 of 0:30, too long 1, 1 without anything new 3 of 4";
    expect(quality.getByRole("row", { name: row })).toBeDefined();
  });

  it.each([
    ["intake", "Hiring manager", "The hiring manager's share of the words", /candidate/i],
    ["hiring", "Candidate", "The candidate's share of the words", /hiring manager/i],
  ] as const)(
    "calls who answered in an interview of kind '%s' %s, in all its parts",
    async (profile, name, share, other) => {
      const session = { ...TALK.session, profile };
      const quality = { ...QUALITY, warnings: ["silence" as const], probes: { OWNERSHIP: 1 } };
      await open(
        async () => ({ ...TALK, session, events: EVENTS_OF_PERSON }),
        undefined,
        async () => quality,
      );

      const answer = screen.getByText("The deploy.").closest("li") as HTMLElement;
      expect(within(answer).getByText(name)).toBeDefined();
      expect(screen.getByText(share)).toBeDefined();
      expect(screen.getAllByText(`${name} skipped a question`)).toHaveLength(3);
      expect(seen().filter((text) => other.test(text))).toEqual([]);
      const search = screen.getByLabelText("Search");
      fireEvent.change(search, { target: { value: `${name} joined` } });
      expect(screen.getByText(`1 of ${EVENTS_OF_PERSON.length} events`)).toBeDefined();
    },
  );

  it("stays when the quality report does not load, and says so", async () => {
    await open(undefined, undefined, async () => Promise.reject(new Problem(503, {})));

    expect(screen.getByText("The quality report did not load.")).toBeDefined();
    expect(screen.getByRole("heading", { name: "Transcript" })).toBeDefined();
  });

  it("moves along the times of the log while it plays, and the transcript with it", async () => {
    await open();
    expect(current()).toContain("What broke?");

    key(" ");
    pass(10_000);
    expect(place()).toBe("0 minutes 10 seconds of 1 minutes 0 seconds");
    expect(current()).toContain("The deploy.");
    key(" ");
    pass(5000);

    expect(place()).toContain("0 minutes 10 seconds");
  });

  it("plays faster and slower with < and >, and stops at the end", async () => {
    await open();
    const speed = screen.getByLabelText<HTMLSelectElement>("Speed");

    for (let press = 0; press < 9; press += 1) key(">");
    expect(speed.value).toBe("2");
    key(" ");
    pass(10_000);
    expect(place()).toContain("0 minutes 20 seconds");
    for (let press = 0; press < 9; press += 1) key("<");
    expect(speed.value).toBe("0.5");
    pass(10_000);
    expect(place()).toContain("0 minutes 25 seconds");
    fireEvent.change(speed, { target: { value: "2" } });
    pass(30_000);

    expect(place()).toContain("1 minutes 0 seconds of");
    expect(screen.getByRole("button", { name: /^Play from/ })).toBeDefined();
  });

  it("jumps ten seconds with the arrows and a turn with Shift", async () => {
    await open();

    key("ArrowRight");
    key("ArrowRight");
    expect(place()).toContain("0 minutes 20 seconds");
    key("ArrowLeft");
    expect(place()).toContain("0 minutes 10 seconds");
    key("ArrowRight", { shiftKey: true });
    expect(current()).toContain("And what changed?");
    key("ArrowLeft", { shiftKey: true });
    expect(current()).toContain("The deploy.");
    for (let press = 0; press < 5; press += 1) key("ArrowLeft");

    expect(place()).toContain("0 minutes 0 seconds");
  });

  it("goes from flag to flag with F, and after the last to the first", async () => {
    await open();
    const places: (string | null)[] = [];

    for (let press = 0; press < 3; press += 1) {
      key("f");
      places.push(head().getAttribute("value") ?? (head() as HTMLInputElement).value);
    }

    expect(places).toEqual(["32000", "43000", "32000"]);
  });

  it("is sought on the stave and from the transcript", async () => {
    await open();

    fireEvent.change(head(), { target: { value: "44000" } });
    expect(current()).toContain("Who disagreed?");
    fireEvent.click(screen.getByRole("button", { name: "Go to 0:10" }));

    expect(current()).toContain("The deploy.");
  });

  it("leaves the keys to whoever types", async () => {
    await open();

    fireEvent.keyDown(screen.getByLabelText("Search"), { key: "f" });
    fireEvent.keyDown(screen.getByLabelText("Search"), { key: " " });
    pass(1000);

    expect(place()).toContain("0 minutes 0 seconds");
  });
});

describe("the reasons", () => {
  it("stand at the question with what was weighed and lost", async () => {
    await open();

    const turn = screen.getByText("And what changed?").closest("li");
    const reason = within(turn as HTMLElement);
    expect(reason.getByText("Asked a follow-up because the result was missing.")).toBeDefined();
    expect(reason.getByText(/Alternatives not chosen/).textContent).toContain("built-in rules v1");
    const losers = reason.getAllByRole("listitem").map((item) => item.textContent);
    expect(losers).toEqual([
      "“Who helped?” (asked already), 0.50",
      "a measurable result was missing, 0.40",
    ]);
    const next = within(screen.getByText("Who disagreed?").closest("li") as HTMLElement);
    expect(next.getByText("Moved on because the answer was complete.")).toBeDefined();
  });

  it("can be the only events that are listed", async () => {
    await open();

    const decisions = screen.getByRole<HTMLOptionElement>("option", {
      name: "Follow-up decisions",
    });
    fireEvent.change(screen.getByLabelText("Event type"), { target: { value: decisions.value } });

    expect(screen.getByText("3 of 8 events")).toBeDefined();
    expect(screen.queryByText("connection.lost")).toBeNull();
    fireEvent.change(screen.getByLabelText("Search"), { target: { value: "moved on" } });
    expect(screen.getByText("1 of 8 events")).toBeDefined();
  });

  it("keep what people said out of the list of events", async () => {
    await open();
    const events = screen.getByText("turn.completed").closest("li") as HTMLElement;

    expect(within(events).queryByText("What broke?")).toBeNull();
    expect(within(events).getByText("agent")).toBeDefined();
  });
});

describe("a replay that is not there", () => {
  it("says that its words were deleted, where they were", async () => {
    await open(async () => ({ ...TALK, transcriptErased: true }));

    expect(screen.getByText("The transcript has been deleted.")).toBeDefined();
  });

  it("says so", async () => {
    await open(() => Promise.reject(new Problem(404, {})));

    expect(screen.getByText("There is no replay at this address.")).toBeDefined();
    expect(screen.getByRole("link", { name: "Find the interview" })).toBeDefined();
  });

  it("can be tried again", async () => {
    let isWell = false;
    await open(() => (isWell ? Promise.resolve(TALK) : Promise.reject(new Problem(503, {}))));
    expect(screen.getByText("The replay did not load.")).toBeDefined();

    isWell = true;
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await act(() => vi.advanceTimersByTimeAsync(50));

    expect(screen.getByRole("heading", { name: "Transcript" })).toBeDefined();
  });

  it("has nothing to play before anything happened", async () => {
    await open(async () => ({ ...TALK, events: [], turns: [] }));

    expect(screen.getByText("No events yet")).toBeDefined();
  });
});

describe("reasons", () => {
  it("say whose question it was", () => {
    const proposedBy = (source: string, name: string) => {
      const events = [
        event(3, 20_100, "followup.proposed", { proposal_id: "p1", question: "?", source, name }),
        event(4, 20_500, "followup.chosen", {
          turn: 2,
          reason: "DEPTH",
          is_asked: true,
          proposal_id: "p1",
        }),
      ];
      return reasonsOf({ ...TALK, events }).get(3)?.words;
    };

    expect(proposedBy("staff", "u1")).toBe("Asked because a team member requested it in a note.");
    expect(proposedBy("evaluator", "structured_thinking")).toBe(
      "Asked a follow-up proposed by structured thinking, because more depth was needed.",
    );
  });
});

describe("reply times", () => {
  it("leave out what a person or a lost line took", () => {
    const replay = (...events: PlacedEvent[]) => repliesOf({ ...TALK, events }).map(({ ms }) => ms);

    expect(replay()).toEqual([1000, 3000]);
    expect(replay(event(9, 41_000, "staff.intervened", { action: "hand_back" }))).toEqual([1000]);
    expect(replay(event(9, 20_500, "connection.lost"))).toEqual([3000]);
    expect(replay(event(9, 20_500, "staff.intervened", { action: "note" }))).toEqual([1000, 3000]);
  });
});
