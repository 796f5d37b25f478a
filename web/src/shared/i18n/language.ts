import { i18n, type Messages } from "@lingui/core";
import { useSyncExternalStore } from "react";
import { messages as english } from "@/locales/en.po";

/** Texts of some pages: English is part of them, any other language is a file that is loaded where it is read. */
export interface Catalogs {
  english: Messages;
  /** By the path of the file, which ends with the language: "../locales/de.po". */
  others: Record<string, () => Promise<{ messages: Messages }>>;
}

/** The language of the texts in the code. */
const SOURCE = "en";
const KEY = "vivavoce.language";

const catalogs: Catalogs[] = [
  {
    english,
    others: import.meta.glob<{ messages: Messages }>(["../../locales/*.po", "!**/en.po"]),
  },
];
i18n.loadAndActivate({ locale: SOURCE, messages: english });

/** Whether these pages speak the language of the interview that they show. */
let isOfInterview = false;

/** The language that was asked for last; its texts may still be loading. */
let wanted = SOURCE;

/** Add the texts of pages that not everybody loads, before a language is chosen. */
export function addCatalogs(more: Catalogs): void {
  catalogs.push(more);
  i18n.load(SOURCE, more.english);
}

/** The languages of these pages: those of which every one of their catalogs has a file. */
export function listLanguages(): string[] {
  const [first = [], ...rest] = catalogs.map(({ others }) => Object.keys(others).map(languageOf));
  return [SOURCE, ...first.filter((each) => rest.every((other) => other.includes(each)))];
}

/** The language for a tag such as `de-AT`, or null where there is no catalog of it. */
export function languageFor(tag: string): string | null {
  const base = tag.toLowerCase().split("-")[0] ?? "";
  return listLanguages().find((each) => each === base) ?? null;
}

interface Start {
  /** Whether the language of the interview stands above that of the browser, as for a candidate. */
  followsInterview: boolean;
}

/** Speak the language that was chosen on this device, or else that of the browser. */
export async function startLanguage({ followsInterview }: Start): Promise<void> {
  isOfInterview = followsInterview;
  const preferred = [chosenLanguage(), ...(navigator.languages ?? [navigator.language])];
  const found = preferred
    .map((tag) => (tag ? languageFor(tag) : null))
    .find((each) => each !== null);
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

/** A language by its own name, for those who read no other. */
export function nameOfLanguage(language: string): string {
  return new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
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
  if (isOfInterview && language && chosenLanguage() === null) void speak(language);
}

/** The locale for dates and numbers: the reader's own region, where it is of the language that is spoken. */
export function dateLocale(): string {
  const own = navigator.languages ?? [navigator.language];
  return own.find((tag) => languageFor(tag) === i18n.locale) ?? i18n.locale;
}

export function useLanguage(): string {
  return useSyncExternalStore(subscribe, () => i18n.locale);
}

async function speak(language: string): Promise<void> {
  wanted = language;
  try {
    if (language !== SOURCE && language !== i18n.locale) {
      const found = await Promise.all(catalogs.map(({ others }) => load(others, language)));
      if (wanted !== language) return; // Another was chosen while this one was loading.
      for (const catalog of found) if (catalog) i18n.load(language, catalog.messages);
    }
    i18n.activate(language);
  } catch {
    i18n.activate(SOURCE); // A catalog that does not load must not keep the page closed.
  }
  document.documentElement.lang = i18n.locale;
}

function load(others: Catalogs["others"], language: string) {
  const path = Object.keys(others).find((each) => languageOf(each) === language);
  return path ? others[path]?.() : undefined;
}

function languageOf(path: string): string {
  return path.replace(/^.*\/|\.po$/g, "");
}

function subscribe(listener: () => void): () => void {
  return i18n.on("change", listener);
}
