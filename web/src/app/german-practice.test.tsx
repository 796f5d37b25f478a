import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PracticeApi, type PracticeCalls } from "@/features/practice/calls";
import { asText } from "@/features/practice/transcript";
import { Problem } from "@/shared/api/problem";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { englishWithin } from "./test-english";

const unasked = () => Promise.reject(new Problem(404, { detail: "Nicht da." }));

/** Open a page of practice in German; calls that a test does not answer fail. */
function open(path: string, calls: { [Name in keyof PracticeCalls]?: () => Promise<unknown> }) {
  const all = new Proxy(calls, {
    get: (own, name) => Reflect.get(own, name) ?? unasked,
  }) as unknown as PracticeCalls;
  openConsole(path, {}, (page) => <PracticeApi value={all}>{page}</PracticeApi>);
}

beforeEach(async () => {
  sessionStorage.clear();
  await chooseLanguage("de");
  signInAs("SEEKER");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

const english = () => englishWithin(screen.getByRole("main"));

const draft = {
  session_id: "int_1",
  status: "draft",
  plan_version: 2,
  edits_remaining: 1,
  planner: "Regeln v1",
  config: {
    persona_id: "emma",
    interview_type: "behavioral",
    duration_minutes: 5,
    difficulty: "medium",
    context: {},
  },
  assignment_id: null,
  adjustments: [{ reason: "Zu lang." }],
  opening_prompt: "Hallo.",
  question_outline: [
    {
      index: 1,
      question: "Was misslang?",
      topic: "Planung",
      expected_framework: "STAR",
      time_budget_s: 70,
      source: "edited",
    },
  ],
  planning_brief: { not_understood: ["Blau"], notes: [] },
  candidate_brief: { what_to_expect: "Eine Frage.", how_to_prepare: ["Denken."], tips: [] },
};
const personas = async () => [{ persona_id: "emma", name: "Emma", style: "Knapp." }];

it("leaves no English where practice is chosen, and on its draft", async () => {
  open("/practice?draft=int_1", { personas, session: async () => draft });

  await screen.findByText("Entwurf, Version 2");
  expect(screen.getByText("Fachlich")).toBeDefined();
  expect(screen.getByText("„Hallo.“")).toBeDefined();
  expect(english()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: /^Fragen bearbeiten/ }));
  expect(english()).toEqual([]);
});

const scored = [40, 30, 80].map((score, place) => ({
  session_id: `int_${place}`,
  completed_at: "2030-01-01T10:00:00Z",
  score,
}));

