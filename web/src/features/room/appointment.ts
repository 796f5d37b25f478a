import { dateLocale } from "@/shared/i18n/language";
import { inTimeZone } from "@/shared/lib/time-zone";
import { clockTime } from "@/shared/lib/words";

/** "Sunday 29 November at 09:30 CET": an appointment is read on its own, so day and time zone are named. */
export function appointment(at: Date): string {
  return at.toLocaleString(dateLocale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    ...inTimeZone(),
  });
}

/** "09:20": from when the appointment can be entered, with its day where that is another one. */
export function entryTime(opensAt: Date, startsAt: Date): string {
  const [entry, start] = [opensAt, startsAt].map((at) => at.toLocaleDateString("en", inTimeZone()));
  return entry === start ? clockTime(opensAt) : appointment(opensAt);
}
