import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { undoableStore } from "@/features/approvals/decision/undoable";
import { Problem } from "@/shared/api/problem";
import type { HiringDecision } from "@/shared/api/types";
import { openConsole as open, signInAs } from "./test-console";
import { aDecision, anAnswer, anAssessment, anInterview, aPlan, aScore } from "./test-data";

const button = (name: string | RegExp) => screen.findByRole("button", { name });

beforeEach(() => {
  sessionStorage.clear();
  undoableStore.set(null);
  signInAs("RECRUITER");
});
afterEach(cleanup);

describe("the decision about a candidate", () => {
  const abstained = aScore({
    name: "Care",
    score: null,
    insufficient_evidence: "too_short",
    confidence: null,
    evidence: [],
  });
  const waiting = {
    interview: async () => anInterview({ state: "ASSESSMENT_PENDING" }),
    plan: async () => aPlan(),
    assessment: async () => anAssessment([aScore(), abstained]),
    transcript: async () => ({
      language: "en",
      turns: [],
      sessionId: "s1",
      state: "ended",
      lastSeq: 0,
    }),
  };

  it("chooses nothing beforehand and decides in the person's own name", async () => {
    const decideCandidate = vi.fn(async () => aDecision({ outcome: "HIRE" }));
    open("/interviews/i1/assessment", { ...waiting, decideCandidate });

    await userEvent.click(await button("Decide as Ruth Adeyemi"));
    expect(screen.getByRole("alert").textContent).toBe("Choose a decision.");
    await userEvent.keyboard("2");
    await userEvent.selectOptions(screen.getByLabelText("Your level of Care"), "3.5");
    await userEvent.click(await button("Hire as Ruth Adeyemi"));

    expect(await screen.findByRole("button", { name: /^Undo/ })).toBeDefined();
    expect(decideCandidate).toHaveBeenCalledWith(
      "i1",
      {
        assessmentId: "a1",
        outcome: "HIRE",
        levels: [{ competency: "Care", level: 3.5 }],
        asksSecondPerson: false,
      },
      expect.stringMatching(/.{8}/),
    );
  });

  it("keeps a wrong assessment apart: scored again or a level corrected, with a reason", async () => {
    const reassess = vi.fn(async () => anAnswer("COMPLETED"));
    const correctLevel = vi.fn(async () => ({ data: [] }));
    open("/interviews/i1/assessment", { ...waiting, reassess, correctLevel });

    await userEvent.click(await screen.findByText("Is the assessment wrong?"));
    await userEvent.selectOptions(screen.getByLabelText("Correct level"), "4.5");
    await userEvent.click(await button("Save the level"));
    expect(screen.getByRole("alert").textContent).toContain("Give a reason");
    await userEvent.type(screen.getByLabelText("Why the level is wrong"), "Turn 4 shows it.");
    await userEvent.click(await button("Save the level"));
    await userEvent.type(screen.getByLabelText("What was missed"), "Turn 4 was missed.");
    await userEvent.click(await button("Score again"));
    await userEvent.click(await button("Send now"));

    expect(correctLevel).toHaveBeenCalledWith("i1", {
      assessmentId: "a1",
      competency: "Welding",
      level: 4.5,
      comments: "Turn 4 shows it.",
    });
    expect(reassess).toHaveBeenCalledWith("i1", {
      assessmentId: "a1",
      comments: "Turn 4 was missed.",
    });
  });

  it("takes a digit for a choice after a missing reason, and never for the reason", async () => {
    const decideCandidate = vi.fn(async () => aDecision());
    open("/interviews/i1/assessment", { ...waiting, decideCandidate });
    await button("Decide as Ruth Adeyemi");

    await userEvent.keyboard("3");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(screen.getByRole("alert").textContent).toContain("Give a reason");
    await userEvent.keyboard("1");
    expect(screen.getByLabelText<HTMLInputElement>(/^Strong hire/).checked).toBe(true);
    await userEvent.keyboard("4");
    await userEvent.type(screen.getByLabelText("Reason"), "1");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");

    expect(screen.getByRole("alert").textContent).toContain("Give a reason");
    expect(decideCandidate).not.toHaveBeenCalled();
  });

  it("undoes a decision with one key and gives choice and words back", async () => {
    let decision: HiringDecision | null = null;
    const withdrawDecision = vi.fn(async () => {
      decision = null;
    });
    open("/interviews/i1/assessment", {
      ...waiting,
      interview: async () => anInterview({ state: "ASSESSMENT_PENDING", hiringDecision: decision }),
      decideCandidate: async () => {
        decision = aDecision();
        return decision;
      },
      withdrawDecision,
    });
    await button("Decide as Ruth Adeyemi");
    await userEvent.keyboard("3");
    await userEvent.type(screen.getByLabelText("Reason"), "Too slow.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByRole("heading", { name: "No hire, not final" });

    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("u");

    const box = await screen.findByLabelText<HTMLTextAreaElement>("Reason");
    expect(withdrawDecision).toHaveBeenCalledWith("i1", "d1");
    expect(box.value).toBe("Too slow.");
    expect(screen.getByLabelText<HTMLInputElement>(/^No hire/).checked).toBe(true);
    expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
  });

  it("names a colleague who was faster and keeps the words", async () => {
    open("/interviews/i1/assessment", {
      ...waiting,
      decideCandidate: async () => {
        const currentDecision = aDecision({ decidedBy: "Sam Ortiz", outcome: "STRONG_HIRE" });
        throw new Problem(409, { code: "decision_exists", currentDecision });
      },
    });
    await button("Decide as Ruth Adeyemi");

    await userEvent.keyboard("2");
    await userEvent.type(screen.getByLabelText("Reason"), "Good with people.");
    await userEvent.click(await button("Hire as Ruth Adeyemi"));

    expect(await screen.findByText("Sam Ortiz has already decided: Strong hire.")).toBeDefined();
    expect(screen.getByLabelText<HTMLTextAreaElement>("Reason").value).toBe("Good with people.");
  });

  it("names the flagged turn that was not read before it decides", async () => {
    const flags = [{ kind: "injection", turn: 2, detail: "Nothing counted from here." }];
    const decideCandidate = vi.fn(async () => aDecision({ outcome: "HIRE" }));
    const card = anAssessment([aScore()], { flags });
    open("/interviews/i1/assessment", {
      ...waiting,
      assessment: async () => card,
      decideCandidate,
    });

    await userEvent.click(await screen.findByLabelText(/^Hire/));
    await userEvent.click(await button("Hire as Ruth Adeyemi"));
    expect(screen.getByText("You have not read turn 2. Decide anyway?")).toBeDefined();
    expect(decideCandidate).not.toHaveBeenCalled();
    await userEvent.click(await button("Decide now"));

    expect(decideCandidate).toHaveBeenCalled();
  });

  it("shows proposal and decision side by side, each with its own mark", async () => {
    const hiringDecision = aDecision({
      status: "final",
      decidedBy: "Sam Ortiz",
      decidedById: "u2",
      levels: [{ competency: "Welding", level: 2.5 }],
    });
    open("/interviews/i1/assessment", {
      ...waiting,
      interview: async () => anInterview({ state: "ASSESSMENT_APPROVED", hiringDecision }),
    });

    expect((await screen.findAllByText("No hire")).length).toBe(2);
    expect(screen.getByText("Hire")).toBeDefined();
    expect(screen.getByText("Proposed by built-in rules v1")).toBeDefined();
    const row = screen.getByRole("heading", { name: "Welding" }).closest("article");
    expect(
      within(row as HTMLElement)
        .getByRole("img")
        .getAttribute("aria-label"),
    ).toBe("Proposed level 4.2 of 5, range 4.1 to 4.3. Required: 3. Set by a person: 2.5.");
    expect(screen.getByRole("button", { name: "Change the decision" })).toBeDefined();
  });

  it("has a second person confirm what a colleague decided, after a question", async () => {
    const hiringDecision = aDecision({
      status: "awaiting_second_person",
      decidedBy: "Sam Ortiz",
      decidedById: "u2",
    });
    const confirmDecision = vi.fn(async () => hiringDecision);
    open("/interviews/i1/assessment", {
      ...waiting,
      interview: async () => anInterview({ state: "ASSESSMENT_PENDING", hiringDecision }),
      confirmDecision,
    });

    await userEvent.click(await button("Confirm as Ruth Adeyemi"));
    expect(confirmDecision).not.toHaveBeenCalled();
    await userEvent.click(await button("Confirm and send"));

    expect(confirmDecision).toHaveBeenCalledWith("i1", "d1");
  });
});
