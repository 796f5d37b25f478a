import { i18n } from "@lingui/core";
import { dateLocale } from "@/shared/i18n/language";

/** Of which day a text is to which a person agrees. The rest of its version is for the record, not for reading. */
export function TextVersion({ version }: { version: string }) {
  const day = /\d{4}-\d{2}-\d{2}/.exec(version)?.[0];
  return i18n._("Version of {day}", { day: day ? inFull(day) : version });
}

function inFull(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(dateLocale(), {
    dateStyle: "long",
    timeZone: "UTC",
  });
}
