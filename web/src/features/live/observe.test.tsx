import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { permissionsOf } from "@/shared/api/test-caller";
import { FakeSocket } from "@/shared/live/fake-socket";
import { LiveApi, type LiveCalls } from "./calls";
import { Observe } from "./observe";
import type { LiveCard, Panel } from "./shapes";
import { aCard } from "./test-data";

const at = "2030-01-01T10:00:00Z";
const event = (seq: number, type: string, payload: object = {}, actor = "system") => ({
  seq,
  at,
  type,
  v: 1,
  actor,
  payload,
});
const asked = event(5, "turn.completed", {
  turn: 1,
  role: "agent",
  kind: "question",
  text: "What broke?",
});
const answered = event(6, "turn.completed", {
  turn: 2,
  role: "candidate",
  kind: "answer",
  text: "🙂 I stopped the deploy.",
});

const aPanel: Panel = {
  sessionId: "s1",
  answers: [
    {
      turn: 2,
      questionId: "q1",
      question: "What broke?",
      answer: "🙂 I stopped the deploy.",
      evaluations: [
        {
          evaluator: "depth",
          criterion: "Incident response",
          score: 4,
          abstained: null,
          confidence: 0.8,
          quotes: [{ text: "I stopped the deploy", start: 2, end: 22 }],
          evaluatedBy: "built-in rules v1",
          correlationId: "s1:2",
          provenance: null,
        },
        {
          evaluator: "outcome",
          criterion: "Measured result",
          score: null,
          abstained: "no_evidence",
          confidence: null,
          quotes: [],
          evaluatedBy: "built-in rules v1",
          correlationId: "s1:2",
          provenance: null,
        },
      ],
      opinions: [
        { perspective: "skeptic", summary: "Who decided?", concerns: [], evaluatedBy: "model m" },
      ],
      proposals: [
        {
          source: "perspective",
          name: "skeptic",
          question: "Who decided that?",
          criterion: null,
          reason: "OWNERSHIP",
          uncertainty: 0.4,
          isAccepted: false,
          outcome: "lower_value",
        },
      ],
    },
  ],
};

function signInAs(role: string) {
  callerStore.set({
    permissions: permissionsOf(role),
    user: { id: "u1", email: "r@x.org", name: "Ruth", role, roleName: role, tenantId: "t1" },
  });
}

beforeEach(() => signInAs("RECRUITER"));
afterEach(() => {
  cleanup();
  callerStore.set(null);
});

async function open(calls: Partial<LiveCalls> = {}, ask?: "take-over") {
  const sockets: FakeSocket[] = [];
  const moves: unknown[][] = [];
  const noted =
    (name: string) =>
    async (...given: unknown[]) => {
      moves.push([name, ...given]);
    };
  const all: LiveCalls = {
    dial: (address) => {
      const socket = new FakeSocket(address);
      sockets.push(socket);
      return socket;
    },
    now: () => 0,
    panel: () => Promise.reject(new Problem(404, {})),
    note: noted("note"),
    takeOver: noted("takeOver"),
    say: noted("say"),
    handBack: noted("handBack"),
    end: noted("end"),
    ...calls,
  };
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <Observe sessionId="s1" ask={ask} /> }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <LiveApi value={all}>
        <RouterProvider router={router as never} />
      </LiveApi>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { level: 1 });
  const says = (frame: object) =>
    act(() => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(frame) }));
  const shows = (card: LiveCard, ...events: object[]) => {
    says({ type: "card", session: card });
    says({ type: "events", events });
  };
  return { sockets, moves, says, shows };
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

