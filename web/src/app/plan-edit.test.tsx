import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ReviewCalls } from "@/features/approvals/calls";
import { sentenceChanges } from "@/features/approvals/edit/plan-changes";
import { wordDiff } from "@/features/approvals/edit/word-diff";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { BankQuestion, EmailText, Plan } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";
import { anAnswer, anInterview, aPlan, aPlanFromJobText } from "./test-data";

const BANK: BankQuestion = {
  id: "driving_vehicles.late_run",
  kind: "behavioral",
  setId: "driving_vehicles",
  competency: "Driving vehicles",
  text: "Tell me about a late run.",
  otherForm: "When were you last late?",
  points: ["Calls the depot"],
  anchors: {},
  followUpCount: 8,
  interviewCount: 0,
  otherFormInterviewCount: 0,
};

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

const button = (name: string | RegExp) => screen.findByRole("button", { name });

async function openEditor(calls: Partial<ReviewCalls> = {}) {
  const editPlan = vi.fn<ReviewCalls["editPlan"]>(async () => aPlan());
  openConsole("/interviews/i1/plan", {
    interview: async () => anInterview(),
    plan: async () => aPlan(),
    editPlan,
    ...calls,
  });
  await userEvent.click(await button("Edit plan"));
  return editPlan;
}

describe("reading a plan", () => {
  it.each([
    [28.5 * 60, "29 minutes planned, 0 to spare."],
    [28.5 * 60 + 6, "29 minutes planned, 1 over the limit."],
    [26.5 * 60, "27 minutes planned, 2 to spare."],
  ])("counts greeting and closing against 30 minutes: %s seconds", async (seconds, said) => {
    const plan = aPlan();
    for (const { questions } of plan.document.competencies) {
      for (const question of questions) question.time_budget_s = seconds / 2;
    }
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview(),
      plan: async () => plan,
    });

    expect(await screen.findByText(said)).toBeDefined();
  });

  it("shows what the interviewer says by itself in a language that only the plan speaks", async () => {
    const plan = aPlan();
    const sentences = [
      { english: "Of course: {open}", text: "Bien sûr : {open}", is_edited: true },
    ];
    const document = { ...plan.document, language: "fr", sentences };
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview({ language: "fr" }),
      plan: async () => ({ ...plan, document }),
    });

    const summary = await screen.findByText("1 sentence of the interviewer");
    expect(screen.getByText(/leaves out wordings of the same sentence/)).toBeDefined();
    await userEvent.click(summary);

    expect(screen.getByText("Of course: {open}").lang).toBe("en");
    expect(screen.getByText("Bien sûr : {open}").lang).toBe("fr");
    expect(screen.getByText("edited by hand")).toBeDefined();
  });

  it("shows no such sentences where the product has them", async () => {
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview(),
      plan: async () => aPlan(),
    });

    expect(await button("Edit plan")).toBeTruthy();
    expect(screen.queryByText(/of the interviewer$/)).toBeNull();
  });
});

