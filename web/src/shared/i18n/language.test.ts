import { i18n } from "@lingui/core";
import { afterEach, expect, it } from "vitest";
import { chooseLanguage } from "./language";

afterEach(() => chooseLanguage("en"));

it("speaks the language that was chosen last, although the texts of an earlier one arrive later", async () => {
  const german = chooseLanguage("de");
  const english = chooseLanguage("en");
  await Promise.all([german, english]);

  expect(i18n.locale).toBe("en");
  expect(document.documentElement.lang).toBe("en");
});
