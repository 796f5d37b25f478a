import { i18n } from "@lingui/core";

interface Appointment {
  position: string;
  companyName: string;
  durationMinutes: number;
}

/** Return the appointment as a calendar file that can be saved without a request. */
export function calendarFile(card: Appointment, startsAt: string, link: string): string {
  const from = new Date(startsAt);
  const to = new Date(from.getTime() + card.durationMinutes * 60_000);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Vivavoce//Interview//EN",
    "BEGIN:VEVENT",
    `UID:${from.getTime()}@vivavoce`,
    `DTSTAMP:${stamp(from)}`,
    `DTSTART:${stamp(from)}`,
    `DTEND:${stamp(to)}`,
    `SUMMARY:${escaped(i18n._("Interview: {position}, {companyName}", { position: card.position, companyName: card.companyName }))}`,
    `URL:${link}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `data:text/calendar;charset=utf-8,${encodeURIComponent(`${lines.join("\r\n")}\r\n`)}`;
}

function stamp(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, "");
}

function escaped(text: string): string {
  return text.replace(/([\\,;])/g, "\\$1").replace(/\r?\n/g, "\\n");
}
