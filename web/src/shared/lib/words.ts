import { i18n } from "@lingui/core";
import { dateLocale } from "@/shared/i18n/language";
import { inTimeZone } from "./time-zone";

/** Small sentences about time and amounts, one wording each. */

export function minutesLeft(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60));
  if (minutes < 1) return i18n._("Less than a minute left");
  return i18n._("{minutes, plural, one {About # minute left} other {About # minutes left}}", {
    minutes,
  });
}

export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function clockTime(at: Date): string {
  return at.toLocaleTimeString(dateLocale(), {
    hour: "2-digit",
    minute: "2-digit",
    ...inTimeZone(),
  });
}

export function dayOf(at: Date): string {
  return at.toLocaleDateString(dateLocale(), { day: "numeric", month: "long", ...inTimeZone() });
}

/** "31 May, 09:30", with the name of the time zone where one was chosen. */
export function exactly(at: Date): string {
  const zone = inTimeZone().timeZone;
  return `${dayOf(at)}, ${clockTime(at)}${zone ? ` ${zoneName(at, zone)}` : ""}`;
}

function zoneName(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat(dateLocale(), { timeZone: zone, timeZoneName: "short" });
  return parts.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

/** "4 minutes", "3 hours", "2 days": how long something has been going on. */
export function lasting(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) return i18n._("less than a minute");
  if (minutes < 60) return minutesLong(minutes);
  if (minutes < 48 * 60) return hoursLong(Math.floor(minutes / 60));
  return daysLong(Math.floor(minutes / 1440));
}

/** "4 minutes ago". */
export function ago(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes < 1) return i18n._("less than a minute ago");
  if (hours < 1)
    return i18n._("{minutes, plural, one {# minute ago} other {# minutes ago}}", { minutes });
  if (hours < 48) return i18n._("{hours, plural, one {# hour ago} other {# hours ago}}", { hours });
  return i18n._("{days, plural, one {# day ago} other {# days ago}}", { days });
}

export const minutesLong = (minutes: number) =>
  i18n._("{minutes, plural, one {# minute} other {# minutes}}", { minutes });
export const hoursLong = (hours: number) =>
  i18n._("{hours, plural, one {# hour} other {# hours}}", { hours });
export const daysLong = (days: number) =>
  i18n._("{days, plural, one {# day} other {# days}}", { days });

/** "3 min", "4 h", "2 days": the same, where there is little room. */
export function briefly(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) return i18n._("under 1 min");
  if (minutes < 60) return i18n._("{minutes} min", { minutes });
  if (minutes < 48 * 60) return i18n._("{hours} h", { hours: Math.floor(minutes / 60) });
  return daysLong(Math.floor(minutes / 1440));
}

/** A name as it stands within a sentence: English begins it small unless with an acronym; others keep it. */
export function withinSentence(name: string): string {
  return i18n.locale === "en" && !/^\p{Lu}[^\p{Ll}\s-]/u.test(name) ? lowerFirst(name) : name;
}

/** Words that begin with no noun in any language, as they stand within a sentence. */
export function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(dateLocale(), { style: "percent", maximumFractionDigits: 0 }).format(
    Math.round(share * 100) / 100,
  );
}

/** A level or another figure: one digit after the point says all that the evidence does. */
export function oneDecimal(value: number): string {
  return value.toLocaleString(dateLocale(), { maximumFractionDigits: 1 });
}

/** A number and its sign stay on one line: a browser would break "0.9 %" between them. */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=[%€$£])/g, "$1\u00a0");
}

/** A number with so many digits after the comma or point. */
export function decimal(value: number, digits: number): string {
  return value.toLocaleString(dateLocale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

/** `jobDescription` and `job_description` read as "Job description". */
export function humanised(key: string): string {
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
