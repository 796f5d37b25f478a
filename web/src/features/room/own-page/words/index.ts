import { de } from "./de";
import { en, type OwnPageWords } from "./en";

export type { OwnPageWords } from "./en";

const CATALOGS: Record<string, OwnPageWords> = { en, de };

/** The words and dates of one language; English where there is no translation. */
export interface Wording {
  language: string;
  words: OwnPageWords;
  day: (at: string) => string;
  dayAndTime: (at: string) => string;
  /** The day with its name, and the time of day, in the reader's own time zone. */
  fullDay: (at: string) => string;
  clock: (at: string) => string;
}

export function wordingFor(tag: string): Wording {
  const base = tag.toLowerCase().split("-")[0] ?? "en";
  const language = base in CATALOGS ? base : "en";
  // How a date is written depends on the reader's region, such as en-GB, where it is that language's.
  const own = navigator.language;
  const locale = own.toLowerCase().split("-")[0] === language ? own : language;
  return {
    language,
    words: CATALOGS[language] ?? en,
    day: (at) => new Date(at).toLocaleDateString(locale, { day: "numeric", month: "long" }),
    fullDay: (at) =>
      new Date(at).toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long" }),
    clock: (at) => new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" }),
    dayAndTime: (at) =>
      new Date(at).toLocaleString(locale, {
        day: "numeric",
        month: "long",
        hour: "2-digit",
        minute: "2-digit",
      }),
  };
}
