import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Decision, DecisionOutbox } from "@/features/approvals/pending/outbox";
import { Problem } from "@/shared/api/problem";
import { stored } from "@/shared/lib/stored";
import { UNDO_MS } from "@/shared/ui/undo-bar";
import { anAnswer, anInterview, aStep } from "./test-data";

const RUTH = { id: "u1", name: "Ruth Adeyemi" };

function aDecision(more: Partial<Decision> = {}): Decision {
  return {
    interviewId: "i1",
    name: "Amara Okonkwo",
    by: RUTH,
    verdict: "approve_plan",
    readId: "p1",
    comments: "",
    ...more,
  };
}

function office(more: { who?: string | null } = {}) {
  const signedIn = { id: more.who === undefined ? RUTH.id : more.who };
  const interview = anInterview();
  const calls = {
    decidePlan: vi.fn(async () => anAnswer("APPROVED")),
    reassess: vi.fn(async () => anAnswer("CANCELLED")),
    interview: vi.fn(async () => interview),
  };
  const renew = vi.fn(async () => undefined);
  const open = () => new DecisionOutbox({ calls, me: RUTH.id, who: () => signedIn.id, renew });
  return { calls, renew, interview, signedIn, open };
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const stages = (outbox: DecisionOutbox) => outbox.get().map(({ stage }) => stage.at);
const conflict = new Problem(409, { currentState: "APPROVED" });
const unreachable = new Problem(0, { code: "unreachable" });

describe("decisions on their way", () => {
  beforeEach(() => {
    sessionStorage.clear();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  it("sends nothing for ten seconds, and then sends once", async () => {
    const { calls, open, renew } = office();
    const outbox = open();

    outbox.hold(aDecision());
    await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
    expect(calls.decidePlan).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(calls.decidePlan.mock.calls).toEqual([
      ["i1", { planId: "p1", approved: true, comments: "" }],
    ]);
    expect(renew).toHaveBeenCalledWith("i1");
    expect(stages(outbox)).toEqual(["sent"]);
  });

  it("sends nothing at all where it was undone", async () => {
    const { calls, open } = office();
    const outbox = open();

    outbox.hold(aDecision());
    expect(outbox.undo()).toMatchObject({ interviewId: "i1" });
    await vi.advanceTimersByTimeAsync(60_000);

    expect(calls.decidePlan).not.toHaveBeenCalled();
    expect(outbox.get()).toEqual([]);
    expect(outbox.undo()).toBeNull();
  });

  it("sends at once when told so, and not again when the time is over", async () => {
    const { calls, open } = office();
    const outbox = open();

    outbox.hold(aDecision({ verdict: "rescore", readId: "a1", comments: "Turn 4 was missed." }));
    await Promise.all([outbox.sendNow(), outbox.sendNow()]);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(calls.reassess.mock.calls).toEqual([
      ["i1", { assessmentId: "a1", comments: "Turn 4 was missed." }],
    ]);
  });

  it("sends the one that is held when the next one is decided", async () => {
    const { calls, open } = office();
    const outbox = open();

    outbox.hold(aDecision());
    outbox.hold(aDecision({ interviewId: "i2" }));
    await settled();

    expect(calls.decidePlan.mock.calls).toMatchObject([["i1", {}]]);
    expect(outbox.held()?.decision.interviewId).toBe("i2");
  });

  it("keeps what the network swallowed, and sends it when the network is back", async () => {
    const { calls, open } = office();
    const outbox = open();
    calls.decidePlan.mockRejectedValueOnce(unreachable);

    outbox.hold(aDecision());
    expect(await outbox.sendNow()).toBe(false);
    expect(stages(outbox)).toEqual(["unsent"]);
    expect(outbox.isAtRisk()).toBe(true);
    outbox.retryUnreachable();
    await settled();

    expect(calls.decidePlan).toHaveBeenCalledTimes(2);
    expect(stages(outbox)).toEqual(["sent"]);
    expect(outbox.isAtRisk()).toBe(false);
  });

  it("takes its own decision for recorded where the first try had arrived after all", async () => {
    const { calls, open, interview } = office();
    const outbox = open();
    calls.decidePlan.mockRejectedValueOnce(unreachable).mockRejectedValueOnce(conflict);

    outbox.hold(aDecision());
    await outbox.sendNow();
    interview.transitions = [aStep({ transition: "APPROVE", to: "APPROVED", actor: RUTH.name })];
    await outbox.retry(aDecision());

    expect(stages(outbox)).toEqual(["sent"]);
  });

  it("names who decided meanwhile, and records nothing over it", async () => {
    const { calls, open, interview } = office();
    const outbox = open();
    calls.decidePlan.mockRejectedValue(conflict);
    interview.transitions = [aStep({ transition: "REJECT", to: "REJECTED", actor: "Sam Ortiz" })];

    outbox.hold(aDecision());
    await outbox.sendNow();

    expect(outbox.get()[0]?.stage).toMatchObject({ at: "refused", decidedBy: "Sam Ortiz" });
  });

  it("keeps a decision over being signed out, for the same person and for nobody else", async () => {
    const { calls, open, signedIn } = office();
    const outbox = open();
    calls.decidePlan.mockImplementationOnce(() => {
      signedIn.id = null;
      return Promise.reject(new Problem(401, {}));
    });
    outbox.hold(aDecision({ comments: "Good questions." }));
    await outbox.sendNow();

    const other = new DecisionOutbox({
      calls,
      me: "u2",
      who: () => "u2",
      renew: async () => undefined,
    });
    other.restore();
    expect(other.get()).toEqual([]);
    signedIn.id = RUTH.id;
    const again = open();
    again.restore();
    await settled();

    // It never arrived, so it waits for the person's word instead of sending itself.
    expect(calls.decidePlan).toHaveBeenCalledTimes(1);
    expect(again.get()).toMatchObject([{ decision: { comments: "Good questions." } }]);
    await again.retry(aDecision());
    expect(calls.decidePlan).toHaveBeenCalledTimes(2);
  });

  it("sends nothing in the name of whoever signed in next", async () => {
    const { calls, open, signedIn } = office();
    const outbox = open();

    outbox.hold(aDecision());
    signedIn.id = "u2";
    await outbox.sendNow();

    expect(calls.decidePlan).not.toHaveBeenCalled();
    expect(stages(outbox)).toEqual(["unsent"]);
  });

  it("asks again after a reload that came while it was being sent", async () => {
    const { calls, open } = office();
    const outbox = open();
    calls.decidePlan.mockImplementationOnce(() => new Promise(() => undefined));
    outbox.hold(aDecision());
    void outbox.sendNow();

    const reloaded = open();
    reloaded.restore();
    await settled();

    expect(calls.decidePlan).toHaveBeenCalledTimes(2);
    expect(stages(reloaded)).toEqual(["sent"]);
    expect(stored("vivavoce_decisions")).toBeNull();
  });

  it("keeps one that was held when the tab went down, and does not send it unasked", async () => {
    const { calls, open } = office();
    open().hold(aDecision());
    vi.clearAllTimers();

    const reloaded = open();
    reloaded.restore();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(calls.decidePlan).not.toHaveBeenCalled();
    expect(reloaded.get()).toMatchObject([{ stage: { at: "unsent" } }]);
  });
});
