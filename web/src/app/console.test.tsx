import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ReviewCalls } from "@/features/approvals/calls";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import type { ScoreProvenance, VoiceRecording } from "@/shared/api/types";
import { VoiceApi, type VoiceCalls } from "@/shared/voice/calls";
import { openConsole as open, signInAs } from "./test-console";
import {
  aGap,
  anAnswer,
  anAssessment,
  anInterview,
  anItem,
  aPage,
  aPlan,
  aQueueOf,
  aRemark,
  aScore,
  aStep,
  aTask,
} from "./test-data";

const button = (name: string | RegExp) => screen.findByRole("button", { name });

beforeEach(() => {
  sessionStorage.clear();
  signInAs("RECRUITER");
});
afterEach(cleanup);

/** The first way to the queue that the page offers. */
const elsewhere = () => screen.getAllByRole("link", { name: "Queue" })[0] as HTMLElement;

const TYPED = {
  isInterrupted: false,
  isDraft: false,
  isDropped: false,
  isHeardInPart: false,
  transcribedBy: null,
  confidence: null,
  speechMs: null,
};

describe("getting in", () => {
  it("leads whoever is not signed in to the door, and back to where they wanted to go", async () => {
    callerStore.set(null);

    const { router } = open("/interviews/i1/plan", {});
    await screen.findByRole("heading", { name: "Sign in" });

    expect(router.state.location.search).toEqual({ next: "/interviews/i1/plan" });
  });
});

