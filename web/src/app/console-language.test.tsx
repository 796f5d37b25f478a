import { i18n } from "@lingui/core";
import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { callerStore } from "@/shared/api/caller";
import { openApi, signInApi } from "@/shared/api/client";
import { staffApi } from "@/shared/api/staff";
import { chooseLanguage, dateLocale, followInterview, startLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";

const languages = (...tags: string[]) =>
  vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);

afterEach(async () => {
  cleanup();
  callerStore.set(null);
  sessionStorage.clear();
  await chooseLanguage("en");
  localStorage.clear();
});

it("starts in the browser's language, in which it also writes dates", async () => {
  languages("fr-FR", "de-CH", "en");
  await startLanguage({ followsInterview: false });
  expect(i18n.locale).toBe("de");
  expect(document.documentElement.lang).toBe("de");
  expect(dateLocale()).toBe("de-CH");
});

it("starts in the language that was chosen on this device", async () => {
  languages("de-DE");
  await chooseLanguage("en");
  await startLanguage({ followsInterview: false });
  expect(i18n.locale).toBe("en");
});

it("does not take over the language of an interview, as the candidate's pages do", async () => {
  languages("en");
  await startLanguage({ followsInterview: false });
  followInterview("de");
  await startLanguage({ followsInterview: true });
  expect(i18n.locale).toBe("en");
  followInterview("de");
  await waitFor(() => expect(i18n.locale).toBe("de"));
  await startLanguage({ followsInterview: false });
});

it("draws the sign-in page in the chosen language, and keeps what was typed and the focus", async () => {
  openConsole("/sign-in", {});
  const email = await screen.findByLabelText<HTMLInputElement>("Work e-mail");
  await userEvent.type(email, "ruth@example.org");

  await userEvent.click(screen.getByRole("button", { name: "Deutsch" }));

  expect(await screen.findByRole("heading", { level: 1, name: "Anmelden" })).toBeDefined();
  expect(email.isConnected).toBe(true);
  expect(email.value).toBe("ruth@example.org");
  expect(document.title).toBe("Anmelden · Vivavoce");
  expect(document.activeElement?.textContent).toBe("Deutsch");
});

it("draws the page under the open dialog in the language that is chosen there", async () => {
  signInAs("VIEWER");
  openConsole("/settings/account", {});
  const current = await screen.findByLabelText<HTMLInputElement>("Current password");
  await userEvent.type(current, "half of a sentence");

  await userEvent.click(screen.getByRole("button", { name: "Appearance" }));
  await userEvent.click(screen.getByRole("radio", { name: "Deutsch" }));

  expect(await screen.findByRole("heading", { level: 1, name: "Konto" })).toBeDefined();
  expect(current.isConnected).toBe(true);
  expect(current.value).toBe("half of a sentence");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Deutsch" }).checked).toBe(true);
  expect(localStorage.getItem("vivavoce.language")).toBe("de");
});

it("asks the gateway for failures in the language of the page", async () => {
  const asked: (string | null)[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    asked.push((request as Request).headers.get("accept-language"));
    return new Response("{}", { headers: { "content-type": "application/json" } });
  });
  await chooseLanguage("de");
  for (const api of [openApi, signInApi, staffApi]) {
    await api.GET("/auth/me", { baseUrl: "http://gateway.test/api/v1" });
  }
  expect(asked).toEqual(["de", "de", "de"]);
});
