import { i18n } from "@lingui/core";
import type { StaffCalendar } from "@/shared/api/types";

type CalendarProblem = NonNullable<StaffCalendar["problem"]>;

/** Why a calendar could not be read, and the remedy. */
export function problemText(problem: CalendarProblem): { title: string; remedy: string } {
  return listProblems()[problem];
}

const listProblems = (): Record<CalendarProblem, { title: string; remedy: string }> => ({
  address_refused: {
    title: i18n._("Its address cannot be called."),
    remedy: i18n._(
      "Disconnect it, and connect it with the https address that your calendar service shows.",
    ),
  },
  unreachable: {
    title: i18n._("Its server did not answer."),
    remedy: i18n._(
      "Read it again later. If it keeps failing, check whether your calendar still opens.",
    ),
  },
  unauthorized: {
    title: i18n._("Its server refused the credentials."),
    remedy: i18n._(
      "Disconnect it, and connect it with a new app password or a new secret address.",
    ),
  },
  not_found: {
    title: i18n._("There is no calendar at its address."),
    remedy: i18n._(
      "Disconnect it, and copy the secret address again. Resetting it made the old one useless.",
    ),
  },
  too_large: {
    title: i18n._("It is larger than 10 MB."),
    remedy: i18n._("Disconnect it, and connect a smaller calendar."),
  },
  not_a_calendar: {
    title: i18n._("Its server did not send a calendar."),
    remedy: i18n._(
      "Disconnect it, and copy the address that ends with .ics, not that of a web page.",
    ),
  },
  too_complex: {
    title: i18n._("It has more events or repetitions than can be read."),
    remedy: i18n._("Disconnect it, and connect a smaller calendar."),
  },
  no_calendars: {
    title: i18n._("Its account has no calendar with events."),
    remedy: i18n._("Disconnect it, and check the address and the user name."),
  },
});

export const listKinds = () => [
  {
    value: "ics",
    name: i18n._("Secret address (Google, Microsoft and most others)"),
    under: i18n._(
      "Google: Settings, your calendar, “Secret address in iCal format”. Outlook: Settings, Shared calendars, “Publish a calendar”, the ICS link.",
    ),
  },
  {
    value: "caldav",
    name: i18n._("CalDAV account (iCloud, Fastmail, Nextcloud and others)"),
    under: i18n._("The address of the server, your user name and an app password."),
  },
];
