import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LiveApi, type LiveCalls, liveCalls } from "@/features/live/calls";
import { LiveDashboard } from "@/features/live/dashboard";
import { Observe } from "@/features/live/observe";
import { aCard, aNeed, TOTALS } from "@/features/live/test-data";
import { Problem } from "@/shared/api/problem";
import { chooseLanguage } from "@/shared/i18n/language";
import { FakeSocket } from "@/shared/live/fake-socket";
import { signInAs } from "./test-console";
import { englishWithin } from "./test-english";

beforeEach(async () => {
  await chooseLanguage("de");
  signInAs("RECRUITER");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

/** Draw a page that listens to a stream, which the test speaks. */
async function open(Page: () => React.ReactNode, calls: Partial<LiveCalls> = {}) {
  let socket: FakeSocket | undefined;
  const dial = (address: string) => {
    socket = new FakeSocket(address);
    return socket;
  };
  const router = createRouter({
    routeTree: createRootRoute({ component: Page }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <LiveApi value={{ ...liveCalls, dial, now: () => Date.now(), ...calls }}>
        <RouterProvider router={router as never} />
      </LiveApi>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { level: 1 });
  return (frame: object) => act(() => socket?.onmessage?.({ data: JSON.stringify(frame) }));
}

const needed = (kind: Parameters<typeof aNeed>[0]) => ({
  ...aNeed(kind, 0, "Warum."),
  since: new Date(Date.now() - 80_000).toISOString(),
});

const english = (sent: string[] = []) => englishWithin(document.body, sent);

it("leaves no English on the dashboard, whatever happens in the interviews", async () => {
  const says = await open(LiveDashboard);
  expect(english()).toEqual([]);
  const states = ["created", "waiting", "queued", "connected", "consent_pending", "in_progress"];
  const kinds = ["reconnecting", "asked_for_human", "stuck", "errors", "slow", "flag"] as const;
  says({
    type: "snapshot",
    at: new Date().toISOString(),
    totals: { ...TOTALS, queued: 1, longestQueuedSeconds: 90, completedToday: 1 },
    sessions: [
      ...states.map((state, place) => aCard(`a${place}`, { state: state as never })),
      ...["paused", "reconnecting", "wrapping_up"].map((state) =>
        aCard(state, { state: state as never, initials: "XY", position: "Koch" }),
      ),
      ...kinds.map((kind) =>
        aCard(`k-${kind}`, { attention: [needed(kind), needed("taken_over")] }),
      ),
    ],
  });

  await screen.findByText(
    /^Bat um einen Menschen: Die Person möchte mit einem Menschen sprechen\. Dauer bisher: /,
  );
  expect(english(["Welder"])).toEqual([]);
  fireEvent.click(screen.getByRole("checkbox", { name: "Als Tabelle" }));
  screen.getByRole("table", { name: "Laufende Interviews" });
  expect(english(["Welder"])).toEqual([]);
});

it("leaves no English on the dashboard when there are no interviews", async () => {
  const says = await open(LiveDashboard);
  says({ type: "snapshot", at: new Date().toISOString(), totals: TOTALS, sessions: [] });

  await screen.findByText(/3 Interviews gingen heute zu Ende, 2 davon vollständig\./);
  expect(english()).toEqual([]);
});

const at = "2030-01-01T10:00:00Z";
const said = (seq: number, more: object) => ({
  seq,
  at,
  type: "turn.completed",
  actor: "agent",
  data: { turn: seq, ...more },
});

const proposal = {
  name: "skeptiker",
  criterion: null,
  reason: "OWNERSHIP",
  uncertainty: 0.4,
  isAccepted: false,
};
const aPanel = {
  sessionId: "s1",
  answers: [
    {
      turn: 6,
      question: "Was ging kaputt?",
      answer: "Ich.",
      evaluations: [
        {
          evaluator: "outcome",
          criterion: "Ergebnis",
          score: 3.5,
          abstained: null,
          confidence: 0.8,
          quotes: [{ start: 0, end: 3, text: "Ich" }],
          evaluatedBy: "Modell m",
          correlationId: "s1:1",
        },
      ],
      opinions: [
        { perspective: "sales", summary: "Wer?", concerns: [], evaluatedBy: "Modell m" },
        { perspective: "engineering", summary: "Wie?", concerns: [], evaluatedBy: "Modell n" },
      ],
      proposals: [
        "lower_value too_late too_old switched_off superseded asked_already planned_later",
        "enough_asked no_time covered worn_out length orders protected praises no_question",
        "language leaks_rubric waiting asked",
      ]
        .flatMap((codes) => codes.split(" "))
        .map((outcome, place) => ({
          ...proposal,
          source: place % 2 ? "staff" : "perspective",
          question: `Frage ${outcome}?`,
          outcome,
        })),
    },
  ],
};

it("leaves no English where one interview is observed, and in what can be done there", async () => {
  const says = await open(() => <Observe sessionId="s1" />, {
    panel: async () => aPanel as never,
    takeOver: () => Promise.reject(new Problem(409, { code: "taken_over_by_other" })),
  });
  says({
    type: "card",
    session: aCard("ao", { observers: 2, attention: [needed("stuck")] }),
  });
  says({
    type: "events",
    events: [
      said(5, { role: "agent", text: "Was ging kaputt?" }),
      said(6, { role: "candidate", text: "Ich." }),
      { seq: 7, at, type: "evaluation.generated", actor: "system", data: {} },
    ],
  });

  await screen.findByText("3,5 von 5");
  const questions = aPanel.answers[0]?.proposals.map(({ question }) => question) ?? [];
  const sent = ["Welder", ...questions, "s1"];
  expect(english(sent)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Interview beenden" }));
  expect(english(sent)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Interview fortsetzen" }));
  await userEvent.click(screen.getByRole("button", { name: "Übernehmen" }));
  expect(english(sent)).toEqual([]);
});