describe("the queue", () => {
  it("groups what waits by the kind of decision and leads to it", async () => {
    const rows = [
      anInterview(),
      anInterview({ id: "i2", candidateName: "Jonas Lindqvist", state: "ASSESSMENT_PENDING" }),
      anInterview({
        id: "i3",
        candidateName: null,
        state: "INFO_NEEDED",
        missingFields: [aGap("skills")],
      }),
    ];
    open("/", { waiting: async () => aPage(rows) });

    expect(await screen.findByRole("heading", { name: "Needs your attention (3)" })).toBeDefined();
    expect(
      screen
        .getAllByRole("link", { name: /Review|Fill in/ })
        .map((link) => link.getAttribute("href")),
    ).toEqual(["/interviews/i2/assessment", "/interviews/i1/plan", "/interviews/i3"]);
    expect(screen.getByText("1 detail needed")).toBeDefined();
  });

  it("shows who asked for a person, and takes away what is marked as done", async () => {
    let waiting = [aTask()];
    const completeTask = vi.fn(async (id: string) => {
      const done = aTask({ id, status: "done" });
      waiting = [];
      return done;
    });
    open("/queue", {
      tasks: async () => waiting,
      completeTask,
    });

    expect(await screen.findByRole("heading", { name: /^Asked for a person/ })).toBeDefined();
    const link = screen.getByRole("link", { name: "Amara Okonkwo" });
    await userEvent.click(await button("Mark as done: Amara Okonkwo"));

    expect(link.getAttribute("href")).toBe("/interviews/i1");
    expect(completeTask).toHaveBeenCalledWith("t1");
    expect(await screen.findByRole("heading", { name: "No interviews yet" })).toBeDefined();
    expect(screen.queryByRole("heading", { name: /^Asked for a person/ })).toBeNull();
  });

  it("says that a task could not be marked as done, and keeps it", async () => {
    const completeTask = () =>
      Promise.reject(new Problem(409, { detail: "This task is done already." }));
    open("/queue", { tasks: async () => [aTask()], completeTask });

    await userEvent.click(await button("Mark as done: Amara Okonkwo"));

    expect((await screen.findByRole("alert")).textContent).toBe("This task is done already.");
  });

  it("shows when an item is due, its flags and reading time, and who works on it", async () => {
    const claim = (userName: string, isMine: boolean) => ({
      userId: userName,
      userName,
      isMine,
      claimedAt: "2030-01-01T10:00:00Z",
      expiresAt: "2030-01-01T14:00:00Z",
    });
    const late = anItem(anInterview({ state: "ASSESSMENT_PENDING", recommendation: "HIRE" }), {
      dueAt: new Date(Date.now() - 3_600_000).toISOString(),
      flags: ["injection", "draft"],
      flagCount: 3,
      readingMinutes: 6,
      claims: [claim("Otto Berg", false)],
    });
    let mine = late;
    const calls = {
      queue: async () => aQueueOf([mine]),
      claim: vi.fn(async () => {
        mine = { ...late, claims: [claim("Otto Berg", false), claim("Ruth Adeyemi", true)] };
        return { data: mine.claims };
      }),
      release: vi.fn(async () => {
        mine = late;
      }),
    };
    open("/queue", calls);

    expect(await screen.findByText("Overdue by 1 h")).toBeDefined();
    expect(screen.getByText("Proposed: hire · 3 flags · 6 min to read")).toBeDefined();
    expect(screen.getByText("Claimed by Otto Berg")).toBeDefined();
    await userEvent.click(await button(/^Claim: /));
    expect(await screen.findByText("Claimed by you and Otto Berg")).toBeDefined();
    await userEvent.click(await button(/^Release: /));

    expect(await screen.findByText("Claimed by Otto Berg")).toBeDefined();
    expect(calls.release).toHaveBeenCalledOnce();
  });

  it("keeps the choice of the queue in the address, and offers everything where it is empty", async () => {
    const queue = vi.fn<ReviewCalls["queue"]>(async ({ owner }) =>
      owner === "mine"
        ? { ...aQueueOf([]), counts: { team: 1, mine: 0, unclaimed: 1, overdue: 0 } }
        : aQueueOf([anItem(anInterview())]),
    );
    const { router } = open("/queue", { queue });

    await userEvent.click(await screen.findByRole("radio", { name: /^Mine/ }));
    expect(await screen.findByRole("heading", { name: "You have no items" })).toBeDefined();
    expect(router.state.location.search).toEqual({ owner: "mine" });
    await userEvent.click(await button("Show all"));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Order" }), "longest_wait");

    expect(router.state.location.search).toEqual({ order: "longest_wait" });
    expect(queue).toHaveBeenLastCalledWith({ order: "longest_wait" }, 1);
  });

  it("says how much is overdue and how long it takes to read, and shows only what is overdue", async () => {
    const late = anItem(anInterview({ id: "i1", candidateName: "Lara Late" }), {
      dueAt: new Date(Date.now() - 3_600_000).toISOString(),
      readingMinutes: 4,
    });
    const early = anItem(anInterview({ id: "i2", candidateName: "Ed Early" }), {
      dueAt: new Date(Date.now() + 3_600_000).toISOString(),
      readingMinutes: 6,
    });
    const queue = vi.fn<ReviewCalls["queue"]>(async ({ overdue }) =>
      overdue ? { ...aQueueOf([late]), total: 1 } : aQueueOf([late, early]),
    );
    const { router } = open("/queue", { queue });

    expect(
      await screen.findByText("1 item is overdue. Reading everything takes about 10 minutes."),
    ).toBeDefined();
    await userEvent.click(screen.getByRole("checkbox", { name: "Overdue 1" }));

    await waitFor(() => expect(screen.queryByText("Ed Early")).toBeNull());
    expect(screen.getByText("Lara Late")).toBeDefined();
    expect(router.state.location.search).toEqual({ overdue: true });
    expect(queue).toHaveBeenLastCalledWith({ overdue: true }, 1);
  });

  it("leads back from a list in which nothing is overdue", async () => {
    const queue = vi.fn<ReviewCalls["queue"]>(async ({ overdue }) =>
      overdue
        ? { ...aQueueOf([]), counts: { team: 1, mine: 0, unclaimed: 1, overdue: 0 } }
        : aQueueOf([anItem(anInterview())]),
    );
    const { router } = open("/queue?overdue=true&owner=mine", { queue });

    expect(await screen.findByRole("heading", { name: "Nothing is overdue" })).toBeDefined();
    await userEvent.click(await button("Show all"));

    expect(router.state.location.search).toEqual({});
  });

  it("claims the row that has the focus with C, and releases it with C", async () => {
    const claim = vi.fn(async () => ({ data: [] }));
    open("/queue", { queue: async () => aQueueOf([anItem(anInterview())]), claim });

    await button(/^Claim: /);
    await userEvent.keyboard("c");
    expect(claim).not.toHaveBeenCalled();
    await userEvent.keyboard("jc");

    expect(claim).toHaveBeenCalledOnce();
  });

  it("leaves tests out until they are asked for, and marks them", async () => {
    const test = anItem(anInterview({ isTest: true, candidateName: "Tessa Trial" }));
    const queue = vi.fn<ReviewCalls["queue"]>(async ({ tests }) =>
      aQueueOf(tests ? [test] : [anItem(anInterview())]),
    );
    const { router } = open("/queue", { queue });

    const box = await screen.findByRole("checkbox", { name: "Tests" });
    expect(queue).toHaveBeenLastCalledWith({}, 1);
    expect(box).toHaveProperty("checked", false);
    expect(screen.queryByText("Test")).toBeNull();
    await userEvent.click(box);

    const name = await screen.findByText("Tessa Trial");
    expect(within(name).getByText("Test")).toBeDefined();
    expect(router.state.location.search).toEqual({ tests: true });
    await userEvent.click(screen.getByRole("checkbox", { name: "Tests" }));
    expect(router.state.location.search).toEqual({});
  });

  it("leads from an empty queue to the tests and back", async () => {
    const counts = async () => ({ counts: { ASSESSMENT_APPROVED: 3 }, total: 4 });
    const queue = vi.fn<ReviewCalls["queue"]>(async () => aQueueOf([]));
    const { router } = open("/queue", { counts, queue });

    await userEvent.click(await button("Show tests"));
    expect(
      await screen.findByRole("heading", { name: "No tests need your attention" }),
    ).toBeDefined();
    expect(queue).toHaveBeenLastCalledWith({ tests: true }, 1);
    expect(document.activeElement?.textContent).toBe("No tests need your attention");
    await userEvent.click(await button("Show the queue"));

    expect(router.state.location.search).toEqual({});
    expect(document.activeElement?.textContent).toBe("Nothing needs your attention");
  });

  it("shows hiring managers the intakes that wait for them, and nothing to claim or to choose", async () => {
    signInAs("HIRING_MANAGER");
    const facts = { profile: "intake", candidateName: "Ruth Adeyemi", position: "Buyer" } as const;
    const ready = anItem(anInterview({ ...facts, id: "i7", state: "APPROVED" }), {
      kind: "intake",
    });
    const begun = anItem(
      anInterview({ ...facts, id: "i8", position: null, state: "IN_PROGRESS" }),
      { kind: "intake" },
    );
    open("/queue", { queue: async () => ({ ...aQueueOf([ready, begun]), decides: ["intake"] }) });

    expect(
      await screen.findByRole("heading", { name: /^Intake interviews with you/ }),
    ).toBeDefined();
    const link = screen.getByRole("link", { name: "Open Buyer" });
    expect(link.getAttribute("href")).toBe("/intake/i7");
    expect(screen.getByRole("link", { name: "Continue Untitled role" })).toBeDefined();
    expect(screen.getByText("Ready to start")).toBeDefined();
    expect(screen.queryByRole("button", { name: /^Claim/ })).toBeNull();
    expect(screen.queryByRole("checkbox", { name: "Tests" })).toBeNull();
    expect(screen.queryByRole("radio")).toBeNull();
  });

  it.each([[[]], [["intake" as const]]])(
    "tells somebody who only reads that there is nothing to decide: %j",
    async (decides) => {
      signInAs("HIRING_MANAGER");
      open("/queue", { queue: async () => ({ ...aQueueOf([]), decides }) });

      expect(
        await screen.findByRole("heading", { name: "Nothing for you to decide" }),
      ).toBeDefined();
      expect(screen.getByRole("link", { name: "Your intakes" })).toBeDefined();
    },
  );

  it("says that nothing waits, and how many were decided", async () => {
    const counts = async () => ({ counts: { ASSESSMENT_APPROVED: 3 }, total: 4 });
    open("/queue", { counts });

    expect(
      await screen.findByRole("heading", { name: "Nothing needs your attention" }),
    ).toBeDefined();
    expect(screen.getByText(/3 interviews decided so far/)).toBeDefined();
  });

  it("leads to the demo where nobody has decided anything yet", async () => {
    const yours = anInterview({
      state: "APPROVED",
      candidateEmail: "candidate@demo.ai-interview.com",
      interviewLink: "/x/1",
    });
    const theirs = anInterview({ state: "APPROVED", interviewLink: "/x/2" });
    const waiting: ReviewCalls["waiting"] = async (states) =>
      aPage(states.includes("APPROVED") ? [theirs, yours] : []);
    open("/queue", { waiting });

    const link = await screen.findByRole("link", { name: /Start demo interview/ });

    expect(link.getAttribute("href")).toBe("/x/1");
  });

  it("begins with an interview of one's own where there is no demo interview to open", async () => {
    open("/queue", {});

    expect(await screen.findByRole("heading", { name: "Create an interview" })).toBeDefined();
    expect(screen.queryByText("vivavoce demo")).toBeNull();
    expect(screen.queryByRole("link", { name: /Start demo interview/ })).toBeNull();
  });

  it("says that it did not load, and offers another try", async () => {
    open("/queue", { waiting: () => Promise.reject(new Problem(500, { requestId: "req_1" })) });

    expect((await screen.findByRole("alert")).textContent).toContain("The queue did not load.");
    expect(screen.getByText("req_1")).toBeDefined();
    expect(await button("Try again")).toBeDefined();
  });
});

