import { expect, it } from "vitest";
import type { Scorecard } from "@/shared/api/types";
import { openPartsOf } from "./open-parts";
import { sharedLimitsOf } from "./reading";

const words = (many: number) => Array.from({ length: many }, (_, at) => `word${at}`).join(" ");

/** A scorecard of six competencies with a quote of so many words each. */
function aScorecard(quoteWords: number, more: Partial<Scorecard> = {}): Scorecard {
  return {
    recommendation: "HIRE",
    competencies: Array.from({ length: 6 }, (_, at) => ({
      name: `Planning${at}`,
      weight: 1 / 6,
      score: 4,
      evidence: [{ quote: words(quoteWords), level: 4, turn: at + 1, is_deficit: false }],
    })),
    flags: [],
    questions: [],
    ...more,
  } as unknown as Scorecard;
}

it("counts what stands open, and none of the quotes that are folded", () => {
  // 48 words above six rows of 6, and two quotes of 39 with captions: 162 at 3.5 a second, and 20 s.
  expect(openPartsOf(aScorecard(35), undefined).seconds).toBe(70);
});

it("counts the limits of levels, which two lines say for all competencies", () => {
  const questions = Array.from({ length: 12 }, (_, at) => ({
    question_id: `q${at}`,
    competency: `Planning${at % 6}`,
    cap: at < 6 ? 2 : null,
    is_confirmation_needed: at >= 6,
    reason: words(28),
  })) as Scorecard["questions"];

  // Lines of nine and eight words, said once.
  expect(openPartsOf(aScorecard(35, { questions }), undefined).seconds).toBe(75);
});

it("says a limit once for the competencies that share it, and others in their rows", () => {
  const aResult = (at: number, cap: number | null) => ({
    question_id: `q${at}`,
    competency: `Planning${at}`,
    cap,
    is_confirmation_needed: cap === null,
  });
  const scorecard = aScorecard(35, {
    questions: [2, 2, 3, null].map((cap, at) => aResult(at, cap)) as Scorecard["questions"],
  });

  expect(sharedLimitsOf(scorecard).map(({ sentence }) => sentence)).toEqual([
    "Some questions on Planning0; Planning1: at most level 2.",
  ]);
});

it("says of which competencies all with a level share a limit", () => {
  const questions = [0, 1, 2, 3].map((at) => ({
    question_id: `q${at}`,
    competency: `Planning${at}`,
    cap: 2,
    is_confirmation_needed: false,
  })) as Scorecard["questions"];
  const scorecard = aScorecard(35, { questions });
  for (const competency of scorecard.competencies.slice(4)) competency.score = null;

  expect(sharedLimitsOf(scorecard).map(({ sentence }) => sentence)).toEqual([
    "Some questions on every competency with a level: at most level 2.",
  ]);
});

it("opens four quotes where they are short, and the first one where it fits", () => {
  expect(openPartsOf(aScorecard(8), undefined).quotes.size).toBe(4);
  expect(openPartsOf(aScorecard(80), undefined).quotes.size).toBe(1);
  expect(openPartsOf(aScorecard(300), undefined).quotes.size).toBe(0);
});

it("opens the sentence of a flag if it fits", () => {
  const flags = [
    { kind: "nothing_shown", detail: words(200), turn: null },
    { kind: "near_minimum", detail: words(9), turn: null },
  ] as Scorecard["flags"];

  expect([...openPartsOf(aScorecard(35, { flags }), undefined).flags]).toEqual(["near_minimum"]);
});

it("folds more where people said more about the levels", () => {
  const said = [words(90), words(90)];

  expect(openPartsOf(aScorecard(35), undefined).quotes.size).toBe(2);
  expect(openPartsOf(aScorecard(35), undefined, said).quotes.size).toBe(1);
});
