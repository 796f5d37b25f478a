import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "@/shared/i18n/language";
import { withinSentence } from "./words";

afterEach(() => chooseLanguage("en"));

describe("a name within a sentence", () => {
  it.each([
    ["Own part", "own part"],
    ["A number", "a number"],
    ["E-mail", "e-mail"],
    ["What came of it at Larkfield", "what came of it at Larkfield"],
    ["SQL indexes", "SQL indexes"],
    ["R&D budget", "R&D budget"],
  ])("begins small in English, and keeps names and acronyms: %s", (name, within) => {
    expect(withinSentence(name)).toBe(within);
  });

  it("stays as it is in German, where it may begin with a noun", async () => {
    await chooseLanguage("de");

    expect(withinSentence("Ergebnis")).toBe("Ergebnis");
  });
});
