import { describe, expect, it } from "vitest";
import { spanned } from "@/shared/lib/spans";
import { pieces } from "./reading";

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
