import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Calls, reviewCalls } from "@/features/approvals/calls";
import { AssistantApi, type AssistantCalls, type Reply } from "@/features/assistant/calls";
import { PracticeApi, type PracticeCalls } from "@/features/practice/calls";
import type {
  Assignment,
  CompletedReview,
  Draft,
  NewAnswer,
  PracticeOptions,
  PractisedSession,
  ProgressGroup,
  Result,
} from "@/features/practice/shapes";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import { VoiceApi, type VoiceCalls } from "@/shared/voice/calls";
import { consoleRouter } from "./router";

const unasked = () => Promise.reject(new Problem(404, {}));

const unableAssistant: AssistantCalls = {
  say: unasked,
  makeReady: unasked,
  retryReview: unasked,
  upload: unasked,
  conversations: async () => ({ conversations: [] }),
  conversation: unasked,
  renameConversation: unasked,
  deleteConversation: unasked,
};

function aDraft(more: Partial<Draft> = {}): Draft {
  return {
    session_id: "int_1",
    status: "draft",
    needs_approval: true,
    plan_version: 1,
    edits_remaining: 1,
    planner: "built-in rules v1",
    config: {
      persona_id: "emma",
      interview_type: "behavioral",
      duration_minutes: 5,
      difficulty: "medium",
      framework: "STAR",
      language: "en",
      mode: "text",
      context: {},
    },
    history_summary: null,
    follow_up_policy: { max_per_question: 2, triggers: [], style: "" },
    created_at: "2030-01-01T10:00:00Z",
    launch: null,
    assignment_id: null,
    approved_at: null,
    approved_by: null,
    adjustments: [],
    opening_prompt: "Hello, I am a computer program.",
    drafted_competencies: [],
    question_outline: ["Tell me about a failure.", "Who disagreed?"].map((question, place) => ({
      index: place + 1,
      question,
      topic: "Ownership",
      expected_framework: "STAR",
      time_budget_s: 70,
      source: "planner" as const,
    })),
    planning_brief: null,
    candidate_brief: {
      what_to_expect: "Two questions.",
      how_to_prepare: ["Recall one story."],
      tips: [],
    },
    expires_at: "2030-01-08T10:00:00Z",
    ...more,
  };
}

function aReview(more: Partial<CompletedReview> = {}): CompletedReview {
  return {
    session_id: "int_1",
    status: "completed",
    overall_score: 62,
    rubric_scores: [
      {
        criterion: "Ownership",
        score: 4,
        scale: "1-5",
        weight: 0.5,
        evidence: [{ quote: "I called them myself.", turn: 2, start_ms: 161_000, end_ms: 190_000 }],
        comment: "You named your own part.",
      },
      {
        criterion: "Learning",
        score: null,
        scale: "1-5",
        weight: 0.5,
        evidence: [],
        comment: "Too little was said.",
      },
    ],
    summary: "You owned the mistake. The end was missing.",
    strengths: ["You named your own part."],
    weaknesses: ["The result is missing."],
    recommendations: ["End with what came out of it."],
    historical_comparison: { previous_session_id: "int_0", delta_overall: 6, deltas: [] },
    overall_score_reason: null,
    version: 1,
    carry_forward: { focus_next: [], avoid_repeating: [], suggested_difficulty: "medium" },
    perplexity_insights: { status: "disabled", items: [] },
    presence_metrics: null,
    video_analysis: null,
    audio_artifacts: [],
    deep_analysis: {
      per_question: [
        {
          question: "Tell me about a failure.",
          answer_turns: [2],
          answer_summary: "I called them myself.",
          framework_match: {
            framework: "STAR",
            parts: [
              { part: "Action", found: true, quote: "I called them myself.", turn: 2 },
              { part: "Result", found: false, quote: null, turn: null },
            ],
          },
          missing: ["What came out of it"],
          better_answer: "I called them myself. [add: what came out of it]",
          better_answer_author: { kind: "built-in rules", model: null, prompt: null },
          has_unverified_transcript: false,
        },
      ],
    },
    trend_data: [],
    improvement_roadmap: [],
    ratio_cards: [],
    video_analysis_status: "not_available",
    session: {
      persona_id: "emma",
      type: "behavioral",
      difficulty: "medium",
      mode: "text",
      target_role: null,
      duration_planned_s: 300,
      duration_actual_s: 200,
      started_at: "2030-01-01T09:55:00Z",
      end_reason: "all_asked",
      questions_planned: 2,
      assignment_id: null,
      questions_asked: 2,
      questions_answered: 2,
      ended_at: "2030-01-01T10:00:00Z",
    },
    generated_at: "2030-01-01T10:00:10Z",
    scorer: { kind: "built-in rules", version: "v1" },
    ...more,
  };
}

function open(
  path: string,
  calls: Partial<PracticeCalls> = {},
  assistant: Partial<AssistantCalls> = {},
) {
  const all: PracticeCalls = {
    personas: async () => [
      { persona_id: "payal", name: "Payal", style: "Warm." },
      { persona_id: "emma", name: "Emma", style: "Crisp." },
    ],
    preview: unasked,
    editQuestions: unasked,
    approve: unasked,
    session: unasked,
    ticket: unasked,
    voice: unasked,
    review: unasked,
    retryReview: unasked,
    sessions: async () => ({ sessions: [] }),
    leaderboard: async () => leadersOf("opt_in"),
    assignments: async () => ({ assignments: [] }),
    assign: unasked,
    unassign: unasked,
    results: unasked,
    report: async () => new Blob(),
    newAnswers: async () => ({ answers: [] }),
    answerAgain: unasked,
    progress: async () => ({ groups: [] }),
    transcript: unasked,
    study: unasked,
    eraseSession: unasked,
    eraseAll: unasked,
    ...calls,
  };
  const router = consoleRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <Calls value={{ ...reviewCalls, waiting: unasked, queue: unasked }}>
        <PracticeApi value={all}>
          <VoiceApi value={VOICE}>
            <AssistantApi value={{ ...unableAssistant, ...assistant }}>
              <RouterProvider router={router} />
            </AssistantApi>
          </VoiceApi>
        </PracticeApi>
      </Calls>
    </QueryClientProvider>,
  );
  return router;
}

