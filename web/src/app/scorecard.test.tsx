import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { QuestionResult } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";
import { anAssessment, anInterview, aPlanFromJobText, aScore } from "./test-data";

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

function aResult(more: Partial<QuestionResult> = {}): QuestionResult {
  return {
    question_id: "q0",
    competency: "Welding",
    score: 3.6,
    level: 4,
    insufficient_evidence: null,
    elements: [],
    cap: null,
    reason: null,
    is_confirmation_needed: false,
    evidence: [],
    ...more,
  };
}

function openScorecard(...questions: QuestionResult[]) {
  openConsole("/interviews/i1/assessment", {
    interview: async () => anInterview({ state: "ASSESSMENT_PENDING" }),
    assessment: async () => anAssessment([aScore()], { questions }),
    plan: async () => aPlanFromJobText(),
    transcript: async () => ({
      language: "en",
      turns: [],
      sessionId: "s1",
      state: "ended",
      lastSeq: 0,
    }),
  });
}

const competency = async () =>
  within(
    (await screen.findByRole("heading", { name: "Welding" })).closest("article") as HTMLElement,
  );

describe("what a question showed", () => {
  it("is its level in the question's own words, with what was heard and what was not", async () => {
    const quote = "I called the depot";
    openScorecard(
      aResult({ elements: [{ element: "own_action", quote, turn: 2, start: 0, end: 18 }] }),
    );

    await userEvent.click(await (await competency()).findByText("Results by question (1)"));

    const shown = within(screen.getByText("Asked first?").closest("li") as HTMLElement);
    expect(shown.getByText("Level 4 of 5")).toBeDefined();
    expect(shown.getAllByText(/Calls ahead and changes the order/).length).toBe(2);
    const own = shown.getByText("Own part").closest("li") as HTMLElement;
    expect(within(own).getByText(`“${quote}”`)).toBeDefined();
    expect(within(own).getByRole("button", { name: "Turn 2" })).toBeDefined();
    expect(shown.getByText("Result").closest("li")?.textContent).toBe("Result: not heard");
  });

  it("says once how a level is limited before anything is opened, and why in the results", async () => {
    const reason = "Level 2 at most: it tells no event.";
    openScorecard(
      aResult({ level: 2, score: 2, cap: 2, reason }),
      aResult({
        question_id: "q1",
        level: 2,
        score: 2,
        cap: 2,
        reason: "Level 2 at most: praise.",
      }),
    );

    const row = await competency();

    const said = await row.findByText("Questions 1, 2:");
    expect(said.closest("p")?.textContent).toBe("Questions 1, 2: at most level 2.");
    expect(row.getByText(reason).closest("details")?.open).toBe(false);
  });

  it("names levels as such where questions limit it differently", async () => {
    openScorecard(
      aResult({ level: 2, score: 2, cap: 2 }),
      aResult({ question_id: "q1", level: 3, score: 3, cap: 3 }),
    );

    const said = await (await competency()).findByText("Questions 1, 2:");
    expect(said.closest("p")?.textContent).toBe("Questions 1, 2: at most level 2 to 3.");
  });

  it("asks a person to confirm level 1 where nothing was shown", async () => {
    openScorecard(
      aResult({
        level: 1,
        score: 1,
        is_confirmation_needed: true,
        reason: null,
      }),
    );

    const said = await (await competency()).findByText("Question 1:");
    expect(said.closest("p")?.textContent).toBe("Question 1: confirm level 1.");
  });

  it("says why there is no level, and never calls it a low one", async () => {
    openScorecard(aResult({ level: null, score: null, insufficient_evidence: "cut" }));

    await userEvent.click(await (await competency()).findByText("Results by question (1)"));

    expect(screen.getByText("The interview ended before the candidate answered.")).toBeDefined();
  });

  it("is left out in scorecards from before", async () => {
    openScorecard();

    await screen.findByRole("heading", { name: "Competencies" });

    expect(screen.queryByText(/^Results by question/)).toBeNull();
  });
});
