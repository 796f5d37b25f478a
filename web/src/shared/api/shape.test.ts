import { describe, expect, it } from "vitest";
import { list, maybe, moment, number, record, text, word } from "./shape";

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
    read(value, "");
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "";
}

describe("what comes over the wire", () => {
  it("is read as promised, and what was not asked for is left behind", () => {
    expect(read({ ...good, more: 1 }, "")).toEqual({ ...good, score: null });
  });

  it("may use a word that is new: it reads as the last one known", () => {
    expect(read({ ...good, kind: "brand_new" }, "").kind).toBe("flag");
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
