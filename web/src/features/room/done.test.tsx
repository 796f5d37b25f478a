import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ServerFrame } from "@/shared/live/frames";
import { Done } from "./done";
import { newRoomSession, roomSessionReducer, type TranscriptEntry } from "./session";
import { finalUpload } from "./video/final-upload";

const SAID: TranscriptEntry[] = [
  { seq: 1, role: "agent", text: "What did you do?", turn: 1, kind: "question", parentTurn: null },
  { seq: 2, role: "candidate", text: "I stopped it.", turn: 2, kind: "answer", parentTurn: null },
  { seq: 3, role: "agent", text: "Thank you.", turn: 3, kind: "remark", parentTurn: null },
  { seq: 4, role: "candidate", text: "And told them.", turn: 4, kind: "answer", parentTurn: null },
  { seq: 5, role: "agent", text: "That was all.", turn: 5, kind: "closing", parentTurn: null },
];

function end(reason?: string) {
  if (reason) sessionStorage.setItem("interview_ended_int_1", reason);
  render(<Done sessionId="int_1" />);
}

beforeEach(() => {
  sessionStorage.clear();
  sessionStorage.setItem("interview_token", "tok");
  sessionStorage.setItem("interview_candidate_name", "Amara Okonkwo");
  sessionStorage.setItem("interview_heard_int_1", JSON.stringify(SAID));
});
afterEach(cleanup);

it("thanks, says what comes, and gives the answers back under their questions", () => {
  end("all_asked");

  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain(
    "Thank you for your time, Amara.",
  );
  expect(screen.getByText("That was all.")).toBeDefined();
  expect(screen.getAllByText("What did you do?")).toHaveLength(2);
  const saved = screen.getByRole("link", { name: /Download my answers/ }).getAttribute("href");
  expect(decodeURIComponent(saved ?? "")).toContain("What did you do?\n\nAnd told them.");
});

it("counts the questions that have an answer, not what was said", () => {
  const spoken = (turn: number, kind: "question" | "answer" | "remark", questionId: string) =>
    ({
      type: "TRANSCRIPT",
      seq: turn,
      turn,
      text: `Words ${turn}.`,
      final: true,
      kind,
      questionId,
    }) as const;
  const frames: ServerFrame[] = [
    { ...spoken(1, "question", "q1"), role: "agent" },
    { ...spoken(2, "remark", "q1"), role: "candidate" },
    { ...spoken(3, "answer", "q1"), role: "candidate" },
    { ...spoken(4, "question", "q1"), kind: "follow_up", role: "agent" },
    { ...spoken(5, "answer", "q1"), role: "candidate" },
    { ...spoken(6, "question", "q2"), role: "agent" },
    { ...spoken(7, "answer", "q2"), role: "candidate" },
  ];
  const { said } = frames.reduce(
    (session, frame) => roomSessionReducer(session, { type: "frame", frame, at: 0 }),
    newRoomSession(),
  );
  sessionStorage.setItem("interview_heard_int_1", JSON.stringify(said));

  end("all_asked");

  expect(screen.getByText(/You answered 2 questions\./)).toBeDefined();
});

it("gives no number where a request is all that was said", () => {
  const request = { ...SAID[1], kind: "remark", questionId: "q1" };
  sessionStorage.setItem("interview_heard_int_1", JSON.stringify([SAID[0], request]));

  end("all_asked");

  expect(screen.queryByText(/You answered/)).toBeNull();
});

it("says how the last seconds of a film fare, and that one may leave only when one may", () => {
  finalUpload.set("saving");
  end("all_asked");
  expect(screen.getByRole("status").textContent).toContain("Please keep this page open");
  expect(screen.queryByText(/You can close this page/)).toBeNull();

  act(() => finalUpload.set("saved"));
  expect(screen.getByRole("status").textContent).toContain("are saved");
  expect(screen.getByText(/You can close this page/)).toBeDefined();
  act(() => finalUpload.set("none"));
});

it.each(["no_answers", "no_show", "expired", "connection_lost", "failed"])(
  "leads back after %s",
  (reason) => {
    end(reason);

    expect(screen.getByRole("link", { name: "Back to my invitation" }).getAttribute("href")).toBe(
      "/interview/join/tok",
    );
    expect(screen.queryByText(/Thank you for your time/)).toBeNull();
  },
);

it("says so when a person ended the talk, and thanks all the same", () => {
  end("staff_ended");

  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain(
    "Thank you for your time, Amara.",
  );
  expect(screen.getByText(/The hiring team ended the interview/)).toBeDefined();
});

it("says the same as their page to a candidate who ended it without an answer", () => {
  end("candidate_left");

  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("You ended the interview");
  expect(screen.getByText(/you have withdrawn your application/)).toBeDefined();
  expect(screen.queryByRole("link", { name: "Back to my invitation" })).toBeNull();
  expect(screen.queryByRole("heading", { name: "Your answers" })).toBeNull();
});

it("neither thanks for answers nor shows any after a no", () => {
  end("consent_declined");

  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("You did not agree");
  expect(screen.queryByText("Your answers")).toBeNull();
});