describe("the plan", () => {
  const pending = { interview: async () => anInterview(), plan: async () => aPlan() };

  it("shows the questions in the order of the talk", async () => {
    open("/interviews/i1/plan", pending);

    const first = await screen.findByText("Asked first?");
    const second = screen.getByText("Asked second?");

    expect(first.compareDocumentPosition(second)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it("is approved by a press that can be undone, and then shows the candidate's link", async () => {
    const interview = anInterview();
    const decidePlan = vi.fn(async () => {
      interview.state = "SCHEDULED";
      return anAnswer(interview.state, "https://vivavoce.example/interview/join/x");
    });
    open("/interviews/i1/plan", {
      ...pending,
      interview: async () => ({ ...interview }),
      decidePlan,
    });

    await userEvent.click(await button("Approve plan"));
    expect(decidePlan).not.toHaveBeenCalled();
    await userEvent.click(await button("Send now"));

    expect(await screen.findByText("https://vivavoce.example/interview/join/x")).toBeDefined();
    expect(decidePlan).toHaveBeenCalledWith("i1", {
      planId: "p1",
      approved: true,
      comments: "",
    });
  });

  it("is not changed or rejected without a sentence", async () => {
    open("/interviews/i1/plan", pending);

    await userEvent.click(await button("Request version 2"));
    expect(screen.getByRole("alert").textContent).toContain("Describe what should change");
    await userEvent.click(await button("Reject"));

    expect(screen.getByRole("alert").textContent).toContain("Give a reason");
  });

  it("is rejected only after a second look", async () => {
    const decidePlan = vi.fn(async () => anAnswer("REJECTED"));
    open("/interviews/i1/plan", { ...pending, decidePlan });

    await userEvent.type(await screen.findByLabelText("Change request"), "Wrong role.");
    await userEvent.click(await button("Reject"));
    expect(decidePlan).not.toHaveBeenCalled();
    await userEvent.click(await button("Reject plan"));
    expect(decidePlan).not.toHaveBeenCalled();
    await userEvent.click(await button("Send now"));

    expect(decidePlan).toHaveBeenCalledWith("i1", {
      planId: "p1",
      approved: false,
      comments: "Wrong role.",
    });
  });

  it("is approved by A and taken back by U, by Ctrl-Z and by a press, with nothing sent", async () => {
    const decidePlan = vi.fn(async () => anAnswer("APPROVED"));
    open("/interviews/i1/plan", { ...pending, decidePlan });
    await button("Approve plan");

    for (const undo of ["u", "{Control>}z{/Control}"]) {
      await userEvent.keyboard("a");
      expect(await screen.findByText(/^Approving the plan for Amara Okonkwo in/)).toBeDefined();
      await userEvent.keyboard("a");
      await userEvent.keyboard(undo);
      expect(await button("Approve plan")).toBeDefined();
    }
    await userEvent.keyboard("a");
    await userEvent.click(await button(/^Undo/));

    expect(await button("Approve plan")).toBeDefined();
    expect(screen.getByText("Decision undone. Nothing was sent.")).toBeDefined();
    expect(document.activeElement).not.toBe(document.body);
    expect(decidePlan).not.toHaveBeenCalled();
  });

  it("keeps the words of a decision that was undone on another page, and leads back to them", async () => {
    const { router } = open("/interviews/i1/plan", pending);
    await userEvent.type(await screen.findByLabelText("Change request"), "Wrong role.");
    await userEvent.click(await button("Reject"));
    await userEvent.click(await button("Reject plan"));

    await userEvent.click(elsewhere());
    await screen.findByRole("heading", { level: 1, name: "Queue" });
    await userEvent.click(await button(/^Undo/));

    const box = await screen.findByLabelText<HTMLTextAreaElement>("Change request");
    expect(box.value).toBe("Wrong role.");
    expect(router.state.location.pathname).toBe("/interviews/i1/plan");
  });

  it("says on any page that a decision did not get through, and sends it again", async () => {
    const decidePlan = vi
      .fn(async () => anAnswer("APPROVED"))
      .mockRejectedValueOnce(new Problem(500, { detail: "It broke.", requestId: "req_9" }));
    open("/interviews/i1/plan", { ...pending, decidePlan });
    await userEvent.click(await button("Approve plan"));
    await userEvent.click(elsewhere());

    await userEvent.click(await button("Send now"));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Not sent yet: Approving the plan for Amara Okonkwo.");
    expect(alert.textContent).toContain("req_9");
    await userEvent.click(await button("Send now"));

    expect(await screen.findByText("The plan for Amara Okonkwo is approved.")).toBeDefined();
    expect(decidePlan).toHaveBeenCalledTimes(2);
  });

  it("leaves the keyboard at a heading after a change was asked for", async () => {
    const interview = anInterview();
    const askForChange = async () => {
      interview.state = "GENERATING_PLAN";
      return anAnswer(interview.state);
    };
    open("/interviews/i1/plan", {
      ...pending,
      interview: async () => ({ ...interview }),
      askForChange,
    });
    await userEvent.type(await screen.findByLabelText("Change request"), "Less about tools.");
    await userEvent.click(await button("Request version 2"));

    const heading = await screen.findByRole("heading", { name: "Writing the plan" });
    await vi.waitFor(() => expect(document.activeElement).toBe(heading));
  });

  it("is signed out of with nothing left that was written", async () => {
    open("/interviews/i1/plan", pending);
    await userEvent.type(await screen.findByLabelText("Change request"), "Wrong role.");
    expect(JSON.stringify(sessionStorage)).toContain("Wrong role.");

    await userEvent.click(await button("Sign out"));

    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeDefined();
    expect(JSON.stringify(sessionStorage)).not.toContain("Wrong role.");
  });

  it("is not rejected for a stray key", async () => {
    const decidePlan = vi.fn(async () => anAnswer("REJECTED"));
    open("/interviews/i1/plan", { ...pending, decidePlan });

    await userEvent.type(await screen.findByLabelText("Change request"), "1");
    await userEvent.click(await button("Reject"));

    expect(screen.getByRole("alert").textContent).toContain("Give a reason");
    expect(screen.queryByRole("button", { name: "Reject plan" })).toBeNull();
  });

  it("says who was faster and keeps the text", async () => {
    const faster = new Problem(409, { currentState: "APPROVED" });
    open("/interviews/i1/plan", { ...pending, askForChange: () => Promise.reject(faster) });

    const box = await screen.findByLabelText<HTMLTextAreaElement>("Change request");
    await userEvent.type(box, "Shorter.");
    await userEvent.click(await button("Request version 2"));

    expect(await screen.findByText(/The status has changed: candidate invited/)).toBeDefined();
    expect(box.value).toBe("Shorter.");
  });

  it("says what was not understood, and that nothing was changed", async () => {
    const detail = 'Nothing was changed, because this was not understood: "make it sparkle".';
    const refused = new Problem(422, { code: "change_request_not_understood", detail });
    open("/interviews/i1/plan", { ...pending, askForChange: () => Promise.reject(refused) });

    const box = await screen.findByLabelText<HTMLTextAreaElement>("Change request");
    await userEvent.type(box, "make it sparkle");
    await userEvent.click(await button("Request version 2"));

    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(detail);
    expect(alert.textContent).not.toContain("was not saved");
    expect(box.value).toBe("make it sparkle");
  });

  it("shows which line of the request was left out, and why", async () => {
    const plan = aPlan();
    const note = 'Left out: "No women please" An employer must not ask about sex or decide by it.';
    plan.document.remarks = [aRemark("left_out", note)];
    open("/interviews/i1/plan", { ...pending, plan: async () => plan });

    expect((await screen.findByText(note)).parentElement?.textContent).toContain(
      "A requirement was left out.",
    );
  });

  it("shows the next version as soon as the interview has changed", async () => {
    const interview = anInterview();
    const plan = aPlan();
    const { queries } = open("/interviews/i1/plan", {
      interview: async () => ({ ...interview }),
      plan: async () => ({ ...plan }),
    });
    await button("Request version 2");

    interview.updatedAt = "2030-01-01T10:05:00Z";
    plan.version = 2;
    await queries.invalidateQueries({ queryKey: ["interview", "i1"], exact: true });

    expect(await button("Request version 3")).toBeDefined();
  });

  it("opens on the words that led to this version", async () => {
    const asked = aStep({
      transition: "MODIFY",
      from: "PENDING",
      to: "GENERATING_PLAN",
      actor: "Sam Ortiz",
      actorKind: "account",
      reason: "Less about tools.",
    });
    open("/interviews/i1/plan", {
      interview: async () => anInterview({ transitions: [asked] }),
      plan: async () => ({ ...aPlan(), version: 2 }),
    });

    expect(await screen.findByText("Less about tools.")).toBeDefined();
    expect(screen.getByText(/Sam Ortiz requested a change on/)).toBeDefined();
  });

  it("tells what a new version changed apart from what the planner was unsure of", async () => {
    const plan = aPlan();
    plan.document.remarks = [
      aRemark("change", "Took out one question."),
      aRemark("other", "The role is new to the bank."),
    ];
    open("/interviews/i1/plan", { ...pending, plan: async () => plan });

    expect((await screen.findByText("Took out one question.")).tagName).toBe("LI");
    expect(screen.getByText("The role is new to the bank.")).toBeDefined();
  });

  it("can be read by a viewer, not decided", async () => {
    signInAs("VIEWER");
    open("/interviews/i1/plan", pending);

    expect(await screen.findByText("You cannot decide on this")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Approve plan" })).toBeNull();
  });
});

describe("the pages of an interview", () => {
  const tabs = async () =>
    within(await screen.findByRole("navigation", { name: "Pages of this interview" }))
      .getAllByRole("link")
      .map((link) => [link.textContent, link.getAttribute("href")]);

  it("leads from each of them to the others that exist", async () => {
    const interview = async () =>
      anInterview({ state: "ASSESSMENT_PENDING", sessionId: "s1", transitions: [aStep()] });
    open("/interviews/i1", { interview, plan: async () => aPlan() });
    const all = [
      ["Overview", "/interviews/i1"],
      ["Plan", "/interviews/i1/plan"],
      ["Rubric", "/interviews/i1/rubric"],
      ["Assessment", "/interviews/i1/assessment"],
      ["Replay", "/sessions/s1/replay"],
    ];

    expect(await tabs()).toEqual(all);
    expect(screen.getByRole("link", { name: "Overview" }).getAttribute("aria-current")).toBe(
      "page",
    );
    await userEvent.click(screen.getByRole("link", { name: "Plan" }));
    await screen.findByRole("heading", { level: 1, name: /^Plan for/ });
    expect(await tabs()).toEqual(all);
  });

  it("offers no page that has nothing to show", async () => {
    const interview = async () => anInterview({ state: "INFO_NEEDED", sessionId: null });
    open("/interviews/i1", { interview });

    await screen.findByRole("heading", { name: "History" });
    expect(screen.queryByRole("navigation", { name: "Pages of this interview" })).toBeNull();
  });

  it("tells the history as what happened", async () => {
    const transitions = [aStep(), aStep({ seq: 2, from: "APPROVED", to: "IN_PROGRESS" })];
    open("/interviews/i1", {
      interview: async () => anInterview({ state: "IN_PROGRESS", transitions }),
    });

    expect(await screen.findByText("Interview began")).toBeDefined();
  });
});

describe("the phases of an interview", () => {
  it("says when each ended, where the interview is, and what was not reached", async () => {
    const steps = [
      aStep({ at: "2030-01-01T10:00:00Z" }),
      aStep({ seq: 2, from: "PENDING", to: "APPROVED", at: "2030-01-02T10:00:00Z" }),
    ];
    const states = { APPROVED: "Candidate invited", CANCELLED: "Not reached" } as const;
    for (const [state, word] of Object.entries(states)) {
      open("/interviews/i1", {
        interview: async () => anInterview({ state: state as never, transitions: steps }),
      });
      const phases = within(await screen.findByRole("list", { name: "Progress" }));
      const [planning, approval, talk, assessment] = phases.getAllByRole("listitem");

      expect(planning?.querySelector("time")?.dateTime).toBe("2030-01-01T10:00:00Z");
      expect(approval?.querySelector("time")?.dateTime).toBe("2030-01-02T10:00:00Z");
      expect(talk?.textContent).toBe(`Interview${word}`);
      expect(talk?.getAttribute("aria-current")).toBe(state === "APPROVED" ? "step" : null);
      expect(assessment?.textContent).toBe("AssessmentNot reached");
      cleanup();
    }
  });
});

describe("the assessment", () => {
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
      sessionId: "s1",
      language: "en",
      turns: [
        { turn: 1, role: "agent" as const, text: "Asked first?", questionId: "q0", ...TYPED },
        {
          turn: 2,
          role: "candidate" as const,
          text: "Yes, I checked the seam twice.",
          questionId: "q0",
          ...TYPED,
        },
      ],
    }),
  };

  it("shows a level with the words it rests on and the rubric's own text", async () => {
    open("/interviews/i1/assessment", waiting);

    const row = (await screen.findByRole("heading", { name: "Welding" })).closest("article");
    const inRow = within(row as HTMLElement);

    expect(inRow.getByRole("img").getAttribute("aria-label")).toBe(
      "Proposed level 4.2 of 5, range 4.1 to 4.3. Required: 3.",
    );
    expect(inRow.getByText("checked the seam").className).toContain("underline");
    expect(await inRow.findByText("4: careful", { exact: false })).toBeDefined();
    expect(inRow.getByRole("link", { name: "Replay Turn 2" }).getAttribute("href")).toBe(
      "/sessions/s1/replay?turn=2",
    );
  });

  it("opens the quote that has the focus in the replay at L", async () => {
    const { router } = open("/interviews/i1/assessment", waiting);
    const row = (await screen.findByRole("heading", { name: "Welding" })).closest("article");

    await userEvent.keyboard("l");
    expect(router.state.location.pathname).toBe("/interviews/i1/assessment");
    within(row as HTMLElement)
      .getByRole("button", { name: "Turn 2" })
      .focus();
    await userEvent.keyboard("l");

    await waitFor(() => expect(router.state.location.href).toBe("/sessions/s1/replay?turn=2"));
  });

  it("plays the quote that has the focus at L where its sound is stored", async () => {
    const recording: VoiceRecording = {
      sessionId: "s1",
      consent: "agreed",
      consentAt: "2030-01-01T10:00:00Z",
      storedMs: 60_000,
      gaps: [],
      passages: [{ turn: 2, start: 0, end: 30, startMs: 5000, endMs: 8000, isComplete: true }],
    };
    const voice: VoiceCalls = {
      recording: async () => recording,
      sound: vi.fn(async () => new ArrayBuffer(44)),
      play: () => () => undefined,
    };
    const { router } = open("/interviews/i1/assessment", waiting, (page) => (
      <VoiceApi.Provider value={voice}>{page}</VoiceApi.Provider>
    ));
    const row = (await screen.findByRole("heading", { name: "Welding" })).closest("article");
    await within(row as HTMLElement).findByRole("button", { name: /^Listen to turn 2/ });

    within(row as HTMLElement)
      .getByRole("button", { name: "Turn 2" })
      .focus();
    await userEvent.keyboard("l");

    await waitFor(() => expect(voice.sound).toHaveBeenCalledWith("s1", 4000, 8000));
    expect(router.state.location.pathname).toBe("/interviews/i1/assessment");
  });

  it("shows a reason and no number where nothing was found", async () => {
    open("/interviews/i1/assessment", waiting);

    const row = (await screen.findByRole("heading", { name: "Care" })).closest("article");
    const inRow = within(row as HTMLElement);

    expect(inRow.getByText("Answer too short")).toBeDefined();
    expect(inRow.getByText(/not a low score/)).toBeDefined();
    expect(inRow.queryByRole("img")).toBeNull();
    expect(row?.textContent).not.toMatch(/\blevel\b|\d of 5|N\/A/i);
  });

  it("shows who spoke how much to each question, and leads from there into the transcript", async () => {
    open("/interviews/i1/assessment", waiting);
    expect(await screen.findByText(/^75% of the words are the candidate’s\./)).toBeDefined();

    await userEvent.click(
      screen.getByRole("button", { name: /interviewer 2 words, candidate 6 words$/ }),
    );

    const turn = document.querySelector("#turn-1");
    await waitFor(() => expect(document.activeElement).toBe(turn));
  });

  it("goes from flag to flag with F, and from the last to the first", async () => {
    const flags = ["few_quotes", "off_topic", "injection", "distress"].map((kind) => ({
      kind,
      turn: null,
      detail: `About ${kind}.`,
    }));
    const flagged = anAssessment([aScore()], { flags });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => flagged });
    await screen.findByText("About distress.");
    const focused: (boolean | undefined)[] = [];

    for (const kind of ["few_quotes", "off_topic", "injection", "distress", "few_quotes"]) {
      await userEvent.keyboard("f");
      focused.push(document.activeElement?.textContent?.includes(`About ${kind}.`));
    }

    expect(focused).toEqual([true, true, true, true, true]);
    expect(screen.getByText("About distress.").closest("details")?.open).toBe(true);
  });

  it("shows how far the overall score is sure", async () => {
    open("/interviews/i1/assessment", waiting);

    expect(await screen.findByText("between 71 and 84")).toBeDefined();
  });

  it("proposes nothing where the scorer did not, and says which of its reasons it was", async () => {
    const some = anAssessment([{ ...abstained, is_required: false }], {
      overall_score: null,
      recommendation: null,
    });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => some });

    expect(await screen.findByText("No proposal")).toBeDefined();
    expect(screen.queryByText("of 100")).toBeNull();
    expect(screen.getByText(/^Too few competencies have a level/)).toBeDefined();
    cleanup();
    const required = anAssessment([{ ...abstained, is_required: true }], {
      overall_score: 60,
      recommendation: null,
    });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => required });
    expect(await screen.findByText(/^There is no evidence for a required/)).toBeDefined();
  });

  it("names what stands out, where the evidence tells the levels apart", async () => {
    const best = aScore({ name: "Welding", score: 4.2, low: 4, high: 4.5 });
    const worst = aScore({ name: "Care", score: 2.1, low: 1.8, high: 2.5 });
    const card = anAssessment([worst, best]);
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => card });

    const told = await screen.findByText(/^Highest:/);
    expect(told.textContent).toBe("Highest: Welding, level 4.2. Lowest: Care, level 2.1.");
    cleanup();
    const close = anAssessment([aScore({ name: "Care", score: 4.1, low: 3.9, high: 4.4 }), best]);
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => close });
    await screen.findByText(/^2 of 2 competencies/);
    expect(screen.queryByText(/^Highest:/)).toBeNull();
  });

  it("names a candidate whom nobody has named yet as such, and says what follows", async () => {
    const unnamed = anInterview({
      candidateName: null,
      state: "INFO_NEEDED",
      missingFields: [aGap("candidateName")],
    });
    open("/interviews/i1", { interview: async () => unnamed });

    expect(await screen.findByRole("heading", { name: "Candidate not named yet" })).toBeDefined();
    expect(
      screen.getByText("The plan is written once the missing details are filled in."),
    ).toBeDefined();
  });

  it("never says that a level without a quote is no low score or does not count", async () => {
    const low = aScore({ name: "Care", score: 1, evidence: [], is_required: false });
    const card = anAssessment([low], { overall_score: 0, recommendation: null });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => card });

    expect(await screen.findByText(/^The levels are low, but no quote/)).toBeDefined();
    const row = screen.getByRole("heading", { name: "Care" }).closest("article") as HTMLElement;
    expect(within(row).getByText(/it counts toward the total/)).toBeDefined();
    expect(row.textContent).not.toMatch(/not a low score|does not count|gave no reason/);
  });

  it("shows the flags of one kind in one note: each sentence once, a button for each turn", async () => {
    const again = "This turn takes back an earlier statement.";
    const flags = [
      ...[2, 4, 6].map((turn) => ({ kind: "retraction", turn, detail: again })),
      ...["Welding", "Care", "Order"].map((name) => ({
        kind: "low_confidence",
        turn: null,
        detail: `${name}: few quotes support this level.`,
      })),
    ];
    const card = anAssessment([aScore(), abstained], { flags });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => card });

    expect(await screen.findAllByText("The candidate withdrew a statement.")).toHaveLength(1);
    expect(screen.getAllByText(/takes back an earlier statement/)).toHaveLength(1);
    expect(
      screen.getAllByRole("button", { name: /^Read turn/ }).map((each) => each.textContent),
    ).toEqual(["Read turn 2", "Read turn 4", "Read turn 6"]);
    expect(screen.getAllByText("Low confidence.")).toHaveLength(1);
    expect(screen.getAllByText(/few quotes support this level/)).toHaveLength(3);
    const folded = (await screen.findByText("2 more")).closest("details");
    expect(folded?.textContent).toContain("Order: few quotes");
    expect(folded?.open).toBe(false);
  });

  it("says why the rules scored although a model is configured", async () => {
    const provenance: ScoreProvenance = {
      role: "not_qualified",
      model: "model-x",
      reason: "The model may not score. Its certificate ended on 2030-01-01.",
      certificate_id: null,
      certificate_line: "",
      is_imitated: false,
      prompt_hash: "",
      content_hash: "",
      items: 0,
      dropped: {},
      capped: {},
      votes: [],
    };
    const card = anAssessment([abstained], { provenance });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => card });

    expect(await screen.findByText(/^The model may not score\./)).toBeDefined();
  });

  it("names the certificate of a model that scored, and what did not count", async () => {
    const provenance: ScoreProvenance = {
      role: "scored",
      model: "imitated-1",
      reason: "",
      certificate_id: "c1",
      certificate_line: "imitated-1, certificate 0001: empty 40/40",
      is_imitated: true,
      prompt_hash: "p",
      content_hash: "h",
      items: 9,
      dropped: { self_praise: 2, negated: 1 },
      capped: {},
      votes: [],
    };
    const card = anAssessment([abstained], { provenance });
    open("/interviews/i1/assessment", { ...waiting, assessment: async () => card });

    expect(await screen.findByText("imitated-1, certificate 0001: empty 40/40")).toBeDefined();
    expect(
      screen.getByText("3 quotes of 9: 2 self-praise, 1 denied by the candidate"),
    ).toBeDefined();
    expect(screen.getByText(/This model is imitated/)).toBeDefined();
  });

  it("says who proposed it and that nobody has decided", async () => {
    open("/interviews/i1/assessment", waiting);

    expect(await screen.findByText("Proposed by built-in rules v1, not yet decided")).toBeDefined();
  });

  it("opens the talk at the quote", async () => {
    open("/interviews/i1/assessment", waiting);

    await userEvent.click(await button("Turn 2"));

    expect((await screen.findByText("I checked the seam twice")).tagName).toBe("MARK");
    expect(document.activeElement?.id).toBe("turn-2");
  });

  it("keeps the proposal beside a person's decision", async () => {
    const decided = {
      ...anAssessment([aScore()]),
      decision: { approved: false, by: "Sam Ortiz", at: "2030-01-02T09:00:00Z", comments: "No." },
    };
    open("/interviews/i1/assessment", {
      ...waiting,
      interview: async () => anInterview({ state: "CANCELLED" }),
      assessment: async () => decided,
    });

    expect(await screen.findByText("Assessment not approved by Sam Ortiz")).toBeDefined();
    expect(screen.getByText("Hire")).toBeDefined();
    expect(screen.queryByRole("button", { name: /as Ruth/ })).toBeNull();
  });
});