const leadersOf = (listing_policy: "opt_in" | "off") => ({
  org_id: "t1",
  entries: [],
  listing_policy,
  scorer_kind: null,
  generated_at: "2030-01-01T10:00:00Z",
});

const signInAsRecruiter = () =>
  callerStore.set({
    permissions: permissionsOf("RECRUITER"),
    user: {
      id: "u2",
      email: "ruth@example.org",
      name: "Ruth",
      role: "RECRUITER",
      roleName: "RECRUITER",
      tenantId: "t1",
    },
  });

const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole("button", { name }));

beforeEach(() => {
  callerStore.set({
    permissions: permissionsOf("SEEKER"),
    user: {
      id: "u1",
      email: "sam@example.org",
      name: "Sam",
      role: "SEEKER",
      roleName: "SEEKER",
      tenantId: "t1",
    },
  });
});
afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

describe("setting practice up", () => {
  it("is where a practising person begins, with nothing of the staff's", async () => {
    open("/");

    expect(
      await screen.findByRole("heading", { name: "What do you want to practice?" }),
    ).toBeDefined();
    const main = screen.getAllByRole("navigation", { name: "Main" })[0];
    expect(
      main &&
        within(main)
          .getAllByRole("link")
          .map((link) => link.textContent),
    ).toEqual([
      " Practice",
      " My reviews",
      " Assistant",
      " Assigned to me",
      " Leaderboard",
      " Settings",
    ]);
  });

  it("sends what was chosen, shows the draft, and regenerates the same one", async () => {
    const asked: [PracticeOptions, unknown][] = [];
    open("/practice", {
      preview: async (_, wish, again) => {
        asked.push([wish, again]);
        return aDraft({ plan_version: asked.length });
      },
    });
    await userEvent.type(await screen.findByRole("textbox", { name: "Role" }), "Welder");
    await userEvent.click(screen.getByLabelText("Hard"));
    await userEvent.click(await screen.findByLabelText(/Payal/));
    await userEvent.selectOptions(screen.getByLabelText("Language of the questions"), "German");

    await press("Create draft");
    await userEvent.type(await screen.findByLabelText("Request a change"), "harder{Enter}");
    await screen.findByText("Draft, version 2");

    expect(asked.map(([wish]) => wish.persona_id)).toEqual(["payal", "payal"]);
    expect(asked[0]?.[0].context).toMatchObject({
      target_role: "Welder",
      difficulty: "hard",
      language: "de",
    });
    expect(asked.map(([, again]) => again)).toEqual([
      undefined,
      { sessionId: "int_1", feedback: "harder" },
    ]);
  });

  it("shows what is written of a plan until it is there", async () => {
    let finish: (draft: Draft) => void = () => {};
    const written = new Promise<Draft>((resolve) => {
      finish = resolve;
    });
    const read: string[] = [];
    // A plan that was given up before is still being written.
    const sessions = [{ session_id: "int_before" } as PractisedSession];
    open("/practice", {
      preview: () => {
        sessions.unshift({ session_id: "int_new" } as PractisedSession);
        return written;
      },
      sessions: async () => ({ sessions }),
      session: async (sessionId) => {
        read.push(sessionId);
        return aDraft({
          plan_version: null,
          drafted_competencies: [{ name: "Handovers", questions: ["What do you say first?"] }],
        });
      },
    });

    await press("Create draft");

    expect(await screen.findByRole("heading", { name: "Handovers" })).toBeTruthy();
    expect(screen.getByText("What do you say first?")).toBeTruthy();
    expect(screen.queryByText(/^Your questions will appear here/)).toBeNull();
    expect(new Set(read)).toEqual(new Set(["int_new"]));
    finish(aDraft());
    await screen.findByText("Draft, version 1");
    expect(screen.queryByRole("heading", { name: "Written so far" })).toBeNull();
  });

  it("shows what is written of a draft's next version above the one that stands", async () => {
    let finish: (draft: Draft) => void = () => {};
    const again = new Promise<Draft>((resolve) => {
      finish = resolve;
    });
    const read: string[] = [];
    const versions = [Promise.resolve(aDraft()), again];
    open("/practice", {
      preview: () => versions.shift() ?? unasked(),
      session: async (sessionId) => {
        read.push(sessionId);
        return aDraft({ drafted_competencies: [{ name: "Pace", questions: ["How fast?"] }] });
      },
    });
    await press("Create draft");
    await userEvent.type(await screen.findByLabelText("Request a change"), "harder{Enter}");

    expect(await screen.findByRole("heading", { name: "Pace" })).toBeTruthy();
    expect(screen.getByText("Draft, version 1")).toBeTruthy();
    expect(read[0]).toBe("int_1");
    finish(aDraft({ plan_version: 2 }));
    await screen.findByText("Draft, version 2");
    expect(screen.queryByRole("heading", { name: "Pace" })).toBeNull();
  });

  it("shows nothing of an earlier version while the next one is begun", async () => {
    let finish: (draft: Draft) => void = () => {};
    const again = new Promise<Draft>((resolve) => {
      finish = resolve;
    });
    const versions = [Promise.resolve(aDraft()), again, new Promise<Draft>(() => {})];
    let isThird = false;
    open("/practice", {
      preview: () => versions.shift() ?? unasked(),
      session: () =>
        isThird
          ? new Promise<Draft>(() => {})
          : Promise.resolve(aDraft({ drafted_competencies: [{ name: "Pace", questions: [] }] })),
    });
    await press("Create draft");
    await userEvent.type(await screen.findByLabelText("Request a change"), "harder{Enter}");
    await screen.findByRole("heading", { name: "Pace" });
    finish(aDraft({ plan_version: 2 }));
    await screen.findByText("Draft, version 2");

    isThird = true;
    await userEvent.type(screen.getByLabelText("Request a change"), "shorter{Enter}");
    await screen.findByRole("button", { name: "Writing questions…" });

    expect(screen.queryByRole("heading", { name: "Pace" })).toBeNull();
  });

  it("shows nothing of a plan that was given up before", async () => {
    const read: string[] = [];
    let lists = 0;
    open("/practice", {
      preview: () => new Promise<Draft>(() => {}),
      sessions: async () => {
        lists += 1;
        return { sessions: [{ session_id: "int_before" } as PractisedSession] };
      },
      session: async (sessionId) => {
        read.push(sessionId);
        return aDraft({ drafted_competencies: [{ name: "Pace", questions: [] }] });
      },
    });
    await press("Create draft");
    await waitFor(() => expect(lists).toBe(3), { timeout: 3000 });

    expect(read).toEqual([]);
    expect(screen.queryByRole("heading", { name: "Pace" })).toBeNull();
  });

  it("shows a score on the leaderboard only where its person ticks the box", async () => {
    const asked: PracticeOptions[] = [];
    open("/practice", {
      preview: async (_, wish) => {
        asked.push(wish);
        return aDraft();
      },
    });
    const choice = await screen.findByRole<HTMLInputElement>("checkbox", {
      name: /^Show my score on the leaderboard/,
    });
    expect(choice.checked).toBe(false);

    await userEvent.click(choice);
    await press("Create draft");

    await waitFor(() => expect(asked[0]?.context.leaderboard).toBe(true));
  });

  it.each([
    ["opt_in", "Only people who choose to show their score appear."],
    ["off", "Your organization does not use a leaderboard."],
  ] as const)("says whose scores count where the leaderboard is %s", async (policy, words) => {
    open("/practice/leaderboard", { leaderboard: async () => leadersOf(policy) });

    await screen.findByText(new RegExp(words));
    expect(screen.queryByText("No scores yet") === null).toBe(policy === "off");
  });

  it("says that nothing was written when the planner fails, and shows no questions", async () => {
    const failed = new Problem(502, { code: "planner_failed", detail: "No valid plan came." });
    open("/practice", { preview: () => Promise.reject(failed) });

    await press("Create draft");

    expect((await screen.findByRole("alert")).textContent).toContain("could not be written");
    expect(screen.queryByText("Draft interview")).toBeNull();
  });

  it("keeps the draft and the words where a wish was not understood", async () => {
    const detail = 'Nothing was changed, because this was not understood: "sparkle".';
    const refused = new Problem(422, { code: "change_request_not_understood", detail });
    open("/practice", {
      preview: (_, __, again) => (again ? Promise.reject(refused) : Promise.resolve(aDraft())),
    });
    await press("Create draft");

    const box = await screen.findByLabelText<HTMLInputElement>("Request a change");
    await userEvent.type(box, "sparkle{Enter}");

    expect((await screen.findByRole("alert")).textContent).toContain(detail);
    expect(box.value).toBe("sparkle");
    expect(screen.getByText("Draft, version 1")).toBeDefined();
  });

  it("names the line that was refused and keeps the edit", async () => {
    const errors = [
      { field: "questions.1", code: "duplicate", message: "This stands there twice." },
    ];
    open("/practice", {
      preview: async () => aDraft(),
      editQuestions: () => Promise.reject(new Problem(422, { errors })),
    });
    await press("Create draft");
    await press(/Edit questions/);
    const second = await screen.findByLabelText("Question 2");
    await userEvent.clear(second);
    await userEvent.type(second, "Tell me about a failure.");

    await press("Save questions");

    expect((await screen.findByRole("alert")).textContent).toBe("This stands there twice.");
    expect(screen.getByRole("button", { name: /Edit questions/, hidden: true })).toBeDefined();
  });

  it("goes on with a draft that was made before", async () => {
    open("/practice?draft=int_1", {
      session: async () =>
        aDraft({
          config: { ...aDraft().config, persona_id: "payal", context: { target_role: "Welder" } },
        }),
    });

    expect(await screen.findByText("Draft, version 1")).toBeDefined();
    expect(screen.getByRole("textbox", { name: "Role" })).toHaveProperty("value", "Welder");
    expect(screen.queryByText(/You changed your settings/)).toBeNull();
  });

  it("approves before it opens the room", async () => {
    const approved: string[] = [];
    const router = open("/practice", {
      preview: async () => aDraft(),
      approve: async (sessionId) => void approved.push(sessionId),
    });
    await press("Create draft");

    await press(/Start practice/);
    await waitFor(() => expect(router.state.location.pathname).toBe("/practice/int_1"));

    expect(approved).toEqual(["int_1"]);
  });
});