it("leaves no English in the list of reviews, whatever their status", async () => {
  const statuses = "draft configured in_progress completed abandoned failed expired cancelled";
  const group = {
    interview_type: "behavioral",
    difficulty: "hard",
    target_role: "Pflege",
    scorer_kind: "Regeln",
    sessions: 3,
    overall: { points: scored, is_trend: true },
    criteria: [{ criterion: "Planung", points: scored.slice(1), is_trend: false }],
  };
  open("/practice/reviews", {
    progress: async () => ({ groups: [group] }),
    sessions: async () => ({
      sessions: statuses.split(" ").map((status, place) => ({
        session_id: `int_${place}`,
        status,
        interview_type: "warm_up",
        difficulty: "easy",
        target_role: "Pflege",
        company_name: null,
        duration_minutes: 5,
        created_at: "2030-01-01T10:00:00Z",
        review: status === "completed" ? { status, overall_score: 62 } : null,
        is_erased: status === "expired",
      })),
    }),
  });

  await screen.findByText(/5 Minuten · Abgeschlossen · 62 von 100$/);
  expect(await screen.findByText("Verhalten, schwer, Pflege")).toBeDefined();
  expect(english()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Alle meine Übungen löschen" }));
  expect(english()).toEqual([]);
});

const part = (name: string, found: boolean) => ({ part: name, found, quote: null, turn: null });
const analysis = {
  question: "Was misslang?",
  answer_summary: "Ich rief an.",
  answer_turns: [2],
  framework_match: { framework: "STAR", parts: [part("Handlung", true), part("Ergebnis", false)] },
  missing: ["das Ergebnis"],
  better_answer: "Ich rief an. [ergänzen: das Ergebnis]",
  better_answer_author: { kind: "model", model: "m-1", prompt: "better_answer_v1 1" },
  has_unverified_transcript: true,
};
const scorer = { kind: "Regeln", version: "v1" };
const side = (score: number | null) => ({
  text: "",
  score,
  comment: "Darum.",
  framework_match: { framework: "STAR", parts: [] },
  has_unverified_transcript: true,
});
const newAnswer = {
  question_number: 1,
  attempt: 1,
  answered_at: "2030-01-02T10:00:00Z",
  question: "Was misslang?",
  competency: "Planung",
  earlier: side(2),
  new: side(3.5),
  added: ["Ergebnis"],
  lost: ["Zahl"],
  still_missing: ["Grund"],
  better_answer: "Ich rief an.",
  scorer,
};
const review = {
  session_id: "int_1",
  status: "completed",
  overall_score: null,
  overall_score_reason: null,
  rubric_scores: [
    {
      criterion: "Planung",
      score: 3.5,
      scale: "1-5",
      weight: 1,
      evidence: [{ quote: "Ich rief an.", turn: 2, start_ms: 1, end_ms: 2 }],
      comment: "Gut.",
    },
  ],
  audio_artifacts: [],
  summary: "Gut.",
  strengths: ["Gut."],
  weaknesses: ["Kurz."],
  recommendations: ["Üben."],
  historical_comparison: { previous_session_id: "int_0", delta_overall: 6, deltas: [] },
  deep_analysis: { per_question: [analysis, { ...analysis, missing: [], question: "Und dann?" }] },
  improvement_roadmap: ["today", "this week", "next session"].map((horizon) => ({
    horizon,
    step: horizon,
    exercise: `Übung für ${horizon === "today" ? "A" : horizon === "this week" ? "B" : "C"}`,
    why: "Darum.",
  })),
  ratio_cards: [
    { key: "coverage", label: "Umfang", value: 0.5 },
    { key: "pace", label: "Tempo", value: null },
  ],
  session: { mode: "voice", type: "behavioral", target_role: null, started_at: null },
  generated_at: "2030-01-01T10:00:10Z",
  scorer,
};

it("leaves no English in a review, and where one question is answered again", async () => {
  const newAnswers = async () => ({ answers: [newAnswer] });
  open("/practice/int_1/review", {
    review: async () => review,
    newAnswers,
    progress: async () => ({ groups: [] }),
  });
  await screen.findByText(/Noch einmal beantwortet: Stufe 3,5 von 5, es fehlt noch Grund\./);
  expect(screen.getByText("Nächste Übung.")).toBeDefined();
  expect(english()).toEqual([]);
  cleanup();

  open("/practice/int_1/questions/1", { review: async () => review, newAnswers });
  await screen.findByText("Von Stufe 2 auf Stufe 3,5 von 5.");
  expect(english()).toEqual([]);
});

it.each([
  ["not_eligible", { reason: "too_short" }],
  ["processing", { stage: "scoring" }],
  ["failed", { reason: "Kein Modell." }],
])("leaves no English where a review is '%s'", async (status, more) => {
  open("/practice/int_1/review", {
    review: async () => ({ session_id: "int_1", status, ...more }),
  });
  await screen.findByRole("heading", { level: 1, name: /Auswertung/ });
  expect(english()).toEqual([]);
});

const transcript = {
  session_id: "int_1",
  interview_type: "coding",
  target_role: null,
  started_at: "2030-01-01T10:00:00Z",
  duration_s: 200,
  turns: ["person", "interviewer"].map((speaker, turn) => ({
    turn,
    speaker,
    text: "Aha.",
    start_ms: 1000,
    end_ms: 2000,
    has_unverified_transcript: true,
  })),
};

it("leaves no English in a transcript, nor in its file", async () => {
  open("/practice/int_1/transcript", { transcript: async () => transcript });
  await screen.findByText(/^Programmieren \(mündlich\) · /);
  expect(english()).toEqual([]);
  expect(asText(transcript as never)).toContain(
    "Sie:\nAha.\n(Aus der Spracherkennung, nicht geprüft. Kann Fehler enthalten.)",
  );
});

it("leaves no English where the questions are studied", async () => {
  const question = {
    question: "Was misslang?",
    topic: "Planung",
    framework: "STAR",
    parts: [{ name: "Lage", hint: "wo und wann es war" }],
    points: ["Ruft an"],
    strong_answer: "Nennt ein Ergebnis.",
  };
  const questions = [1, 2].map((index) => ({ ...question, index }));
  open("/practice/int_1/study", { study: async () => ({ session_id: "int_1", questions }) });
  await userEvent.click(
    await screen.findByRole("button", { name: "Zeigen, was eine gute Antwort enthält" }),
  );
  expect(screen.getByText("Sagen Sie: wo und wann es war.")).toBeDefined();
  expect(english()).toEqual([]);
});

const assignments = ["pending", "in_progress", "completed", "unassigned"].map((status, place) => ({
  assignment_id: `a${place}`,
  role: "Pflege",
  round: ["warm_up", "behavioral", "technical"][place % 3],
  status,
  assigned_at: "2030-01-01T10:00:00Z",
  session_id: "int_1",
}));

it("leaves no English in assignments and in the leaderboard", async () => {
  signInAs("ADMIN");
  open("/assignments", {
    assignments: async () => ({ assignments }),
    results: async () => ({ a2: { status: "completed", score: 71.2, summary: "Gut." } }),
  });
  await userEvent.type(await screen.findByLabelText("E-Mail-Adresse"), "ada@example.org{Enter}");
  await screen.findByText(/· abgeschlossen · 71 von 100$/);
  expect(english()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "2 Zuweisungen zurücknehmen" }));
  expect(within(screen.getByRole("dialog")).getByText("2 Zuweisungen zurücknehmen?")).toBeDefined();
  expect(english()).toEqual([]);
  cleanup();

  open("/practice/leaderboard", {
    leaderboard: async () => ({
      org_id: "t1",
      listing_policy: "opt_in",
      scorer_kind: null,
      generated_at: "2030-01-01T10:00:00Z",
      entries: [
        {
          rank: 1,
          display_name: "Ada",
          is_you: true,
          overall_score: 71,
          interview_type: "warm_up",
          completed_at: "2030-01-01T10:00:00Z",
        },
      ],
    }),
  });
  await screen.findByText("(Sie)");
  expect(english()).toEqual([]);
});
