import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { undoableStore } from "@/features/approvals/decision/undoable";
import { Problem } from "@/shared/api/problem";
import type { CandidateMessages, Plan } from "@/shared/api/types";
import { openConsole as open, signInAs } from "./test-console";
import {
  aDecision,
  aGap,
  anAnswer,
  anAssessment,
  anInterview,
  anItem,
  aPlan,
  aQueueOf,
  aScore,
} from "./test-data";

beforeEach(() => {
  sessionStorage.clear();
  undoableStore.set(null);
  signInAs("RECRUITER");
});
afterEach(cleanup);
afterEach(() => vi.useRealTimers());

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const press = async (name: string | RegExp) => userEvent.click(await button(name));
const waysOn = async () => within(await screen.findByRole("navigation", { name: "What next" }));
/** Let the page ask for the interview again, as it does every five seconds. */
const renewed = () => act(() => vi.advanceTimersByTimeAsync(5000));
const NEXT = anInterview({ id: "i2", candidateName: "Kofi Mensah" });
const queue = async () => aQueueOf([anItem(NEXT)]);

describe("after a decision about a plan", () => {
  function world() {
    const interview = anInterview();
    const plan = aPlan();
    return {
      interview,
      calls: {
        interview: async (id: string) => (id === "i2" ? NEXT : { ...interview }),
        plan: async () => plan,
        queue,
      },
      decided(state: typeof interview.state, approved: boolean) {
        interview.state = state;
        plan.decision = {
          approved,
          by: "Ruth Adeyemi",
          at: "2030-01-01T11:00:00Z",
          comments: null,
        };
        return anAnswer(state);
      },
    };
  }

  it("says what happened and what happens next, and leads on, back and to the interview", async () => {
    const { calls, decided } = world();
    const decidePlan = async () => decided("APPROVED", true);
    const { router } = open("/interviews/i1/plan", { ...calls, decidePlan });
    await press("Approve plan");
    await press("Send now");

    expect(await screen.findByText(/The plan was approved by Ruth Adeyemi/)).toBeDefined();
    expect(
      await (await waysOn()).findByRole("link", { name: "Go to the interview" }),
    ).toBeDefined();
    await userEvent.click(await (await waysOn()).findByRole("link", { name: /Next: Kofi Mensah/ }));
    expect(await screen.findByRole("heading", { name: "Plan for Kofi Mensah" })).toBeDefined();

    act(() => router.history.back());
    expect(await screen.findByText(/The plan was approved by Ruth Adeyemi/)).toBeDefined();
  });

  it("says so after a rejection, and leads on to what is to be decided, not to an own intake", async () => {
    const { calls, decided } = world();
    const intake = anInterview({ id: "i7", profile: "intake", state: "APPROVED" });
    calls.queue = async () => aQueueOf([anItem(intake, { kind: "intake" }), anItem(NEXT)]);
    const decidePlan = async () => decided("REJECTED", false);
    open("/interviews/i1/plan", { ...calls, decidePlan });
    await userEvent.type(await screen.findByLabelText("Change request"), "Wrong role.");
    await press("Reject");
    await press("Reject plan");
    await press("Send now");

    expect(await screen.findByText(/The plan was rejected by Ruth Adeyemi/)).toBeDefined();
    expect(screen.queryByText(/Your text was not sent/)).toBeNull();
    expect(await (await waysOn()).findByRole("link", { name: /Next: Kofi Mensah/ })).toBeDefined();
  });

  it("leads on while another version is written, with an empty box for it", async () => {
    const { calls, decided } = world();
    const askForChange = async () => decided("GENERATING_PLAN", true);
    open("/interviews/i1/plan", { ...calls, askForChange });
    await userEvent.type(await screen.findByLabelText("Change request"), "Shorter.");
    await press("Request version 2");

    expect(await screen.findByText(/The next version is being written/)).toBeDefined();
    expect(screen.queryByText(/Your text was not sent/)).toBeNull();
    expect(await (await waysOn()).findByRole("link", { name: /Next: Kofi Mensah/ })).toBeDefined();
  });

  it("keeps what was typed when a colleague decided meanwhile", async () => {
    const { calls, decided } = world();
    const askForChange = async () => {
      decided("REJECTED", false);
      throw new Problem(409, { code: "invalid_transition", currentState: "REJECTED" });
    };
    open("/interviews/i1/plan", { ...calls, askForChange });
    await userEvent.type(await screen.findByLabelText("Change request"), "Shorter.");
    await press("Request version 2");

    expect(await screen.findByText(/Your text was not sent/)).toBeDefined();
    expect(screen.getByText("Shorter.").tagName).toBe("Q");
    await press("Discard text");
    expect(screen.queryByText("Shorter.")).toBeNull();
  });

  it("keeps what was typed when a newer version comes, and says for which it was", async () => {
    const { calls, interview } = world();
    const newer: Plan = { ...aPlan(), planId: "p2", version: 2 };
    let shown = aPlan();
    const { queries } = open("/interviews/i1/plan", { ...calls, plan: async () => shown });
    await userEvent.type(await screen.findByLabelText("Change request"), "Shorter.");

    shown = newer;
    interview.updatedAt = "2030-01-01T12:00:00Z";
    await act(() => queries.invalidateQueries({ queryKey: ["interview", "i1"] }));

    expect(await screen.findByText("You wrote this for version 1. It was not sent.")).toBeDefined();
    expect(screen.getByLabelText<HTMLTextAreaElement>("Change request").value).toBe("Shorter.");
  });

  it("offers a refresh where the status has changed", async () => {
    const { calls, interview } = world();
    const askForChange = async () => {
      throw new Problem(409, { currentState: "APPROVED" });
    };
    open("/interviews/i1/plan", { ...calls, askForChange });
    await userEvent.type(await screen.findByLabelText("Change request"), "Shorter.");
    await press("Request version 2");
    await screen.findByText(/The status has changed/);
    interview.state = "APPROVED";
    await press("Refresh");

    expect(await screen.findByText(/The plan was approved/)).toBeDefined();
  });
});