describe("listening", () => {
  it("shows the talk as it grows, in a log that is not read out", async () => {
    const { sockets, shows, says } = await open();
    expect(sockets[0]?.address).toMatch(/\/api\/v1\/live\/s1$/);

    shows(aCard("ao"), event(4, "interview.started"), asked);
    says({ type: "events", events: [asked, answered] });

    const log = screen.getByRole("log", { name: "Transcript" });
    expect(log.getAttribute("aria-live")).toBe("off");
    expect(within(log).getAllByText("What broke?")).toHaveLength(1);
    expect(within(log).getByText("🙂 I stopped the deploy.")).toBeDefined();
    expect(within(log).getByText("Interview started")).toBeDefined();
    expect(screen.getByRole("heading", { level: 1, name: "AO · Welder" })).toBeDefined();
    expect(document.title).toBe("AO, live · Vivavoce");
  });

  it("always says that the candidate is told", async () => {
    signInAs("VIEWER");
    const { shows } = await open();
    shows(aCard("ao"), asked);

    expect(screen.getByText("The candidate is notified that you are observing")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Take over" })).toBeNull();
    expect(screen.getByText(/^You can observe\./)).toBeDefined();
  });

  it("says that the candidate knows of a person who took over", async () => {
    const { shows } = await open();
    shows(aCard("ao", { takenOverBy: "u1" }), asked);

    expect(
      screen.getByText("The candidate is notified that a person has taken over"),
    ).toBeDefined();
    expect(screen.queryByText("The candidate is notified that you are observing")).toBeNull();
  });

  it("calls who answers in an intake the hiring manager, and no candidate", async () => {
    const { shows } = await open();
    const skipped = event(7, "question.skipped", { skipped_by: "candidate" });
    shows(aCard("ao", { profile: "intake" }), asked, answered, skipped);

    expect(screen.getByText("The hiring manager is notified that you are observing")).toBeDefined();
    const log = screen.getByRole("log", { name: "Transcript" });
    expect(within(log).getByText("Hiring manager")).toBeDefined();
    expect(within(log).getByText("Hiring manager skipped a question")).toBeDefined();
    expect(screen.getByText(/^Not shown to the hiring manager\./)).toBeDefined();
    expect(document.body.textContent).not.toMatch(/candidate/i);
  });

  it("names the hiring manager of an intake to who takes over and who ends it", async () => {
    const { shows } = await open();
    shows(aCard("ao", { profile: "intake", takenOverBy: "u1" }), asked);

    expect(screen.getByLabelText("Message to the hiring manager")).toBeDefined();
    expect(screen.getByText(/The hiring manager knows that a person is writing/)).toBeDefined();
    await press("End interview");
    const dialog = screen.getByRole("dialog", { name: "End this interview?" });
    expect(
      within(dialog).getByRole("option", { name: /hiring manager asked to stop/ }),
    ).toBeDefined();
    expect(document.body.textContent).not.toMatch(/candidate/i);
    await userEvent.click(within(dialog).getByRole("button", { name: "Continue interview" }));

    shows(aCard("ao", { profile: "intake" }));
    await press("Take over");
    const takeover = screen.getByRole("dialog", { name: "Take over this interview?" });
    expect(takeover.textContent).toContain("The hiring manager is notified at once");
    expect(document.body.textContent).not.toMatch(/candidate/i);
  });

  it("says where nothing has read an answer yet", async () => {
    const [read] = aPanel.answers;
    if (!read) throw new Error("the panel read no answer");
    const unread = { ...read, evaluations: [], opinions: [], proposals: [] };
    const { shows } = await open({ panel: async () => ({ ...aPanel, answers: [unread] }) });
    shows(aCard("ao"), asked, answered);

    expect(await screen.findByText("No evaluation yet.")).toBeDefined();
  });

  it("marks in the answer what a reading quotes, and says what made each reading", async () => {
    const { shows } = await open({ panel: async () => aPanel });
    shows(aCard("ao"), asked, answered, event(7, "evaluation.generated"));

    expect((await screen.findByText("I stopped the deploy")).tagName).toBe("MARK");
    expect(screen.getByText("No evidence")).toBeDefined();
    expect(screen.getAllByText("Source: built-in rules v1")).toHaveLength(1);
    expect(screen.getByText("Source: model m")).toBeDefined();
    expect(screen.getByText("Not selected")).toBeDefined();
    expect(
      screen.getByText(
        /Lower value\. Proposed by “Skeptic”, because the candidate's own part was missing/,
      ),
    ).toBeDefined();
  });

  it("asks for the readings again when the log says that there are more", async () => {
    let asks = 0;
    const { shows, says } = await open({
      panel: async () => {
        asks += 1;
        return aPanel;
      },
    });
    shows(aCard("ao"), asked, answered);
    await waitFor(() => expect(asks).toBe(1));

    says({ type: "events", events: [event(7, "participant.left")] });
    says({ type: "events", events: [event(8, "perspective.generated")] });

    await waitFor(() => expect(asks).toBe(2));
  });

  it("says that the line is lost and keeps what was heard", async () => {
    const { sockets, shows } = await open();
    shows(aCard("ao"), asked);

    act(() => sockets[0]?.breaks(1006));

    expect(screen.getByText(/^Disconnected since /)).toBeDefined();
    expect(screen.getByText("What broke?")).toBeDefined();
  });

  it("says when there is nothing to hear here", async () => {
    const { sockets } = await open();

    act(() => sockets[0]?.breaks(4404));

    expect(screen.getByText("You cannot observe this interview.")).toBeDefined();
  });

  it("leads on to the replay when the talk is over, and nothing can be done any more", async () => {
    const { shows } = await open();
    shows(aCard("ao"), asked, event(9, "session.completed"));

    expect(screen.getByRole("link", { name: "View replay" }).getAttribute("href")).toBe(
      "/sessions/s1/replay",
    );
    expect(screen.queryByRole("button", { name: "Send note" })).toBeNull();
    expect(screen.queryByText(/left/)).toBeNull();
  });
});

describe("stepping in", () => {
  it("leaves a note, to be asked next in these words if that is wished", async () => {
    const { shows, moves } = await open();
    shows(aCard("ao"), asked);
    await press("Send note");
    expect(screen.getByRole("alert").textContent).toContain("Enter a note");

    await userEvent.type(screen.getByLabelText("Note to the interviewer"), "Who decided?");
    await userEvent.click(screen.getByLabelText("Ask this next, word for word"));
    await press("Send note");

    await screen.findByText("Note sent.");
    expect(moves).toEqual([["note", "s1", "Who decided?", true]]);
    expect(screen.getByLabelText<HTMLTextAreaElement>("Note to the interviewer").value).toBe("");
  });

  it("takes over only after it was said that the candidate is told", async () => {
    const { shows, moves } = await open();
    shows(aCard("ao"), asked);

    await press("Take over");
    const dialog = screen.getByRole("dialog", { name: "Take over this interview?" });
    expect(dialog.textContent).toContain("The candidate is notified at once");
    expect(moves).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Take over" }));

    await waitFor(() => expect(moves).toEqual([["takeOver", "s1"]]));
  });

  it("opens with that question when a card of the wall led here", async () => {
    const { shows } = await open({}, "take-over");
    shows(aCard("ao"), asked);

    expect(screen.getByRole("dialog", { name: "Take over this interview?" })).toBeDefined();
  });

  it("speaks and hands back, as the one who has taken over", async () => {
    const { shows, moves } = await open();
    shows(aCard("ao", { takenOverBy: "u1" }), asked);

    await userEvent.type(screen.getByLabelText("Message to the candidate"), "Hello, I am Ruth.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() =>
      expect(screen.getByLabelText<HTMLTextAreaElement>("Message to the candidate").value).toBe(""),
    );
    await press("Hand back");

    await waitFor(() =>
      expect(moves).toEqual([
        ["say", "s1", "Hello, I am Ruth."],
        ["handBack", "s1"],
      ]),
    );
  });

  it("leaves the talk to whoever has taken over", async () => {
    const { shows } = await open();
    shows(aCard("ao", { takenOverBy: "u2" }), asked);

    expect(screen.getByText("Another team member has taken over.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Take over" })).toBeNull();
    expect(screen.queryByLabelText("Message to the candidate")).toBeNull();
  });

  it("ends only after it was asked, with the reason for the log", async () => {
    const { shows, moves } = await open();
    shows(aCard("ao"), asked);

    await press("End interview");
    const dialog = screen.getByRole("dialog", { name: "End this interview?" });
    await userEvent.selectOptions(within(dialog).getByLabelText("Reason"), "asked_to_stop");
    await userEvent.click(within(dialog).getByRole("button", { name: "End interview" }));

    await waitFor(() => expect(moves).toEqual([["end", "s1", "asked_to_stop"]]));
  });

  it.each([
    ["session_already_ended", "The interview has ended, so nothing was changed."],
    ["taken_over_by_other", "Another team member has taken over."],
  ])("says what it means when the gateway answers %s", async (code, words) => {
    const { shows } = await open({ takeOver: () => Promise.reject(new Problem(409, { code })) });
    shows(aCard("ao"), asked);

    await press("Take over");
    const dialog = screen.getByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Take over" }));

    await screen.findByText(words);
  });
});
