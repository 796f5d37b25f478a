import { dateLocale } from "@/shared/i18n/language";
import { inTimeZone } from "@/shared/lib/time-zone";

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
