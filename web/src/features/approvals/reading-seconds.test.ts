import { expect, it } from "vitest";
import type { Scorecard } from "@/shared/api/types";
import { readingSeconds } from "./reading";

const words = (many: number) => Array.from({ length: many }, (_, at) => `word${at}`).join(" ");

/** A scorecard of six competencies with a quote of 35 words each. */
function aScorecard(questions: unknown[] = []): Scorecard {
  return {
    competencies: Array.from({ length: 6 }, (_, at) => ({
      name: `Planning${at}`,
      weight: 1 / 6,
      score: 4,
      evidence: [{ quote: words(35), level: 4, turn: at + 1, is_deficit: false }],
    })),
    flags: [],
    questions,
  } as unknown as Scorecard;
}

it("counts names and open quotes, and none of the quotes that are folded", () => {
  // Two quotes of 35 words stand open: 6 + 70 words at 3.5 a second, and 20 seconds to decide.
  expect(readingSeconds(aScorecard())).toBe(45);
});

it("counts the limits of levels, which leave room for one quote less", () => {
  const questions = Array.from({ length: 12 }, (_, at) => ({
    question_id: `q${at}`,
    competency: `Planning${at % 6}`,
    cap: at < 6 ? 2 : null,
    is_confirmation_needed: at >= 6,
    reason: words(28),
  }));

  // Six names, one quote, and six times limits of six and seven words are 119 words.
  expect(readingSeconds(aScorecard(questions))).toBe(55);
});
