import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ReplayApi } from "@/features/replay/calls";
import type { Replay } from "@/features/replay/shapes";
import type { VideoRecording } from "@/features/replay/video/chunks";
import { Problem } from "@/shared/api/problem";
import type { InterviewerQuality } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { englishWithin } from "./test-english";

beforeEach(async () => {
  await chooseLanguage("de");
  signInAs("RECRUITER");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

function event(seq: number, offsetMs: number, type: string, payload = {}) {
  return { seq, offsetMs, at: "2030-01-01T10:00:00Z", type, v: 1, actor: "system", payload };
}

const said = (turn: number, kind: string, startMs: number, saidBy = "interviewer") => ({
  turn,
  role: kind === "answer" ? ("candidate" as const) : ("agent" as const),
  kind,
  text: "Aha.",
  questionId: "q1",
  startMs,
  endMs: startMs + 2000,
  saidBy,
  follows: 0,
  depth: 0,
  direction: null,
});

const proposed = (id: string, more: object) =>
  event(3, 20_100, "followup.proposed", { proposal_id: id, question: "Wer half?", ...more });
const chosen = (turn: number, more: object) =>
  event(20 + turn, 20_000 * turn, "followup.chosen", {
    turn,
    reason: "RESULT",
    is_asked: true,
    chosen_by: "Regeln v1",
    superseded: [{ proposal_id: "p9", priority: 0.5, rejection_reason: "asked_already" }],
    alternatives: [{ reason: "MEASURE", element: "m", priority: 0.4 }],
    ...more,
  });

const TALK = {
  session: {
    interviewId: "i1",
    profile: "hiring",
    state: "completed",
    channel: "text",
    attempt: 1,
  },
  questions: [{ id: "q1", text: "Was ging kaputt?", competency: "Pannen" }],
  turns: [
    said(1, "question", 0),
    said(2, "answer", 10_000),
    said(3, "follow_up", 21_000),
    said(4, "answer", 30_000),
    said(5, "question", 43_000, "staff"),
    said(6, "answer", 50_000),
    said(7, "follow_up", 53_000),
  ],
  events: [
    event(1, 0, "interview.started"),
    proposed("p1", { source: "perspective", name: "vertrieb" }),
    proposed("p2", { source: "staff", name: "u1" }),
    chosen(2, { proposal_id: "p1" }),
    chosen(4, { proposal_id: "p2" }),
    chosen(6, { reason: "COMPLETE", is_asked: false }),
    event(30, 152_000, "connection.lost", { reason: "silent" }),
    event(31, 156_000, "connection.resumed", { gap_ms: 4000 }),
    event(32, 160_000, "session.completed", { reason: "all_asked" }),
  ],
  transcriptErased: true,
  media: { recording: null, clock: [{ offsetMs: 0, isRunning: true }] },
} as unknown as Replay;

const QUALITY = {
  coverage: null,
  probes: { RESULT: 1 },
  stopReasons: {},
  repeats: 1,
  talkRatio: null,
  silences: 2,
  longestSilenceSeconds: 4.2,
  interruptions: null,
  usedSeconds: 60,
  limitSeconds: 1200,
  disconnects: 2,
  warnings: [
    "mandatory_not_asked",
    "mandatory_unanswered",
    "over_budget",
    "time_expired",
    "asked_twice",
    "silence",
    "model_failed",
    "connection_lost",
    "plan_unknown",
  ],
  questions: [
    {
      questionId: "q1",
      isAsked: false,
      budgetSeconds: 30,
      usedSeconds: 42,
      isOverBudget: true,
      probes: 1,
      unproductiveProbes: 1,
      elements: 4,
      elementsFound: 3,
    },
  ],
} as unknown as InterviewerQuality;

const unfilmed = (consent: VideoRecording["consent"]): VideoRecording => ({
  chunks: [],
  consent,
  consentAt: "2030-01-01T10:00:00Z",
});

function open(recording: VideoRecording, replay = async () => TALK) {
  openConsole("/sessions/s1/replay", {}, (page) => (
    <ReplayApi
      value={{
        replay,
        quality: async () => QUALITY,
        recording: async () => recording,
        videoChunk: async () => new ArrayBuffer(0),
        now: () => 0,
      }}
    >
      {page}
    </ReplayApi>
  ));
}

/** Names of events and their fields are those of the log. */
const SENT = [...new Set(TALK.events.map(({ type }) => type)), "all_asked", "is_asked"];
const english = () => englishWithin(screen.getByRole("main"), SENT);

it("leaves no English in a replay: its transcript, events, reasons and quality", async () => {
  open(unfilmed("declined"));

  await screen.findByText(/^Nachgefragt auf Vorschlag von vertrieb, denn/);
  await screen.findByText("2, das längste 4 Sekunden");
  expect(screen.getByText("2-mal")).toBeDefined();
  expect(screen.getByText("0:42 von 0:30, zu lang")).toBeDefined();
  expect(english()).toEqual([]);
  await userEvent.selectOptions(
    screen.getByLabelText("Art der Ereignisse"),
    "Entscheidungen über Nachfragen",
  );
  expect(screen.getByText("5 von 9 Ereignissen")).toBeDefined();
  expect(english()).toEqual([]);
});

it("calls who answered in an intake the hiring manager, in German too", async () => {
  const skipped = event(31, 158_000, "question.skipped", { skipped_by: "candidate" });
  const session = { ...TALK.session, profile: "intake" as const };
  const events = [...TALK.events, skipped] as Replay["events"];
  open(unfilmed("not_answered"), async () => ({ ...TALK, session, events }));

  await screen.findByText("Wortanteil der Fachabteilung");
  expect(screen.getAllByText("Fachabteilung")).toHaveLength(3);
  expect(screen.getAllByText("Fachabteilung hat eine Frage übersprungen")).toHaveLength(3);
  expect(english()).toEqual([]);
});

it.each(["not_answered", "withdrawn", "agreed"] as const)(
  "says in German why there is no video where consent is '%s'",
  async (consent) => {
    open(unfilmed(consent));
    await screen.findByText(
      /Transkript und Ereignisse werden in ihrer ursprünglichen Geschwindigkeit wiedergegeben\./,
    );
    expect(english()).toEqual([]);
  },
);

it("leaves no English where there is no replay", async () => {
  open(unfilmed("agreed"), () => Promise.reject(new Problem(404, {})));
  await screen.findByText("Unter dieser Adresse gibt es keine Wiedergabe.");
  expect(english()).toEqual([]);
});