/** What the person said in turn 2 is stored. */
const VOICE: VoiceCalls = {
  recording: async (sessionId) => ({
    sessionId,
    consent: "agreed",
    consentAt: "2030-01-01T09:55:00Z",
    storedMs: 9000,
    gaps: [],
    passages: [
      { turn: 2, start: 0, end: 20, startMs: 1000, endMs: 4000, isComplete: true },
      { turn: 2, start: 21, end: 60, startMs: 4000, endMs: 9000, isComplete: true },
    ],
  }),
  sound: async () => new ArrayBuffer(44),
  play: () => () => undefined,
};

describe("the practice room", () => {
  const aTicket = {
    ticket: "t1",
    expires_at: "2030-01-01T10:00:00Z",
    ws_url: "ws://house.example",
    consent: { version: "practice.1", text: "What you write is kept." },
    voice: { is_offered: false, is_read_aloud: false, answer_mode: "typed" as const },
    voice_recording: null,
  };

  it("says what going in agrees to before anybody goes in", async () => {
    const asked: string[] = [];
    open("/practice/int_1", {
      session: async () => aDraft({ status: "configured" }),
      ticket: async (sessionId) => {
        asked.push(sessionId);
        return asked.length === 1 ? aTicket : new Promise(() => undefined);
      },
    });

    expect(await screen.findByText("What you write is kept.")).toBeDefined();
    expect(screen.queryByText("Connecting.")).toBeNull();
    await press(/Agree and start/);

    expect(await screen.findByText("Connecting.")).toBeDefined();
    expect(asked).toEqual(["int_1", "int_1"]);
  });

  const ALOUD = { is_offered: true, is_read_aloud: true, answer_mode: "draft" as const };
  const ways = () => screen.queryAllByRole("radio").map((each) => each.parentElement?.textContent);

  it("offers the ways to take part that the platform has, and tries the sound before", async () => {
    const asked: string[] = [];
    open("/practice/int_1", {
      session: async () => aDraft({ status: "configured" }),
      ticket: async (sessionId) => {
        asked.push(sessionId);
        return asked.length === 1 ? { ...aTicket, voice: ALOUD } : new Promise(() => undefined);
      },
    });
    await screen.findByText("What you write is kept.");
    expect(ways().map((each) => each?.split(".")[0])).toEqual([
      "TypeNo sound",
      "Listen and typeA computer voice reads the questions",
      "SpeakYou see a transcript of what you say",
    ]);
    expect(screen.getByText(/by speaking or typing/)).toBeDefined();

    await userEvent.click(screen.getByLabelText(/^Speak/));
    await press("Agree and test sound");
    await screen.findByRole("heading", { level: 1, name: "Test your microphone" });
    expect(screen.getByText(/not part of the practice interview/)).toBeDefined();
    expect(asked).toHaveLength(1);
    await press("Type instead");

    expect(await screen.findByText("Connecting.")).toBeDefined();
    expect(sessionStorage.getItem("interview_how")).toBe("type");
  });

  it("asks nothing about sound where there is none, and an old wish for it counts no more", async () => {
    sessionStorage.setItem("interview_how", "speak");
    let isAsked = false;
    open("/practice/int_1", {
      session: async () => aDraft({ status: "configured" }),
      ticket: async () => {
        if (isAsked) await new Promise(() => undefined);
        isAsked = true;
        return aTicket;
      },
    });

    await press("Agree and start");

    expect(await screen.findByText("Connecting.")).toBeDefined();
    expect(ways()).toEqual([]);
    expect(sessionStorage.getItem("interview_how")).toBe("type");
  });

  it("proposes to speak where that was asked for", async () => {
    open("/practice/int_1", {
      session: async () =>
        aDraft({ status: "configured", config: { ...aDraft().config, mode: "voice" } }),
      ticket: async () => ({ ...aTicket, voice: ALOUD }),
    });

    expect(await screen.findByLabelText(/^Speak/)).toHaveProperty("checked", true);
    expect(screen.getByRole("button", { name: /Agree and test sound/ })).toBeDefined();
  });

  it("is closed to whoever may not go in", async () => {
    open("/practice/int_1", {
      session: async () => aDraft({ status: "configured" }),
      ticket: () => Promise.reject(new Problem(410, { code: "session_ended" })),
    });

    expect(
      await screen.findByRole("heading", { name: "You cannot open this practice interview" }),
    ).toBeDefined();
  });

  it("asks for no second agreement when one comes back", async () => {
    open("/practice/int_1", {
      session: async () => aDraft({ status: "in_progress" }),
      ticket: () => new Promise(() => undefined),
    });

    expect(await screen.findByText("Connecting.")).toBeDefined();
  });

  it("leads to the review when it is over", async () => {
    const router = open("/practice/int_1", {
      session: async () => aDraft({ status: "completed" }),
      review: async () => aReview(),
      newAnswers: async () => ({ answers: [] }),
    });

    await screen.findByRole("heading", {
      name: "Ownership was your strongest skill. Most often missing: what came out of it.",
    });
    expect(router.state.location.pathname).toBe("/practice/int_1/review");
    expect(await screen.findByText("Missing: what came out of it.")).toBeDefined();
  });

  it("does not open on a draft", async () => {
    open("/practice/int_1", { session: async () => aDraft() });

    expect(
      await screen.findByRole("heading", { name: "You cannot open this practice interview" }),
    ).toBeDefined();
  });

  it("speaks of no invitation and of nobody who reads along", async () => {
    open("/practice/int_1", {
      session: async () => aDraft({ status: "in_progress" }),
      ticket: () => new Promise(() => undefined),
    });
    await screen.findByText("Connecting.");

    await press("Help");

    expect(document.body.textContent).not.toMatch(/invitation|company|recruiter/i);
  });
});

