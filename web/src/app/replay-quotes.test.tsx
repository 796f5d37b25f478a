import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { ReplayApi } from "@/features/replay/calls";
import type { Replay } from "@/features/replay/shapes";
import { callerStore } from "@/shared/api/caller";
import { Problem } from "@/shared/api/problem";
import { openConsole, signInAs } from "./test-console";
import { anAssessment, anInterview, aScore } from "./test-data";

afterEach(() => {
  cleanup();
  callerStore.set(null);
});

const turn = (number: number, role: "agent" | "candidate", text: string) => ({
  turn: number,
  role,
  kind: role === "agent" ? ("question" as const) : ("answer" as const),
  text,
  questionId: "q1",
  startMs: number * 1000,
  endMs: number * 1000 + 500,
  saidBy: role === "agent" ? ("interviewer" as const) : ("candidate" as const),
  follows: 0,
  depth: 0,
  direction: null,
});

function open(attempt: number, turnsBefore: number, path = "/sessions/s1/replay") {
  signInAs("RECRUITER");
  const replay: Replay = {
    session: { interviewId: "i1", profile: "hiring", state: "completed", channel: "text", attempt },
    questions: [],
    turns: [turn(1, "agent", "How?"), turn(2, "candidate", "Yes, I checked the seam twice.")],
    events: [
      {
        seq: 1,
        offsetMs: 0,
        at: "2030-01-01T10:00:00Z",
        type: "interview.started",
        v: 1,
        actor: "system",
        payload: {},
      },
    ],
    transcriptErased: false,
    media: { recording: null, clock: [] },
  };
  const score = aScore();
  const quoted = score.evidence.map((each) => ({ ...each, turn: each.turn + turnsBefore }));
  const told = (number: number) => ({
    turn: number,
    role: "candidate" as const,
    text: "Words.",
    questionId: "q1",
    isInterrupted: false,
    isDraft: false,
    isDropped: false,
    isHeardInPart: false,
    transcribedBy: null,
    confidence: null,
    speechMs: null,
  });
  openConsole(
    path,
    {
      interview: async () => anInterview({ assessmentId: "a1", sessionId: "s1" }),
      assessment: async () => anAssessment([{ ...score, evidence: quoted }]),
      transcript: async () => ({
        sessionId: "s1",
        language: "en",
        turns: Array.from({ length: turnsBefore + 2 }, (_, place) => told(place + 1)),
      }),
    },
    (page) => (
      <ReplayApi
        value={{
          replay: async () => replay,
          quality: () => Promise.reject(new Problem(404, {})),
          recording: () => Promise.reject(new Problem(404, {})),
          videoChunk: async () => new ArrayBuffer(0),
          now: () => 0,
        }}
      >
        {page}
      </ReplayApi>
    ),
  );
}

it("marks the words that the assessment quotes, says for what, and leads there", async () => {
  open(1, 0);

  const link = await screen.findByRole("link", { name: "Quoted for Welding, level 4" });

  expect(link.getAttribute("href")).toBe("/interviews/i1/assessment");
  const said = within(link.closest("[data-turn]") as HTMLElement);
  expect(said.getByText("I checked the seam twice").tagName).toBe("MARK");
});

it("finds them in a later attempt, too, whose turns the assessment counts on", async () => {
  open(2, 5);

  const link = await screen.findByRole("link", { name: "Quoted for Welding, level 4" });

  expect(link.closest("[data-turn]")?.getAttribute("data-turn")).toBe("2");
});

it("begins at the turn in its address, and copies the address of the turn that is heard", async () => {
  const user = userEvent.setup();
  const copied = vi.spyOn(navigator.clipboard, "writeText");
  open(1, 0, "/sessions/s1/replay?turn=2");
  await screen.findByRole("link", { name: "Quoted for Welding, level 4" });
  const current = () =>
    document.querySelector("[data-turn][aria-current=true]")?.getAttribute("data-turn");
  expect(current()).toBe("2");
  expect(screen.getByRole("slider", { name: "Playback position" }).getAttribute("value")).toBe(
    "2000",
  );

  await user.click(screen.getByRole("button", { name: "Go to 0:01" }));
  expect(current()).toBe("1");
  await user.click(screen.getByRole("button", { name: "Copy link to this turn" }));

  expect(copied).toHaveBeenCalledWith(
    new URL("/sessions/s1/replay?turn=1", window.location.origin).href,
  );
  await screen.findByText("Copied.");
});
