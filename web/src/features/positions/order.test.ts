import { describe, expect, it } from "vitest";
import type { ComparedCandidate } from "@/shared/api/types";
import { comparables, distinctName, orderSentences } from "./order";

function aCandidate(name: string, range: [number, number] | null, more = {}): ComparedCandidate {
  return {
    interviewId: name,
    candidateName: name,
    state: "ASSESSMENT_PENDING",
    form: 1,
    scorer: "built-in rules",
    assessedAt: "2030-01-01T10:00:00Z",
    overall: range && { score: (range[0] + range[1]) / 2, low: range[0], high: range[1] },
    recommendation: null,
    hiringDecision: null,
    levels: [],
    ...more,
  };
}

const sentences = (...candidates: ComparedCandidate[]) =>
  orderSentences(candidates, (each) => each.candidateName ?? "");

describe("the order of candidates", () => {
  it("is none where the ranges overlap", () => {
    expect(sentences(aCandidate("Ada", [60, 70]), aCandidate("Bea", [66, 75]))).toEqual([
      "Both ranges overlap, so these candidates are not in an order.",
    ]);
  });

  it("is said only for those whose ranges are apart", () => {
    expect(
      sentences(
        aCandidate("Ada", [62, 74]),
        aCandidate("Bea", [61, 71]),
        aCandidate("Cleo", [46, 59]),
        aCandidate("Dee", null),
      ),
    ).toEqual([
      "Cleo is below Ada and Bea.",
      "All others are not in an order: their ranges overlap.",
    ]);
    expect(sentences(aCandidate("Ada", [62, 74]), aCandidate("Bea", [40, 50]))).toEqual([
      "Bea is below Ada.",
    ]);
  });

  it("needs two candidates with a number", () => {
    expect(sentences(aCandidate("Ada", [62, 74]), aCandidate("Bea", null))).toEqual([]);
  });
});

describe("what may be compared", () => {
  it("has the same questions and the same scorer", () => {
    const groups = comparables([
      aCandidate("Ada", [60, 70]),
      aCandidate("Bea", [60, 70], { form: 2 }),
      aCandidate("Cleo", [60, 70], { scorer: "model x" }),
      aCandidate("Dee", [60, 70]),
      aCandidate("Eve", null, { scorer: null }),
    ]);

    expect(groups.map((group) => group.candidates.map((each) => each.candidateName))).toEqual([
      ["Ada", "Dee"],
      ["Bea"],
      ["Cleo"],
    ]);
  });
});

describe("the name of a compared candidate", () => {
  it("has a number only where another one has the same name", () => {
    const all = ["Dana", "Robin", "Dana"].map((name) => aCandidate(name, null));

    expect(all.map((each) => distinctName(each, all))).toEqual(["Dana (1)", "Robin", "Dana (2)"]);
  });
});
