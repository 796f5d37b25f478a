import { dateLocale } from "@/shared/i18n/language";

/** The name of a language in the language of the pages, such as "German" for `de`. */
export function languageName(tag: string): string {
  const names = new Intl.DisplayNames(dateLocale() ?? "en", { type: "language" });
  return names.of(tag) ?? tag;
}
