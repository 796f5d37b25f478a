import type { StaffCalendar } from "@/shared/api/types";

type CalendarProblem = NonNullable<StaffCalendar["problem"]>;

/** Why a calendar could not be read, and the remedy. */
export const CALENDAR_PROBLEMS: Record<CalendarProblem, { title: string; remedy: string }> = {
  address_refused: {
    title: "Its address cannot be called.",
    remedy:
      "Disconnect it, and connect it with the https address that your calendar service shows.",
  },
  unreachable: {
    title: "Its server did not answer.",
    remedy: "Test it again later. If it keeps failing, check whether your calendar still opens.",
  },
  unauthorized: {
    title: "Its server refused the credentials.",
    remedy: "Disconnect it, and connect it with a new app password or a new secret address.",
  },
  not_found: {
    title: "There is no calendar at its address.",
    remedy:
      "Disconnect it, and copy the secret address again. Resetting it made the old one useless.",
  },
  too_large: {
    title: "It is larger than 10 MB.",
    remedy: "Disconnect it, and connect a smaller calendar.",
  },
  not_a_calendar: {
    title: "Its server did not send a calendar.",
    remedy: "Disconnect it, and copy the address that ends with .ics, not that of a web page.",
  },
  too_complex: {
    title: "It has more events or repetitions than can be read.",
    remedy: "Disconnect it, and connect a smaller calendar.",
  },
  no_calendars: {
    title: "Its account has no calendar with events.",
    remedy: "Disconnect it, and check the address and the user name.",
  },
};

export const KINDS = [
  {
    value: "ics",
    name: "Secret address (Google, Microsoft and most others)",
    under:
      "Google: Settings, your calendar, “Secret address in iCal format”. Outlook: Settings, Shared calendars, “Publish a calendar”, the ICS link.",
  },
  {
    value: "caldav",
    name: "CalDAV account (iCloud, Fastmail, Nextcloud and others)",
    under: "The address of the server, your user name and an app password.",
  },
];
