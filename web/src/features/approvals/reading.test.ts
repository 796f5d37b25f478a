import { describe, expect, it } from "vitest";
import type { CompetencyScore } from "@/shared/api/types";
import { spanned } from "@/shared/lib/spans";
import { extremesOf, levelsIn, pieces } from "./reading";

const marked = (cut: { text: string; isMarked: boolean }[]) =>
  cut.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join("");

describe("reading quotes", () => {
  it("marks the words that paid, whatever their case, and loses none of the others", () => {
    expect(marked(pieces("Stop the deploy, then stop", ["stop the deploy", "THEN"]))).toBe(
      "[Stop the deploy], [then] stop",
    );
  });

  it("marks overlapping words once and leaves unknown ones out", () => {
    expect(marked(pieces("a b c d", ["a b", "b c", "x", ""]))).toBe("[a b] c d");
  });

  it("counts spans in code points, so that an emoji before a quote moves nothing", () => {
    expect(marked(spanned("🙂 I checked.", 2, 11))).toBe("🙂 [I checked].".replace(".]", "]."));
  });
});

describe("the sentence beside the proposal", () => {
  const scored = (score: number | null, more: Partial<CompetencyScore> = {}): CompetencyScore => ({
    name: "Care",
    weight: 0.5,
    is_required: true,
    minimum_acceptable_score: 3,
    score,
    insufficient_evidence: score === null ? "too_short" : null,
    confidence: null,
    low: null,
    high: null,
    evidence: [],
    ...more,
  });

  it("says how many required levels are missed, and does not praise", () => {
    expect(levelsIn([scored(1.2), scored(2), scored(4)])).toBe(
      "3 of 3 competencies have a level. 2 of the 3 required competencies are below the required level.",
    );
  });

  it("does not speak for what has no level", () => {
    expect(levelsIn([scored(4), scored(null)])).toBe(
      "1 of 2 competencies has a level. None of the required competencies with a level is below the required level.",
    );
  });

  it("names the highest and the lowest level only where their ranges do not meet", () => {
    const care = scored(4.6, { name: "Care", low: 4.2, high: 4.9 });
    const stock = scored(3.4, { name: "Stock", low: 3, high: 4.2 });
    const people = scored(2.1, { name: "People", low: 1.8, high: 2.6 });

    expect(extremesOf([stock, people, care])).toMatchObject({
      highest: { name: "Care", level: 4.6 },
      lowest: { name: "People", level: 2.1 },
    });
    expect(extremesOf([stock, care])).toBeNull();
    expect(extremesOf([care, scored(1), scored(null)])).toBeNull();
    expect(extremesOf([care])).toBeNull();
    expect(extremesOf([])).toBeNull();
  });

  it("keeps to the count where nothing is required", () => {
    expect(levelsIn([scored(2, { is_required: false })])).toBe("1 of 1 competency has a level.");
  });
});
