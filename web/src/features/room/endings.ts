import { i18n } from "@lingui/core";
/** What this tab remembers of an interview that the candidate ended without an answer. */
export const LEFT = "candidate_left";

export type Ending =
  | "finished"
  | "ended_by_staff"
  | "missed"
  | "full"
  | "quiet"
  | "left"
  | "lost"
  | "declined"
  | "canceled"
  | "broken";

const ENDINGS: Record<string, Ending> = {
  staff_ended: "ended_by_staff",
  no_show: "missed",
  expired: "full",
  no_answers: "quiet",
  consent_timeout: "quiet",
  [LEFT]: "left",
  connection_lost: "lost",
  consent_declined: "declined",
  staff: "canceled",
  failed: "broken",
};

/** How a session ended, as far as the candidate is concerned. */
export function endingOf(reason: string | null): Ending {
  return (reason && ENDINGS[reason]) || "finished";
}

interface EndingWords {
  title: string;
  text: string;
  /** Whether the same link may lead back into the interview. */
  mayGoOn: boolean;
}

/** What is said where the interview ended in another way than by finishing. */
export const ENDING_WORDS: Record<Exclude<Ending, "finished" | "ended_by_staff">, EndingWords> = {
  missed: {
    get title() {
      return i18n._("The interview closed because you did not join");
    },
    get text() {
      return i18n._("Use your link to see what to do next.");
    },
    mayGoOn: true,
  },
  full: {
    get title() {
      return i18n._("The interview could not start");
    },
    get text() {
      return i18n._(
        "All places were in use for too long. This was our fault and is not held against you. Use the same link to try again.",
      );
    },
    mayGoOn: true,
  },
  quiet: {
    get title() {
      return i18n._("The interview stopped because we did not hear from you");
    },
    get text() {
      return i18n._("Your answers so far are saved. Use the same link to continue.");
    },
    mayGoOn: true,
  },
  left: {
    get title() {
      return i18n._("You ended the interview");
    },
    get text() {
      return i18n._(
        "There are no answers, so you have withdrawn your application. On your page you can ask for a person.",
      );
    },
    mayGoOn: false,
  },
  lost: {
    get title() {
      return i18n._("You were disconnected for too long");
    },
    get text() {
      return i18n._("Your answers so far are saved. Use your link to see what to do next.");
    },
    mayGoOn: true,
  },
  declined: {
    get title() {
      return i18n._("You did not agree to take part");
    },
    get text() {
      return i18n._(
        "Nothing was recorded. If you prefer to speak with a person, reply to your invitation.",
      );
    },
    mayGoOn: false,
  },
  canceled: {
    get title() {
      return i18n._("This interview was canceled");
    },
    get text() {
      return i18n._(
        "The hiring team ended it. Your answers so far are saved. If you have questions, reply to your invitation.",
      );
    },
    mayGoOn: false,
  },
  broken: {
    get title() {
      return i18n._("Something went wrong on our side");
    },
    get text() {
      return i18n._(
        "Your answers so far are saved, and this is not held against you. Use the same link to continue.",
      );
    },
    mayGoOn: true,
  },
};
