import { i18n, type Messages } from "@lingui/core";
import { useSyncExternalStore } from "react";
import { messages as english } from "@/locales/en.po";
import { openApi } from "@/shared/api/client";

/** The language of the texts in the code. */
const SOURCE = "en";
/** A language is one file in src/locales; each is loaded only where it is read. */
const CATALOGS = import.meta.glob<{ messages: Messages }>(["../../locales/*.po", "!**/en.po"]);
const KEY = "vivavoce.language";

i18n.loadAndActivate({ locale: SOURCE, messages: english });

/** Whether these pages speak other languages than English; the console does not yet. */
let isTranslated = false;

export const LANGUAGES = [
  SOURCE,
  ...Object.keys(CATALOGS).map((path) => path.replace(/^.*\/|\.po$/g, "")),
];

/** The language for a tag such as `de-AT`, or null where there is no catalog of it. */
export function languageFor(tag: string): string | null {
  const base = tag.toLowerCase().split("-")[0] ?? "";
  return LANGUAGES.find((each) => each === base) ?? null;
}

/** Speak the language that was chosen on this device, or else that of the browser. */
export async function startLanguage(): Promise<void> {
  isTranslated = true;
  openApi.use({
    onRequest({ request }) {
      request.headers.set("Accept-Language", i18n.locale);
    },
  });
  const wanted = [chosenLanguage(), ...(navigator.languages ?? [navigator.language])];
  const found = wanted.map((tag) => (tag ? languageFor(tag) : null)).find((each) => each !== null);
  await speak(found ?? SOURCE);
}

/** What the reader chose on this device; it stands above the language of the interview. */
export function chosenLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Where nothing may be kept, the choice lasts until the page is loaded again.
  }
}

export async function chooseLanguage(language: string): Promise<void> {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // As above.
  }
  await speak(language);
}

/** Speak the interview's own language, unless the reader chose one. */
export function followInterview(tag: string): void {
  const language = languageFor(tag);
  if (isTranslated && language && chosenLanguage() === null) void speak(language);
}

/** The locale for dates and numbers: the reader's own region, where it is of the language that is spoken. */
export function dateLocale(): string | undefined {
  if (!isTranslated) return undefined;
  const own = navigator.language;
  return languageFor(own) === i18n.locale ? own : i18n.locale;
}

export function useLanguage(): string {
  return useSyncExternalStore(subscribe, () => i18n.locale);
}

async function speak(language: string): Promise<void> {
  try {
    if (language !== SOURCE && language !== i18n.locale) {
      const catalog = await CATALOGS[`../../locales/${language}.po`]?.();
      if (catalog) i18n.load(language, catalog.messages);
    }
    i18n.activate(language);
  } catch {
    i18n.activate(SOURCE); // A catalog that does not load must not keep the interview closed.
  }
  document.documentElement.lang = i18n.locale;
}

function subscribe(listener: () => void): () => void {
  return i18n.on("change", listener);
}
