import { describe, expect, it } from "vitest";
import { type Piece, spanned, spannedBy } from "./spans";

const marked = (pieces: Piece[]) =>
  pieces.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join("");

describe("spans", () => {
  it("count in code points, as evidence does", () => {
    expect(marked(spanned("🙂 I checked.", 2, 11))).toBe("🙂 [I checked].");
  });

  it("are marked in order, and a later one gives way where two overlap", () => {
    const spans = [
      { start: 4, end: 7 },
      { start: 0, end: 3 },
      { start: 5, end: 9 },
      { start: 8, end: 8 },
    ];

    expect(marked(spannedBy("one two three", spans))).toBe("[one] [two] three");
  });

  it("leave a text without spans whole", () => {
    expect(spannedBy("as it was", [])).toEqual([{ at: 0, text: "as it was", isMarked: false }]);
  });
});