describe("the review", () => {
  it("reads as an article whose quotes and gaps are marked", async () => {
    open("/practice/int_1/review", { review: async () => aReview() });

    expect(
      await screen.findByRole("heading", {
        level: 1,
        name: "Ownership was your strongest skill. Most often missing: what came out of it.",
      }),
    ).toBeDefined();
    expect(screen.getByText("“I called them myself.”")).toBeDefined();
    expect(screen.getByText("add: what came out of it").tagName).toBe("MARK");
    expect(screen.getByText("+6")).toBeDefined();
  });

  it("tells words that nobody checked apart from a person's own", async () => {
    const review = aReview();
    const [one] = review.deep_analysis.per_question;
    if (!one) throw new Error("no question");
    const unsure = { ...one, question: "Who disagreed?", has_unverified_transcript: true };
    const spoken = (per_question: (typeof one)[]) => {
      const session = { ...review.session, mode: "voice" as const };
      const made = aReview({ deep_analysis: { per_question }, session });
      open("/practice/int_1/review", { review: async () => made });
    };
    spoken([unsure, one]);

    expect(await screen.findByText("Some answers were not checked.")).toBeDefined();
    expect(screen.getByText(/1 of 2 answers contains/)).toBeDefined();
    expect(screen.getByText(/You answered by voice/)).toBeDefined();
    expect(screen.getByText(/Your own words, reordered/)).toBeDefined();
    expect(screen.queryByText("Who disagreed?")).toBeNull();
    cleanup();

    spoken([unsure]);
    expect(await screen.findByText(/Your words from speech recognition/)).toBeDefined();
    cleanup();

    open("/practice/int_1/review", { review: async () => review });
    await screen.findByText(/Your own words, reordered/);
    expect(screen.queryByText(/were not checked|You answered by voice/)).toBeNull();
    expect(screen.getByText("Worded by the built-in rules.")).toBeDefined();
  });

  it("plays the best quote and each answer to the person who kept their voice, and saves it", async () => {
    const review = aReview();
    const [score, ...others] = review.rubric_scores;
    const [quote] = score?.evidence ?? [];
    if (!score || !quote) throw new Error("no quote");
    const heard = { ...score, evidence: [{ ...quote, start: 0, end: 20 }] };
    const spoken = aReview({
      rubric_scores: [heard, ...others],
      session: { ...review.session, mode: "voice" },
      audio_artifacts: [
        {
          artifact_type: "candidate_audio",
          content_type: "audio/ogg",
          duration_s: 9,
          bytes: 27_000,
        },
      ],
    });
    open("/practice/int_1/review", { review: async () => spoken });

    expect(await screen.findByRole("button", { name: "Listen to turn 2, 4 s" })).toBeDefined();
    // In the answer to improve, and in the list of the questions.
    expect(screen.getAllByRole("button", { name: "Listen to turn 2, 9 s" })).toHaveLength(2);
    expect(screen.getByRole("button", { name: "Download my voice" })).toBeDefined();
    cleanup();

    open("/practice/int_1/review", { review: async () => review });
    await screen.findByText(/Your own words, reordered/);
    expect(screen.queryByRole("button", { name: /Listen|my voice/ })).toBeNull();
  });

  it("says which model worded the better answer", async () => {
    const author = { kind: "model" as const, model: "gpt-5", prompt: "better_answer_v1 1" };
    const made = aReview({
      deep_analysis: {
        per_question: aReview().deep_analysis.per_question.map((one) => ({
          ...one,
          better_answer_author: author,
        })),
      },
    });
    open("/practice/int_1/review", { review: async () => made });

    expect(await screen.findByText(/Worded by the model gpt-5/)).toBeDefined();
    expect(screen.queryByText("Worded by the built-in rules.")).toBeNull();
  });

  it("gives no number where there is none", async () => {
    const review = aReview({ overall_score: null, historical_comparison: null });
    open("/practice/int_1/review", { review: async () => review });

    expect(await screen.findByText(/No overall score/)).toBeDefined();
    expect(screen.queryByText("of 100")).toBeNull();
  });

  it.each([
    [
      {
        status: "processing",
        stage: "scoring",
        started_at: "2030-01-01T10:00:00Z",
        retry_after_s: 1,
      },
      /being scored/,
    ],
    [{ status: "not_eligible", reason: "too_short" }, /There is too little to review/],
    [
      {
        status: "failed",
        error: { code: "review_failed", message: "The reader failed." },
        retryable: true,
        attempts: 1,
      },
      /The reader failed/,
    ],
  ] as const)("says plainly that it is %o", async (state, words) => {
    open("/practice/int_1/review", { review: async () => ({ session_id: "int_1", ...state }) });

    expect(await screen.findByText(words)).toBeDefined();
    expect(screen.queryByText("By skill")).toBeNull();
  });
});