describe("editing what the interviewer says by itself", () => {
  const plan = aPlan();
  const french = {
    ...plan,
    document: {
      ...plan.document,
      language: "fr",
      sentences: [
        { english: "Of course: {open}", text: "Bien sûr : {open}", is_edited: false },
        { english: "All right.", text: "D'accord.", is_edited: false },
      ],
    },
    untranslatedSentences: ["This is the last question."],
  };

  it("finds a sentence by its English or its text, and sends only what changed", async () => {
    const editPlan = await openEditor({ plan: async () => french });
    await userEvent.click(await screen.findByText("Sentences of the interviewer"));
    await userEvent.type(screen.getByRole("searchbox", { name: "Find a sentence" }), "accord");

    expect(screen.queryByRole("textbox", { name: "Of course: {open}" })).toBeNull();
    const right = screen.getByRole("textbox", { name: "All right." });
    expect(right.lang).toBe("fr");
    expect(screen.getByText("All right.", { selector: "label span" }).lang).toBe("en");
    await userEvent.clear(right);
    await userEvent.clear(screen.getByRole("searchbox", { name: "Find a sentence" }));
    const last = screen.getByRole("textbox", { name: "This is the last question." });
    await userEvent.type(last, "Voici la dernière question.");
    await userEvent.click(await button("Save as version 2"));

    expect(editPlan.mock.calls[0]?.[1].sentences).toEqual({
      "All right.": null,
      "This is the last question.": "Voici la dernière question.",
    });
  });

  it("shows what is wrong with a sentence at the sentence", async () => {
    const message = "This asks more or fewer questions than the English.";
    const errors = [{ field: "sentences.All right.", code: "sentence_differs", message }];
    await openEditor({
      plan: async () => french,
      editPlan: async () => {
        throw new Problem(422, { code: "plan_edit_not_allowed", errors });
      },
    });
    await userEvent.click(await screen.findByText("Sentences of the interviewer"));
    await userEvent.type(screen.getByRole("textbox", { name: "All right." }), " ?");
    await userEvent.click(await button("Save as version 2"));

    expect(await screen.findByText(/Fix the marked sentences\./)).toBeDefined();
    const right = screen.getByRole("textbox", { name: "All right." });
    expect(right.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText(message)).toBeDefined();
  });

  it("is not offered where the product has its own", async () => {
    await openEditor();

    expect(screen.queryByText("Sentences of the interviewer")).toBeNull();
  });
});

