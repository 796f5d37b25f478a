import { describe, expect, it } from "vitest";
import { scrollNeeded } from "./in-view";

const WINDOW = { top: 0, bottom: 640 };

function turn(top: number, question: number, end: number) {
  return {
    tops: [top - 40, top - 20, top],
    question: { top, bottom: top + question },
    end,
  };
}

/** The same turn after the page was scrolled. */
function scrolled(from: ReturnType<typeof turn>, by: number) {
  return {
    tops: from.tops.map((each) => each - by),
    question: { top: from.question.top - by, bottom: from.question.bottom - by },
    end: from.end - by,
  };
}

describe("what a new question scrolls by", () => {
  it("leaves a page alone that shows question and controls already", () => {
    expect(scrollNeeded(turn(100, 90, 500), WINDOW)).toBe(0);
  });

  it("brings back a question above the window, with what stands over it", () => {
    const by = scrollNeeded(turn(-300, 90, 100), WINDOW);

    expect(scrolled(turn(-300, 90, 100), by).tops[0]).toBe(8);
  });

  it("gives up what stands over a long question before the question itself", () => {
    const long = turn(1000, 400, 1630);

    const after = scrolled(long, scrollNeeded(long, WINDOW));

    expect(after.question.top).toBeGreaterThanOrEqual(0);
    expect(after.end).toBeLessThanOrEqual(640);
    expect(after.tops[0]).toBeLessThan(0);
  });

  it("shows the end of a question that does not fit, over the button that sends", () => {
    const keyboard = { top: 0, bottom: 340 };
    const long = turn(100, 400, 720);

    const after = scrolled(long, scrollNeeded(long, keyboard));

    expect(after.end).toBe(332);
    expect(after.question.bottom).toBeGreaterThan(0);
  });

  it("keeps clear of a bar that covers the top of the window", () => {
    const filmed = { top: 120, bottom: 640 };
    const covered = turn(40, 90, 400);

    expect(scrolled(covered, scrollNeeded(covered, filmed)).tops[0]).toBe(128);
  });
});
