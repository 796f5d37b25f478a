import { describe, expect, it } from "vitest";
import type { PlanDocument, Transcript } from "@/shared/api/types";
import { amountOf, speakingOf } from "./speaking";

type Turn = Transcript["turns"][number];

function aTurn(turn: number, role: Turn["role"], more: Partial<Turn> = {}): Turn {
  return {
    turn,
    role,
    text: "Three words here.",
    questionId: "q1",
    isInterrupted: false,
    isDraft: false,
    isDropped: false,
    isHeardInPart: false,
    transcribedBy: null,
    confidence: null,
    speechMs: null,
    ...more,
  };
}

const of = (...turns: Turn[]): Transcript => ({ sessionId: "s1", language: "en", turns });
const plan = {
  competencies: [
    { questions: [{ id: "q2", order: 2, text: "Second?" }] },
    { questions: [{ id: "q1", order: 1, text: "First?" }] },
  ],
} as unknown as PlanDocument;

describe("who spoke how much", () => {
  it("counts the words of each side to each question, and nothing outside of one", () => {
    const { measure, questions } = speakingOf(
      of(
        aTurn(1, "agent", { questionId: null, text: "A long greeting at the start." }),
        aTurn(2, "agent", { text: "How was it?" }),
        aTurn(3, "candidate", { text: "It was good,  \n really." }),
        aTurn(4, "agent", { text: "Why?" }),
        aTurn(5, "agent", { isDropped: true }),
      ),
      plan,
    );

    const [first] = questions;
    expect([measure, first?.number]).toEqual(["words", 1]);
    expect(first?.turns.map(({ turn, amount }) => [turn, amount])).toEqual([
      [2, 3],
      [3, 4],
      [4, 1],
    ]);
    expect(amountOf(first?.turns ?? [], "agent")).toBe(4);
  });

  it("measures time only where every turn was measured", () => {
    const spoken = aTurn(1, "agent", { speechMs: 4200 });

    const all = speakingOf(of(spoken, aTurn(2, "candidate", { speechMs: 9000 })), plan);
    const some = speakingOf(of(spoken, aTurn(2, "candidate")), plan);

    expect([all.measure, all.questions[0]?.turns.map(({ amount }) => amount)]).toEqual([
      "ms",
      [4200, 9000],
    ]);
    expect([some.measure, some.questions[0]?.turns.map(({ amount }) => amount)]).toEqual([
      "words",
      [3, 3],
    ]);
  });

  it("keeps the order of the interview, then names what was not asked", () => {
    const { questions } = speakingOf(
      of(aTurn(1, "agent", { questionId: "gone" }), aTurn(2, "candidate", { questionId: "q2" })),
      plan,
    );

    expect(questions.map(({ id, number, turns }) => [id, number, turns.length])).toEqual([
      ["gone", null, 1],
      ["q2", 2, 1],
      ["q1", 1, 0],
    ]);
  });
});