describe("what was assigned", () => {
  const anAssignment = (more: Partial<Assignment> = {}): Assignment => ({
    assignment_id: "a1",
    batch_id: "b1",
    organization_id: "t1",
    role: "Welder",
    round: "behavioral",
    email: "ada@example.org",
    status: "pending",
    session_id: null,
    assigned_at: "2030-01-01T10:00:00Z",
    started_at: null,
    completed_at: null,
    unassigned_at: null,
    ...more,
  });
  const aResult: Result = {
    status: "completed",
    assigned_at: "2030-01-01T10:00:00Z",
    started_at: null,
    completed_at: null,
    score: 71.4,
    rubric_scores: [],
    summary: "You owned the mistake.",
    strengths: [],
    weaknesses: [],
    recommendations: [],
    improvement_roadmap: [],
    ratio_cards: [],
  };

  it("offers neither asking nor looking up to who only practises", async () => {
    open("/assignments");

    expect(await screen.findByText("You have no assignments")).toBeDefined();
    expect(screen.queryByRole("heading", { name: "Check progress" })).toBeNull();
  });

  it("names the addresses that were refused, not their places in the request", async () => {
    signInAsRecruiter();
    const errors = [{ field: "assignee_emails.1", code: "invalid", message: "Not valid." }];
    open("/assignments", { assign: () => Promise.reject(new Problem(400, { errors })) });
    await userEvent.type(await screen.findByLabelText("Role"), "Welder");
    await userEvent.type(screen.getByLabelText("E-mail addresses"), "ada@example.org sam@x");

    await press("Assign");

    expect((await screen.findByRole("alert")).textContent).toBe(
      "Not a valid e-mail address: sam@x. Nothing was assigned.",
    );
  });

  it("tells a recruiter how somebody is getting on, and takes back what is not done", async () => {
    signInAsRecruiter();
    const taken: string[] = [];
    open("/assignments", {
      assignments: async (email) => ({
        assignments:
          email === "ada@example.org"
            ? [
                anAssignment({ status: "completed" }),
                anAssignment({
                  assignment_id: "a2",
                  role: "Nurse",
                  status: taken.length ? "unassigned" : "pending",
                }),
              ]
            : [],
      }),
      results: async () => ({ a1: aResult }),
      unassign: async (_, email) => {
        taken.push(email);
        return { unassigned: [], skipped: [] };
      },
    });
    await userEvent.type(await screen.findByLabelText("E-mail address"), "ada@example.org{Enter}");

    expect(await screen.findByText(/completed · 71 of 100/)).toBeDefined();
    expect(screen.getByText("You owned the mistake.")).toBeDefined();
    await press("Cancel 1 assignment");
    expect(taken).toEqual([]);
    await press("Cancel assignments");
    expect(await screen.findByText(/canceled/)).toBeDefined();

    expect(taken).toEqual(["ada@example.org"]);
  });
});