describe("editing a plan", () => {
  it("sends the words, the order, the time and the choice as the person left them", async () => {
    const editPlan = await openEditor();
    const first = await screen.findByRole("textbox", { name: "Question 1" });
    await userEvent.type(first, " Please.");
    const minutes = screen.getByRole("spinbutton", { name: "Minutes for question 1" });
    await userEvent.clear(minutes);
    await userEvent.type(minutes, "2");
    await userEvent.click(
      screen.getAllByRole("checkbox", { name: "Always ask" })[0] as HTMLElement,
    );
    await userEvent.click(await button("Move question 1 down"));
    await userEvent.click(await button("Save as version 2"));

    const [, edit] = editPlan.mock.lastCall ?? [];
    expect(edit?.planId).toBe("p1");
    expect(edit?.questions.map(({ questionId, text }) => [questionId, text])).toEqual([
      ["q1", "Asked second?"],
      ["q0", "Asked first? Please."],
    ]);
    expect(edit?.questions[1]).toMatchObject({
      timeBudgetS: 120,
      isMandatory: false,
      isPinned: null,
    });
    expect(await button("Edit plan")).toBeTruthy();
  });

  it("adds a question of the bank and one of the person's own", async () => {
    const editPlan = await openEditor({
      bankQuestions: async () => ({ data: [BANK], total: 1 }),
    });
    await userEvent.click(await button("Add from question bank"));
    await userEvent.type(screen.getByRole("searchbox", { name: "Words" }), "late");
    await userEvent.click(await button("Add: Tell me about a late run."));
    await userEvent.click(await button("Write a question"));
    await userEvent.keyboard("What do you check?");
    await userEvent.type(
      screen.getByRole("textbox", { name: "What a good answer covers" }),
      "Tires{Enter}Lights",
    );
    await userEvent.click(await button("Save as version 2"));

    const [, edit] = editPlan.mock.lastCall ?? [];
    expect(edit?.questions[2]).toMatchObject({ bankQuestion: BANK.id, text: BANK.text });
    expect(edit?.questions[3]).toMatchObject({
      text: "What do you check?",
      competency: "Care",
      goodAnswer: ["Tires", "Lights"],
    });
  });

  it("shows what is wrong at its question, and sends the reason for which a warning stays", async () => {
    const fault = {
      field: "questions.0",
      code: "closed_question",
      message: "Yes or no answers it.",
    };
    const editPlan = vi
      .fn<ReviewCalls["editPlan"]>()
      .mockRejectedValueOnce(new Problem(422, { code: "plan_warnings_open", errors: [fault] }))
      .mockResolvedValueOnce(aPlan());
    await openEditor({ editPlan });
    await userEvent.type(await screen.findByRole("textbox", { name: "Question 1" }), "!");
    await userEvent.click(await button("Save as version 2"));

    expect(await screen.findByText(/Yes or no answers it/)).toBeTruthy();
    await userEvent.type(
      screen.getByRole("textbox", { name: "Keep it anyway, because" }),
      "The law wants it.",
    );
    await userEvent.click(await button("Save as version 2"));

    const [, edit] = editPlan.mock.lastCall ?? [];
    expect(edit?.questions[0]?.reasons).toEqual({ closed_question: "The law wants it." });
  });

  it("sends a changed message and no other, and shows at the message why it is refused", async () => {
    const fault = { field: "inmailDraft", code: "no_link", message: "The invitation has no link." };
    const editPlan = vi
      .fn<ReviewCalls["editPlan"]>()
      .mockRejectedValueOnce(new Problem(422, { code: "plan_edit_not_allowed", errors: [fault] }))
      .mockResolvedValueOnce(aPlan());
    await openEditor({ editPlan });
    const invitation = await screen.findByRole("textbox", { name: "Invitation" });
    await userEvent.type(invitation, "Come in!");
    await userEvent.click(await button("Save as version 2"));

    expect(await screen.findByText("The invitation has no link.")).toBeTruthy();
    expect(screen.getByText(/Fix the marked messages/)).toBeTruthy();
    expect(document.activeElement).toBe(invitation);
    await userEvent.clear(invitation);
    await userEvent.type(invitation, "Start: {{{{INTERVIEW_LINK}}");
    await userEvent.click(await button("Save as version 2"));

    const [, edit] = editPlan.mock.lastCall ?? [];
    expect(edit?.inmailDraft).toBe("Start: {{INTERVIEW_LINK}}");
    expect(edit?.greetingScript).toBeNull();
    expect(edit?.closingScript).toBeNull();
  });

  it("keeps what was typed when someone else saved first, and goes on from their version", async () => {
    const theirs: Plan = { ...aPlan(), planId: "p2", version: 2 };
    theirs.document.edited_by = "Grace";
    let isSaved = false;
    const editPlan = vi
      .fn<ReviewCalls["editPlan"]>()
      .mockImplementationOnce(async () => {
        isSaved = true;
        throw new Problem(409, { code: "plan_changed" });
      })
      .mockResolvedValueOnce(theirs);
    await openEditor({ editPlan, plan: async () => (isSaved ? theirs : aPlan()) });
    await userEvent.type(await screen.findByRole("textbox", { name: "Question 1" }), " Please.");
    await userEvent.click(await button("Save as version 2"));

    expect(await screen.findByText(/Grace saved version 2/)).toBeTruthy();
    await userEvent.click(await button("Keep my changes"));
    await userEvent.click(await button("Save as version 3"));

    const [, edit] = editPlan.mock.lastCall ?? [];
    expect(edit?.planId).toBe("p2");
    expect(edit?.questions[0]?.text).toBe("Asked first? Please.");
  });

  it("asks before it discards what was typed", async () => {
    await openEditor();
    await userEvent.type(await screen.findByRole("textbox", { name: "Question 1" }), "!");
    await userEvent.click(await button("Discard changes"));
    await userEvent.click(await button("Keep editing"));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Question 1" }).value).toBe(
      "Asked first?!",
    );
    await userEvent.click(await button("Discard changes"));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Discard changes" }));
    expect(await screen.findByText("Asked first?")).toBeTruthy();
  });

  it("lets nobody approve what is not saved", async () => {
    await openEditor();
    expect(await screen.findByText(/Save or discard your changes first/)).toBeTruthy();
    expect((await button("Approve plan")).getAttribute("aria-disabled")).toBe("true");
  });
});