describe("after a decision about a candidate", () => {
  const assessment = async () => anAssessment([aScore()]);

  it("says that it is recorded, and leads on and to the interview", async () => {
    const hiringDecision = aDecision({ status: "final" });
    const interview = anInterview({ state: "ASSESSMENT_APPROVED", hiringDecision });
    open("/interviews/i1/assessment", { interview: async () => interview, assessment, queue });

    expect(await screen.findByText(/The decision is recorded/)).toBeDefined();
    expect(await (await waysOn()).findByRole("link", { name: /Next: Kofi Mensah/ })).toBeDefined();
    expect(
      await (await waysOn()).findByRole("link", { name: "Go to the interview" }),
    ).toBeDefined();
  });

  it("shows a reason that was overtaken by a colleague", async () => {
    const interview = anInterview({ state: "ASSESSMENT_PENDING" });
    open("/interviews/i1/assessment", {
      interview: async () => ({ ...interview }),
      assessment,
      decideCandidate: async () => {
        const decision = aDecision({ decidedBy: "Sam Ortiz", decidedById: "u2", status: "final" });
        interview.hiringDecision = decision;
        throw new Problem(409, { code: "decision_exists", currentDecision: decision });
      },
    });
    await userEvent.click(await screen.findByLabelText(/^Hire/));
    await userEvent.type(screen.getByLabelText("Reason"), "Good with people.");
    await press("Hire as Ruth Adeyemi");

    expect(await screen.findByText(/Your decision was not recorded/)).toBeDefined();
    expect(screen.getByText("Good with people.").tagName).toBe("Q");
  });

  it("leads on while the answers are scored again", async () => {
    const interview = anInterview({ state: "COMPLETED" });
    open("/interviews/i1/assessment", { interview: async () => interview, assessment, queue });

    expect(await screen.findByText(/The answers are being scored/)).toBeDefined();
    expect(await (await waysOn()).findByRole("link", { name: /Next: Kofi Mensah/ })).toBeDefined();
  });
});

describe("after handing in", () => {
  it("says that the details are saved and what comes next", async () => {
    const gap = { state: "INFO_NEEDED" as const, missingFields: [aGap("position")] };
    const interview = anInterview(gap);
    open("/interviews/i1", {
      interview: async () => ({ ...interview }),
      completeInfo: async () => {
        interview.state = "GENERATING_PLAN";
        return anAnswer("GENERATING_PLAN");
      },
      queue,
    });
    await userEvent.type(await screen.findByLabelText("Position"), "Welder");
    await press("Save and continue");

    expect(await screen.findByText("The details are saved.")).toBeDefined();
    expect(await screen.findByRole("link", { name: /Next: Kofi Mensah/ })).toBeDefined();
  });

  it("keeps what is typed into the next questions before the answer to the first", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let answer = (_: ReturnType<typeof anAnswer>) => {};
    const saved = new Promise<ReturnType<typeof anAnswer>>((resolve) => {
      answer = resolve;
    });
    const interview = anInterview({ state: "INFO_NEEDED", missingFields: [aGap("position")] });
    open("/interviews/i1", {
      interview: async () => ({ ...interview }),
      completeInfo: () => saved,
    });
    await userEvent.type(await screen.findByLabelText("Position"), "Welder");
    await press("Save and continue");
    interview.missingFields = [aGap("skills")];
    await renewed();
    await userEvent.type(await screen.findByLabelText("Skills"), "tig, mig");
    answer(anAnswer("INFO_NEEDED"));

    expect(await button("Save and continue")).toBeDefined();
    expect(screen.getByLabelText("Skills")).toHaveProperty("value", "tig, mig");
  });

  it("calls no details unsaved while their answer is on its way", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const interview = anInterview({ state: "INFO_NEEDED", missingFields: [aGap("position")] });
    open("/interviews/i1", {
      interview: async () => ({ ...interview }),
      completeInfo: () => new Promise(() => {}),
    });
    await userEvent.type(await screen.findByLabelText("Position"), "Welder");
    await press("Save and continue");
    interview.state = "GENERATING_PLAN";
    await renewed();

    await waitFor(() => expect(screen.queryByLabelText("Position")).toBeNull());
    expect(screen.queryByText(/were not saved/)).toBeNull();
  });

  it("keeps an answer to a review that a colleague had answered meanwhile", async () => {
    const review = {
      text: "Please look again.",
      writtenAt: "2030-01-01T10:00:00Z",
      answer: null,
      answeredAt: null,
      answeredBy: null,
    } as CandidateMessages["review"];
    const messages: CandidateMessages = { corrections: [], feedback: null, review };
    open("/interviews/i1", {
      interview: async () => anInterview({ state: "ASSESSMENT_APPROVED" }),
      candidateMessages: async () => ({ ...messages }),
      answerReview: async () => {
        const answered = { answer: "Done.", answeredAt: "2030-01-02T10:00:00Z", answeredBy: "Sam" };
        messages.review = { ...review, ...answered } as CandidateMessages["review"];
        throw new Problem(409, {});
      },
    });
    await userEvent.type(await screen.findByLabelText("Your answer"), "I read it again.");
    await press("Send the answer");

    expect(await screen.findByText(/Your answer was not sent/)).toBeDefined();
    expect(screen.getByText("I read it again.").tagName).toBe("Q");
    await waitFor(() => expect(screen.queryByLabelText("Your answer")).toBeNull());
  });
});