describe("answering one question again", () => {
  const side = (score: number | null, text: string) => ({
    text,
    score,
    comment: "Why.",
    framework_match: { framework: "STAR", parts: [] },
    has_unverified_transcript: false,
  });
  const aNewAnswer = (more: Partial<NewAnswer> = {}): NewAnswer => ({
    question_number: 1,
    attempt: 1,
    answered_at: "2030-01-02T10:00:00Z",
    question: "Tell me about a failure.",
    competency: "Ownership",
    earlier: side(2, "I called them."),
    new: side(3.5, "I called them, and nobody left."),
    added: ["Result"],
    lost: [],
    still_missing: ["Number"],
    better_answer: "I called them. [add: a number]",
    scorer: { kind: "built-in rules", version: "v1" },
    ...more,
  });

  it("compares the new answer with the earlier one and keeps the text until it is scored", async () => {
    const sent: [number, string][] = [];
    const stored: NewAnswer[] = [];
    open("/practice/int_1/questions/1", {
      review: async () => aReview(),
      newAnswers: async () => ({ answers: [...stored] }),
      answerAgain: async (_, number, text) => {
        sent.push([number, text]);
        if (sent.length === 1) throw new Problem(503, { detail: "The scorer is away." });
        stored.push(aNewAnswer());
        return aNewAnswer();
      },
    });
    const box = await screen.findByLabelText("Your new answer");
    await userEvent.type(box, "I called them, and nobody left.");

    await press("Compare with before");
    await screen.findByText(/The scorer is away/);
    expect(box).toHaveProperty("value", "I called them, and nobody left.");
    await press("Compare with before");
    await screen.findByText("From level 2 to level 3.5 of 5.");

    expect(sent).toEqual(Array(2).fill([1, "I called them, and nobody left."]));
    expect(screen.getByText("Added:").nextSibling?.textContent).toBe("Result");
    expect(screen.getByText("Still missing:").nextSibling?.textContent).toBe("Number");
    expect(screen.getAllByText("I called them.")).toHaveLength(2);
    expect(box).toHaveProperty("value", "");
  });

  it("says so where the interview has no such question", async () => {
    open("/practice/int_1/questions/7", { review: async () => aReview() });

    expect(await screen.findByText(/has no question 7/)).toBeDefined();
  });

  it("is not offered to whoever assigned the practice", async () => {
    open("/practice/int_1/review", { review: async () => aReview(), newAnswers: unasked });

    await screen.findByRole("button", { name: "Print" });
    expect(screen.queryByRole("button", { name: "Download as PDF" })).toBeNull();
    expect(screen.queryByRole("link", { name: /again: question|one again/ })).toBeNull();
    expect(screen.queryByRole("link", { name: "Transcript" })).toBeNull();
  });
});