describe("what changed", () => {
  it("marks words, new and removed questions in place, with the author of the version", async () => {
    const now: Plan = { ...aPlan(), planId: "p2", version: 2 };
    now.document.edited_by = "Grace";
    const [care, welding] = now.document.competencies;
    const first = welding?.questions[0];
    if (!care || !first) throw new Error("the plan has two questions");
    first.text = "Asked right first?";
    care.questions = care.questions.map((question) => ({
      ...question,
      id: "own",
      text: "New one?",
    }));
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview(),
      plan: async () => now,
      planVersions: async () => [now, aPlan()],
    });

    expect(
      await screen.findByText("Since version 1: 1 new, 1 reworded, 1 removed of 3 questions."),
    ).toBeTruthy();
    expect(screen.getByText("right").tagName).toBe("INS");
    const removed = screen.getByText("Asked second?");
    expect(removed.tagName).toBe("DEL");
    expect(within(removed.closest("li") as HTMLElement).getByText("Removed")).toBeTruthy();
    expect(screen.getByText(/version 2, edited by Grace/)).toBeTruthy();

    const passed: (string | undefined)[] = [];
    for (const key of ["j", "j", "j", "k"]) {
      await userEvent.keyboard(key);
      passed.push(document.activeElement?.textContent?.match(/Removed|New|Reworded/)?.[0]);
    }
    expect(new Set(passed.slice(0, 3))).toEqual(new Set(["Reworded", "New", "Removed"]));
    expect(passed[3]).toBe(passed[1]);
  });

  it("marks the changed words of the interviewer's own sentences", async () => {
    const said = (texts: Record<string, string>): Plan => {
      const sentences = Object.entries(texts).map(([english, text]) => ({
        english,
        text,
        is_edited: false,
      }));
      const plan = aPlan();
      return { ...plan, document: { ...plan.document, language: "fr", sentences } };
    };
    const same = { "We were cut off.": "Nous avons été coupés." };
    const before = said({ ...same, "All right.": "Tout droit.", "Take your time.": "Doucement." });
    const now = said({ ...same, "All right.": "Tout va bien." });
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview({ language: "fr" }),
      plan: async () => ({ ...now, planId: "p2", version: 2 }),
      planVersions: async () => [{ ...now, planId: "p2", version: 2 }, before],
    });

    const summary = await screen.findByText("2 changed sentences of the interviewer");
    await userEvent.click(summary);
    const list = within(summary.closest("details") as HTMLElement);

    expect(list.getByText("All right.").lang).toBe("en");
    expect(list.getByText("va bien.").tagName).toBe("INS");
    expect(list.getByText("droit.").tagName).toBe("DEL");
    expect(list.getByText("Doucement.").tagName).toBe("DEL");
    expect(list.queryByText("We were cut off.")).toBeNull();

    const german = { ...now.document, language: "de" };
    expect(sentenceChanges(german, before.document)).toEqual([]);
  });

  it("compares texts word by word", () => {
    expect(
      wordDiff("a late run", "a very late start").map(({ text, kind }) => [kind, text]),
    ).toEqual([
      ["same", "a"],
      ["added", "very"],
      ["same", "late"],
      ["removed", "run"],
      ["added", "start"],
    ]);
    expect(wordDiff("same words", "same words")).toHaveLength(1);
  });
});

describe("questions that did not change", () => {
  /** A long plan: the first question comes from a line of the job text, and only the last one was reworded. */
  function openLongPlan() {
    const before = aPlanFromJobText();
    const [care] = before.document.competencies;
    const [question] = care?.questions ?? [];
    if (!care || !question) throw new Error("the plan has a question about care");
    care.questions = [1, 2, 3, 4, 5, 6, 7].map((order) => ({
      ...question,
      ...{ id: `q${order}`, order, text: `Question of care ${order}?` },
    }));
    const now: Plan = structuredClone({ ...before, planId: "p2", version: 2 });
    const last = now.document.competencies[0]?.questions.at(-1);
    if (last) last.text = "Question of great care 7?";
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview(),
      plan: async () => now,
      planVersions: async () => [now, before],
    });
  }

  const fold = async () =>
    (await screen.findByText("7 unchanged questions")).closest("details") as HTMLDetailsElement;

  it("are folded, and unfold for the link of their line in the job text", async () => {
    openLongPlan();
    expect((await fold()).open).toBe(false);

    await userEvent.click(await screen.findByRole("link", { name: "Question 1" }));

    expect((await fold()).open).toBe(true);
    expect((await fold()).querySelector("#question-q0")).not.toBeNull();
  });

  it("unfold where the one that was edited has the focus again", async () => {
    openLongPlan();
    await userEvent.click(await screen.findByText("7 unchanged questions"));
    await userEvent.click(await button("Edit question 3"));
    expect(document.activeElement?.id).toBe("question-text-q2");

    await userEvent.click(await button("Close"));

    expect(document.activeElement).toBe(await button("Edit question 3"));
    expect((await fold()).open).toBe(true);
  });
});