describe("the mailbox of the local profile", () => {
  it("shows the newest letter whole, and finds others by their words", async () => {
    const email = {
      id: "l1",
      at: "2030-01-01T10:00:00Z",
      to: "amara@example.org",
      subject: "Your six digits",
      text: "They are 123456.",
    };
    const older = { ...email, id: "l0", subject: "Your interview", text: "You can start." };
    const mailbox = vi.fn(async (words: string, page: number) =>
      words
        ? { data: [older], total: 1, page, limit: 20 }
        : { data: [email, older], total: 41, page, limit: 20 },
    );
    open("/settings/mailbox", { mailbox });

    expect(await screen.findByRole("heading", { name: "Your six digits" })).toBeDefined();
    const isOpen = (text: string) => screen.getByText(text).closest("details")?.open;
    expect(isOpen("They are 123456.")).toBe(true);
    expect(isOpen("You can start.")).toBe(false);
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    expect(await screen.findByText("21 to 40 of 41")).toBeDefined();
    await userEvent.type(screen.getByRole("searchbox"), "start");

    expect(await screen.findByText("1 e-mail")).toBeDefined();
    expect(mailbox).toHaveBeenLastCalledWith("start", 1);
    expect(screen.queryByText("They are 123456.")).toBeNull();
  });

  it("says where there is none", async () => {
    open("/settings/mailbox", {});

    expect(await screen.findByText("There is no local mailbox.")).toBeDefined();
  });
});

describe("filling in what is missing", () => {
  it("sends what was typed and shows the server's word at the field", async () => {
    const completeInfo = vi.fn(() =>
      Promise.reject(
        new Problem(400, {
          errors: [{ field: "skills", code: "too_few", message: "At least one." }],
        }),
      ),
    );
    const interview = anInterview({
      state: "INFO_NEEDED",
      missingFields: [aGap("skills", "Which skills count?"), aGap("position")],
    });
    open("/interviews/i1", { interview: async () => interview, completeInfo });

    await userEvent.type(await screen.findByLabelText("Skills"), "tig, mig ,");
    await userEvent.click(await button("Save and continue"));

    expect(completeInfo).toHaveBeenCalledWith("i1", { skills: ["tig", "mig"] });
    expect(await screen.findByText("At least one.", { selector: '[role="alert"]' })).toBeTruthy();
  });
});
