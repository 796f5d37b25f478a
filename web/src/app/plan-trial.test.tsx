import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ReviewCalls } from "@/features/approvals/calls";
import { Problem } from "@/shared/api/problem";
import type { PlanTrial } from "@/shared/api/types";
import { openConsole, signInAs } from "./test-console";
import { anInterview, aPlan } from "./test-data";

type Turn = PlanTrial["turns"][number];
const turn = (role: Turn["role"], kind: Turn["kind"], text: string, reason?: string): Turn => ({
  role,
  kind,
  text,
  questionId: "q1",
  reason: reason ?? null,
});
const BEGUN: PlanTrial = {
  turns: [turn("interviewer", "greeting", "Hello."), turn("interviewer", "question", "Why?")],
  isOver: false,
  asked: 1,
  usedSeconds: 0,
  limitSeconds: 1200,
};
const ANSWERED: PlanTrial = {
  ...BEGUN,
  turns: [
    ...BEGUN.turns,
    turn("candidate", "answer", "Because."),
    turn("interviewer", "follow_up", "And then?", "RESULT"),
  ],
  usedSeconds: 65,
};
const OVER: PlanTrial = {
  ...ANSWERED,
  turns: [...ANSWERED.turns, turn("interviewer", "closing", "Goodbye.")],
  isOver: true,
};

function opened(tryPlan: ReviewCalls["tryPlan"]) {
  openConsole("/interviews/i1/plan", {
    interview: async () => anInterview(),
    plan: async () => aPlan(),
    tryPlan,
  });
  return screen.findByRole("region", { name: "Try it" }).then((region) => within(region));
}

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

it("answers as a candidate would and shows what is asked next and why, to the end", async () => {
  const tryPlan = vi.fn<ReviewCalls["tryPlan"]>(async (_id, _plan, answers) =>
    answers.length === 0 ? BEGUN : answers.length === 1 ? ANSWERED : OVER,
  );
  const trial = await opened(tryPlan);

  await userEvent.click(trial.getByRole("button", { name: "Try this plan" }));
  expect(await trial.findByText("Why?")).toBeDefined();
  await userEvent.click(trial.getByRole("button", { name: "Answer" }));
  expect(trial.getByText("Type an answer, or skip the question.")).toBeDefined();
  await userEvent.type(trial.getByLabelText("Your answer as the candidate"), "Because.");
  await userEvent.click(trial.getByRole("button", { name: "Answer" }));

  expect(await trial.findByText("Follow-up, because the result was missing")).toBeDefined();
  expect(trial.getByText(/about 1 of 20 minutes/)).toBeDefined();
  await userEvent.click(trial.getByRole("button", { name: "Skip this question" }));
  expect(await trial.findByText(/^The interview is over\./)).toBeDefined();
  expect(trial.queryByLabelText("Your answer as the candidate")).toBeNull();
  expect(tryPlan.mock.calls.map(([, , answers]) => answers)).toEqual([
    [],
    [{ text: "Because." }],
    [{ text: "Because." }, { text: null }],
  ]);
});

it("keeps what was said when an answer fails, and says when the plan has changed", async () => {
  let isFailing = false;
  const trial = await opened(async () => {
    if (isFailing) throw new Problem(409, { code: "plan_changed" });
    return BEGUN;
  });

  await userEvent.click(trial.getByRole("button", { name: "Try this plan" }));
  expect(await trial.findByText("Why?")).toBeDefined();
  isFailing = true;
  await userEvent.click(trial.getByRole("button", { name: "Skip this question" }));

  expect(await trial.findByText("There is a newer version of this plan now.")).toBeDefined();
  expect(trial.getByText("Why?")).toBeDefined();
});
