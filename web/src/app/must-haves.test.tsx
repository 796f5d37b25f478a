import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ReviewCalls } from "@/features/approvals/calls";
import type { Interview, Plan, PlanRemark } from "@/shared/api/types";
import { openConsole as open, signInAs } from "./test-console";
import { anAnswer, anInterview, aPlan, aRemark } from "./test-data";

const CONFIRM = "It only becomes a must-have if you confirm it when you approve the plan.";
const proposal = (competency: string, line: string | null = null) =>
  aRemark("must_have", `Proposed must-have: "${competency}". ${CONFIRM}`, { competency, line });
const FROM_A_LINE = proposal("Care", 'Say "stop" early');
const OF_THE_PLANNER = proposal("Welding");
const UNKNOWN = proposal("Juggling");
const DOUBT = aRemark("other", "The role is new to the bank.");

/** A plan that requires nothing yet. */
function proposing(...remarks: PlanRemark[]): Plan {
  const plan = aPlan();
  plan.document.remarks = remarks;
  for (const competency of plan.document.competencies) {
    competency.is_required = false;
    competency.minimum_acceptable_score = null;
  }
  return plan;
}

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

const choice = () => screen.findByRole("group", { name: "Must-haves" });
const tick = (name: RegExp) => screen.getByRole<HTMLInputElement>("checkbox", { name });

function openPlan(plan: Plan, calls: Partial<ReviewCalls> = {}, interview = anInterview()) {
  const decidePlan = vi.fn<ReviewCalls["decidePlan"]>(async () => anAnswer("APPROVED"));
  open("/interviews/i1/plan", {
    interview: async () => ({ ...interview }),
    plan: async () => plan,
    decidePlan,
    ...calls,
  });
  return decidePlan;
}

async function approve() {
  await userEvent.click(await screen.findByRole("button", { name: "Approve plan" }));
  await userEvent.click(await screen.findByRole("button", { name: "Send now" }));
}

describe("the must-haves of a plan", () => {
  it("are proposed with the line of the posting, and none is ticked by itself", async () => {
    openPlan(proposing(FROM_A_LINE, OF_THE_PLANNER, DOUBT));

    const group = within(await choice());
    expect(group.getAllByRole("checkbox").map((box) => (box as HTMLInputElement).checked)).toEqual([
      false,
      false,
    ]);
    expect(group.getByText(/Say .*stop.* early/).tagName).toBe("Q");
    expect(group.getByText("Proposed by the planner")).toBeDefined();
    expect(screen.getByText("The role is new to the bank.")).toBeDefined();
    expect(screen.queryByText(/It only becomes a must-have/)).toBeNull();
  });

  it("are sent with the approval as the person confirmed them", async () => {
    const decidePlan = openPlan(proposing(FROM_A_LINE, OF_THE_PLANNER));

    await choice();
    await userEvent.click(tick(/^Care/));
    await userEvent.click(tick(/^Welding/));
    await userEvent.click(tick(/^Welding/));
    await approve();

    expect(decidePlan).toHaveBeenCalledWith("i1", {
      planId: "p1",
      approved: true,
      comments: "",
      mustHaveCompetencies: ["Care"],
    });
  });

  it("stay the plan's own where nothing was changed, and can be taken away", async () => {
    const decidePlan = openPlan(aPlan());

    await choice();
    expect(tick(/^Care.*at least 3 of 5/).checked).toBe(true);
    await userEvent.click(tick(/^Care/));
    await userEvent.click(tick(/^Welding/));
    await approve();

    expect(decidePlan.mock.lastCall?.[1].mustHaveCompetencies).toEqual([]);
  });

  it("keep the person's choice when the approval is undone", async () => {
    const decidePlan = openPlan(proposing(FROM_A_LINE));

    await choice();
    await userEvent.click(tick(/^Care/));
    await userEvent.click(await screen.findByRole("button", { name: "Approve plan" }));
    await userEvent.click(await screen.findByRole("button", { name: /Undo/ }));

    await choice();
    expect(tick(/^Care/).checked).toBe(true);
    expect(decidePlan).not.toHaveBeenCalled();
  });

  it("can be chosen where nothing was proposed", async () => {
    const decidePlan = openPlan(proposing());

    await choice();
    await userEvent.click(screen.getByText("Choose a must-have"));
    await userEvent.click(tick(/^Welding/));
    await approve();

    expect(decidePlan.mock.lastCall?.[1].mustHaveCompetencies).toEqual(["Welding"]);
  });

  it("stay a note of the planner where the plan has no such competency", async () => {
    openPlan(proposing(UNKNOWN));

    expect(await screen.findByText(/Proposed must-have: "Juggling"/)).toBeDefined();
  });

  it("are shown after the approval, with who confirmed them and what was left", async () => {
    const plan = proposing(FROM_A_LINE, OF_THE_PLANNER);
    const [care] = plan.document.competencies;
    if (care) Object.assign(care, { is_required: true, minimum_acceptable_score: 2.5 });
    const decision = { approved: true, by: "Rita Weber", at: "2030-01-01T11:00:00Z" };
    plan.decision = { ...decision, comments: null };
    openPlan(plan, {}, anInterview({ state: "APPROVED" } satisfies Partial<Interview>));

    expect(await screen.findByText("Care, at least 2.5 of 5")).toBeDefined();
    expect(screen.getByText(/Confirmed by Rita Weber on/)).toBeDefined();
    expect(screen.getByText("Proposed and not confirmed: Welding.")).toBeDefined();
  });

  it("can be read by who may not decide", async () => {
    signInAs("VIEWER");
    openPlan(proposing(FROM_A_LINE));

    expect(await screen.findByText("Proposed: Care.")).toBeDefined();
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});
