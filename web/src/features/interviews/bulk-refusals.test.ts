import { describe, expect, it } from "vitest";
import { refusalTexts } from "./bulk-refusals";

const refused = (interviewId: string, code: string) => ({
  interviewId,
  isDone: false,
  state: null,
  planId: null,
  code,
  message: "There is a newer version of this plan.",
});
const row = (id: string) => ({ id, candidateName: `Ada ${id}`, state: "APPROVED" }) as never;

describe("what a bulk action could not do", () => {
  it("says the status in the words of the list, and other reasons in the server's", () => {
    const results = [refused("1", "invalid_transition"), refused("2", "plan_changed")];

    expect(refusalTexts(results, [row("1"), row("2")])).toEqual([
      "Ada 1: the status is “Candidate invited”.",
      "Ada 2: There is a newer version of this plan.",
    ]);
  });

  it("names eight, and counts the rest", () => {
    const ids = Array.from({ length: 20 }, (_, number) => String(number));
    const results = ids.map((id) => refused(id, "plan_changed"));

    const texts = refusalTexts(results, ids.map(row));

    expect(texts).toHaveLength(9);
    expect(texts.at(-1)).toBe("and 12 more");
  });
});
