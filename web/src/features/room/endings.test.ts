import { describe, expect, it } from "vitest";
import { ENDING_WORDS, endingOf } from "./endings";

describe("how a talk ended", () => {
  it.each([
    ["no_show", "missed"],
    ["expired", "full"],
    ["connection_lost", "lost"],
    ["consent_timeout", "quiet"],
    ["failed", "broken"],
    ["all_asked", "finished"],
    [null, "finished"],
  ] as const)("%s is told as %s", (reason, ending) => {
    expect(endingOf(reason)).toBe(ending);
  });

  it("blames nobody who waited in vain, and lets them try again", () => {
    expect(ENDING_WORDS.full.text).toContain("not held against you");
    expect(ENDING_WORDS.full.mayGoOn).toBe(true);
    expect(ENDING_WORDS.missed.text).not.toContain("Your answers");
  });
});
