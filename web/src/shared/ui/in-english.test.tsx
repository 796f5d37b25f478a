import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { chooseLanguage } from "@/shared/i18n/language";
import { InEnglish } from "./in-english";

afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
});

it("marks a text as English, and says so only on a page in another language", async () => {
  const shown = render(<InEnglish text="No reason was given." />).container;
  expect(shown.textContent).toBe("No reason was given.");
  expect(shown.querySelector("[lang=en]")?.textContent).toBe("No reason was given.");
  cleanup();

  await chooseLanguage("de");
  const german = render(<InEnglish text="No reason was given." />).container;
  expect(german.textContent).toBe("No reason was given. (auf Englisch)");
});
