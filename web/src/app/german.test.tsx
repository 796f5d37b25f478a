import { i18n } from "@lingui/core";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CandidateLink } from "@/features/room/candidate-link";
import { Done } from "@/features/room/done";
import { ENDING_WORDS } from "@/features/room/endings";
import { endedKey } from "@/features/room/keys";
import { LinkClosed } from "@/features/room/parts/link-pages";
import { Problem } from "@/shared/api/problem";
import { chooseLanguage, languageFor, listLanguages } from "@/shared/i18n/language";
import { store } from "@/shared/lib/stored";
import { englishWithin } from "./test-english";

beforeEach(() => chooseLanguage("de"));
afterEach(async () => {
  cleanup();
  sessionStorage.clear();
  await chooseLanguage("en");
  localStorage.clear();
});

it("finds a catalog by the first part of a tag", () => {
  expect(listLanguages()).toEqual(["en", "de"]);
  expect([languageFor("de-AT"), languageFor("EN"), languageFor("fr")]).toEqual(["de", "en", null]);
});

it.each([
  "no_show",
  "expired",
  "no_answers",
  "connection_lost",
  "consent_declined",
  "staff",
  "failed",
  "staff_ended",
  "",
])("leaves no English on the page after an interview that ended by '%s'", async (reason) => {
  store(endedKey("int_1"), reason);
  render(<Done sessionId="int_1" />);
  await screen.findByRole("heading", { level: 1 });
  expect(englishWithin(document.body)).toEqual([]);
});

it("leaves no English where a link does not work", async () => {
  render(<LinkClosed />);
  expect((await screen.findByRole("heading")).textContent).toBe(
    "Dieser Link funktioniert nicht mehr",
  );
  expect(englishWithin(document.body)).toEqual([]);
});

it("leaves no English where the invitation cannot be loaded", async () => {
  const calls = { card: () => Promise.reject(new Problem(0, {})) } as never;
  render(
    <CandidateLink token="t" onStarted={() => undefined} onCheck={() => undefined} calls={calls} />,
  );
  await screen.findByText("Ihre Einladung ist weiterhin gültig.");
  expect(englishWithin(document.body)).toEqual([]);
});

it("reads texts of constants in the language of the moment", async () => {
  expect(ENDING_WORDS.lost.title).toBe("Ihre Verbindung war zu lange unterbrochen");
  await chooseLanguage("en");
  expect(ENDING_WORDS.lost.title).toBe("You were disconnected for too long");
  expect(document.documentElement.lang).toBe("en");
  expect(i18n.locale).toBe("en");
});