describe("progress", () => {
  const aGroup = (scores: number[]): ProgressGroup => {
    const series = {
      points: scores.map((score, place) => ({
        session_id: `int_${place}`,
        completed_at: "2030-01-01T10:00:00Z",
        score,
      })),
      is_trend: scores.length >= 3,
    };
    return {
      interview_type: "behavioral",
      difficulty: "hard",
      target_role: "Nurse",
      scorer_kind: "built-in rules",
      sessions: scores.length,
      overall: series,
      criteria: [{ criterion: "Ownership", ...series }],
    };
  };
  const aSession = {
    session_id: "int_1",
    status: "completed" as const,
    interview_type: "behavioral" as const,
    difficulty: "hard" as const,
    target_role: "Nurse",
    company_name: null,
    duration_minutes: 5,
    created_at: "2030-01-01T10:00:00Z",
    review: { status: "completed" as const, overall_score: 62 },
    is_erased: false,
  };
  const reviews = (group: ProgressGroup, more: Partial<PracticeCalls> = {}) =>
    open("/practice/reviews", {
      sessions: async () => ({ sessions: [aSession] }),
      progress: async () => ({ groups: [group] }),
      ...more,
    });

  it.each([
    [[40, 80], 0, "Too few"],
    [[40, 30, 80], 1, "+40"],
  ])("joins %j by %i lines", async (scores, lines, change) => {
    reviews(aGroup(scores));

    const region = await screen.findByRole("region", { name: "Progress" });
    expect(region.querySelectorAll("polyline")).toHaveLength(lines);
    expect(region.querySelectorAll("circle")).toHaveLength(scores.length);
    expect(within(region).getByText(change)).toBeDefined();
  });

  it("deletes one practice interview after saying what goes and what stays", async () => {
    const erased: string[] = [];
    reviews(aGroup([40]), { eraseSession: async (id) => void erased.push(id) });

    await press("Delete Behavioral, Nurse");
    expect(screen.getByText(/Deleted for good: your answers.*These stay:/)).toBeDefined();
    expect(erased).toEqual([]);
    await press("Delete for good");

    await waitFor(() => expect(erased).toEqual(["int_1"]));
  });

  it("offers nothing for a practice interview that was deleted", async () => {
    reviews(aGroup([40]), {
      sessions: async () => ({ sessions: [{ ...aSession, is_erased: true }] }),
    });

    await screen.findByText(/5 minutes · Deleted/);
    expect(screen.queryByRole("link", { name: "View review" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Delete Behavioral/ })).toBeNull();
  });
});

