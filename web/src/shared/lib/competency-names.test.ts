import { i18n } from "@lingui/core";
import { afterEach, describe, expect, it } from "vitest";
import { competencyLanguage, competencyName } from "./competency-names";

afterEach(() => i18n.activate("en"));

describe("the name of a competency", () => {
  it("is in the reader's language, however the API writes its first letter", () => {
    i18n.load("xx", { "Solving problems": "Probleme lösen" });
    i18n.activate("xx");

    expect(competencyName("Solving problems")).toBe("Probleme lösen");
    expect(competencyName("solving problems")).toBe("Probleme lösen");
    expect(competencyLanguage("Solving problems", "en")).toBeUndefined();
  });

  it("stays as a person wrote it, in the language of the interview", () => {
    expect(competencyName("Keeping bees")).toBe("Keeping bees");
    expect(competencyLanguage("Keeping bees", "fr")).toBe("fr");
  });
});
