import { describe, expect, it } from "vitest";
import { asProblem } from "./problem";
import { list, maybe, moment, number, record, text, understood, word } from "./shape";

const read = record({
  name: text,
  since: moment,
  score: maybe(number),
  kind: word("slow", "flag"),
  rows: list(record({ at: number })),
});
const good = { name: "a", since: "2030-01-01T10:00:00Z", kind: "slow", rows: [{ at: 1 }] };

function refusal(value: unknown): string {
  try {
    understood(value, read);
  } catch (error) {
    return asProblem(error).body.detail ?? "";
  }
  return "";
}

describe("what comes over the wire", () => {
  it("is read as promised, and what was not asked for is left behind", () => {
    expect(understood({ ...good, more: 1 }, read)).toEqual({ ...good, score: null });
  });

  it("may use a word that is new: it reads as the last one known", () => {
    expect(understood({ ...good, kind: "brand_new" }, read).kind).toBe("flag");
  });

  it.each([
    [{ ...good, name: 3 }, "name is not text"],
    [{ ...good, since: "soon" }, "since is not a moment"],
    [{ ...good, score: "4" }, "score is not a number"],
    [{ ...good, rows: {} }, "rows is not a list"],
    [{ ...good, rows: [{ at: null }] }, "rows[0].at is not a number"],
    [null, "the answer is not a record"],
  ])("is refused with the name of what does not fit (%#)", (value, part) => {
    expect(refusal(value)).toContain(part);
  });
});