describe("the assistant", () => {
  const AGENT = { kind: "built-in rules", version: "v1" };
  const aReply = (more: Partial<Reply> = {}): Reply => ({
    conversation_id: "c1",
    message_id: "m1",
    created_at: "2030-01-01T10:00:00Z",
    structured: {},
    reply: "Here is a draft.",
    actions: [],
    tool_calls: [{ name: "preview_interview", status: "done" }],
    agent: AGENT,
    ...more,
  });

  it("goes on in the same conversation and names where it has it from", async () => {
    const heard: (string | null)[] = [];
    open(
      "/assistant",
      {},
      {
        say: async (message) => {
          heard.push(message.conversationId);
          return aReply({ message_id: `m${heard.length}` });
        },
      },
    );
    const box = await screen.findByLabelText("Ask a question or request a change");

    await userEvent.type(box, "a mock interview{Enter}");
    await screen.findByText("Source: the draft.");
    expect(screen.queryByText(/preview_interview/)).toBeNull();
    await userEvent.type(box, "harder{Enter}");
    await waitFor(() => expect(heard).toHaveLength(2));

    expect(heard).toEqual([null, "c1"]);
  });

  it("opens an earlier conversation, goes on in it, renames and deletes it", async () => {
    const heard: (string | null)[] = [];
    const deleted: string[] = [];
    let title = "As a nurse";
    const head = {
      conversation_id: "c9",
      title: "As a nurse",
      message_count: 2,
      created_at: "2030-01-01T10:00:00Z",
      updated_at: "2030-01-01T10:00:00Z",
    };
    const message = { created_at: head.created_at, structured: null, actions: [], tool_calls: [] };
    const router = open(
      "/assistant?conversation=c9",
      {},
      {
        conversations: async () => ({ conversations: deleted.length ? [] : [{ ...head, title }] }),
        conversation: async () => ({
          ...head,
          messages: [
            { ...message, message_id: "m1", author: "person", text: "As a nurse", agent: null },
            { ...message, message_id: "m2", author: "assistant", text: "Noted.", agent: AGENT },
          ],
        }),
        say: async ({ conversationId }) => {
          heard.push(conversationId);
          return aReply({ conversation_id: "c9", message_id: "m4" });
        },
        renameConversation: async (_, changed) => {
          title = changed;
        },
        deleteConversation: async (id) => void deleted.push(id),
      },
    );
    await screen.findByText("Noted.");

    await userEvent.type(
      screen.getByLabelText("Ask a question or request a change"),
      "harder{Enter}",
    );
    await screen.findByText("Here is a draft.");
    await userEvent.click(screen.getByText("Earlier conversations"));
    await press("Rename the conversation “As a nurse”");
    const field = screen.getByLabelText("Title");
    expect(document.activeElement).toBe(field);
    await userEvent.clear(field);
    await press("Save");
    screen.getByText("Enter a title.");
    await userEvent.type(field, " Northgate Clinic {Enter}");
    await press("Delete the conversation “Northgate Clinic”");
    await press("Delete for good");
    await waitFor(() => expect(deleted).toEqual(["c9"]));

    expect(heard).toEqual(["c9"]);
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("tries the same message again and shows nothing invented in between", async () => {
    const ids: string[] = [];
    open(
      "/assistant",
      {},
      {
        say: async (message) => {
          ids.push(message.clientMessageId);
          if (ids.length === 1) throw new Problem(503, { detail: "The service is away." });
          return aReply();
        },
      },
    );
    await userEvent.type(
      await screen.findByLabelText("Ask a question or request a change"),
      "my score?{Enter}",
    );

    await press("Try again");
    await screen.findByText("Here is a draft.");

    expect(ids[0]).toBe(ids[1]);
  });

  const offering = async (actions: Reply["actions"], more: Partial<AssistantCalls> = {}) => {
    const said: string[] = [];
    const router = open(
      "/assistant",
      { session: async () => aDraft({ status: "configured" }) },
      {
        say: async ({ text }) => {
          said.push(text);
          return aReply({ message_id: `m${said.length}`, actions });
        },
        ...more,
      },
    );
    await userEvent.type(
      await screen.findByLabelText("Ask a question or request a change"),
      "go{Enter}",
    );
    await screen.findByText("Here is a draft.");
    return { said, router };
  };

  it("approves a draft before it opens its room", async () => {
    const ready: string[] = [];
    const start = { kind: "start" as const, label: "Approve and start", session_id: "int_1" };
    const { router } = await offering([start], {
      makeReady: async (sessionId) => void ready.push(sessionId),
    });

    await press("Approve and start");
    await waitFor(() => expect(router.state.location.pathname).toBe("/practice/int_1"));

    expect(ready).toEqual(["int_1"]);
  });

  it("has a review made again and leads to it", async () => {
    const retried: string[] = [];
    await offering([{ kind: "retry_review", label: "Make it again", session_id: "int_1" }], {
      retryReview: async (sessionId) => void retried.push(sessionId),
    });

    await press("Make it again");
    const link = await screen.findByRole("link", { name: "View review in progress" });

    expect(retried).toEqual(["int_1"]);
    expect(link.getAttribute("href")).toBe("/practice/int_1/review");
  });

  it.each<[Reply["actions"][number]["kind"], string]>([
    ["approve", "Approve the draft"],
    ["regenerate", "Different questions, please"],
    ["retry", "go"],
    ["stop", "Stop"],
  ])("says %s as the words '%s'", async (kind, words) => {
    const { said } = await offering([{ kind, label: "The button" }]);

    await press("The button");

    await waitFor(() => expect(said).toEqual(["go", words]));
  });

  it.each<[Reply["actions"][number], string]>([
    [{ kind: "open_leaderboard", label: "Open it" }, "/practice/leaderboard"],
    [{ kind: "open_review", label: "Open it", session_id: "int_1" }, "/practice/int_1/review"],
    [
      { kind: "practice_assignment", label: "Practise: Welder", assignment_id: "a1" },
      "/practice?assignment=a1&role=Welder",
    ],
    [{ kind: "download", label: "Open it", url: "/api/v1/kept/1" }, "/api/v1/kept/1"],
  ])("offers %o as a way to %s", async (offer, way) => {
    await offering([offer]);

    expect((await screen.findByRole("link", { name: offer.label })).getAttribute("href")).toBe(way);
  });

  it("shows a draft as a draft, and lists as lists", async () => {
    const structured = {
      session_id: "int_1",
      status: "draft",
      target_role: "Welder",
      duration_minutes: 10,
      question_outline: [{ index: 1, question: "Tell me about a failure." }],
    };
    open(
      "/assistant",
      {},
      {
        say: async ({ text }) =>
          text === "draft"
            ? aReply({ structured, reply: "Here is a draft.\n- Session: int_1\nShall I approve?" })
            : aReply({ message_id: "m2", reply: "So far:\n- one\n- two" }),
      },
    );
    const box = await screen.findByLabelText("Ask a question or request a change");

    await userEvent.type(box, "draft{Enter}");
    const card = await screen.findByRole("region", { name: "Draft interview" });
    await userEvent.type(box, "and?{Enter}");
    await screen.findByText("So far:");

    expect(within(card).getByText("Tell me about a failure.")).toBeDefined();
    expect(within(card).getByText("Shall I approve?")).toBeDefined();
    expect(screen.queryByText(/Session: int_1/)).toBeNull();
    expect(screen.getByText("two").tagName).toBe("LI");
  });

  it("shows no button that would do nothing", async () => {
    await offering([{ kind: "route", label: "Go to the coach" }]);

    expect(screen.queryByText("Go to the coach")).toBeNull();
  });
});

describe("studying a practice plan", () => {
  const one = (index: number, more = {}) => ({
    index,
    question: `Question ${index}?`,
    topic: "Planning",
    framework: "STAR",
    parts: [{ name: "Situation", hint: "where and when this was" }],
    points: [],
    strong_answer: null,
    ...more,
  });

  it("goes through the questions one by one and shows the hints only when asked", async () => {
    open("/practice/int_1/study", {
      study: async () => ({
        session_id: "int_1",
        questions: [
          one(1, { points: ["Calls the depot"], strong_answer: "Names a result." }),
          one(2),
        ],
      }),
    });

    expect(await screen.findByRole("heading", { name: "Question 1?" })).toBeDefined();
    expect(screen.queryByText("Names a result.")).toBeNull();
    await press("Show what a good answer contains");
    expect(screen.getByText("Say where and when this was.")).toBeDefined();
    expect(screen.getByText("Calls the depot")).toBeDefined();
    expect(screen.getByText("Names a result.")).toBeDefined();

    await press("Next question");
    expect(document.activeElement?.textContent).toBe("Question 2?");
    expect(screen.queryByText("Say where and when this was.")).toBeNull();
    expect(screen.getByRole("link", { name: "Back to the draft" })).toBeDefined();
  });

  it("says that there is nothing to study without a plan", async () => {
    open("/practice/int_1/study", { study: async () => ({ session_id: "int_1", questions: [] }) });

    expect(await screen.findByText("There are no questions to study")).toBeDefined();
  });
});