describe("asking for changes", () => {
  it("says what is understood and what is not before anything is made", async () => {
    const askForChange = vi.fn<ReviewCalls["askForChange"]>(async () =>
      anAnswer("GENERATING_PLAN"),
    );
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview(),
      plan: async () => aPlan(),
      askForChange,
      previewChange: async () => ({
        changes: ["Removed “Asked first?”."],
        notUnderstood: ["make it pop"],
        rejectedParts: [],
        isReadByModel: false,
      }),
    });
    await userEvent.type(await screen.findByLabelText("Change request"), "Remove 1, make it pop");
    await userEvent.click(await button("Request version 2"));

    expect(await screen.findByText("Removed “Asked first?”.")).toBeTruthy();
    expect(screen.getByText(/“make it pop” was not understood/)).toBeTruthy();
    expect(askForChange).not.toHaveBeenCalled();
    await userEvent.click(await button("Make version 2"));

    expect(askForChange).toHaveBeenCalledWith("i1", {
      planId: "p1",
      comments: "Remove 1, make it pop",
    });
  });
});

describe("an organization's own invitation e-mail", () => {
  const own = (language: string, more: Partial<EmailText> = {}): EmailText => ({
    kind: "invitation",
    language,
    subject: "Come",
    body: "{{INTERVIEW_LINK}}",
    isOwn: true,
    builtin: { subject: "", body: "" },
    placeholders: [],
    changedAt: null,
    changedBy: null,
    ...more,
  });
  const open = (texts: EmailText[], language = "en") =>
    openEditor({
      emailTexts: async () => texts,
      interview: async () => anInterview({ language }),
    });
  const warning = () => screen.queryByText(/Candidates do not receive this invitation/);

  it("is named beside the message that it replaces, with the way there for those who may change it", async () => {
    signInAs("ADMIN");
    await open([own("en", { isOwn: false }), own("de")], "de-AT");

    const link = await screen.findByRole("link", { name: "Change the invitation e-mail" });
    expect(link.getAttribute("href")).toBe("/settings/emails?kind=invitation&language=de");
    expect(warning()).not.toBeNull();
  });

  it("is also named where the plan is read", async () => {
    openConsole("/interviews/i1/plan", {
      interview: async () => anInterview(),
      plan: async () => ({ ...aPlan(), document: { ...aPlan().document, inmail_draft: "Come!" } }),
      emailTexts: async () => [own("en")],
    });

    const note = await screen.findByText(/Candidates do not receive this invitation/);
    expect(note.closest("details")?.textContent).toContain("Come!");
  });

  it("is named without a way there for those who may only read it", async () => {
    await open([own("en")], "fr");

    expect(await screen.findByText(/An administrator of your organization can/)).toBeDefined();
    expect(screen.queryByRole("link", { name: "Change the invitation e-mail" })).toBeNull();
  });

  it.each([
    ["the built-in text", own("en", { isOwn: false })],
    ["a text with the plan's message in it", own("en", { body: "{{PLAN_MESSAGE}}" })],
    ["another kind of e-mail", own("en", { kind: "code" })],
    ["another language", own("de")],
  ])("is not spoken of for %s", async (_, text) => {
    const emailTexts = vi.fn(async () => [text]);
    await openEditor({ emailTexts });
    await vi.waitFor(() => expect(emailTexts).toHaveBeenCalled());

    expect(screen.getByRole("textbox", { name: "Invitation" })).toBeDefined();
    expect(warning()).toBeNull();
  });

  it("is a possibility for those who may not read the texts", async () => {
    const caller = callerStore.get();
    const emailTexts = vi.fn(async () => []);
    if (caller) {
      const permissions = caller.permissions.filter((each) => each !== "tenant:read");
      callerStore.set({ ...caller, permissions });
    }
    await openEditor({ emailTexts });

    expect(await screen.findByText(/If your organization wrote its own invitation/)).toBeDefined();
    expect(emailTexts).not.toHaveBeenCalled();
  });
});
