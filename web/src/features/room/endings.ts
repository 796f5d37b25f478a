export type Ending =
  | "finished"
  | "ended_by_staff"
  | "missed"
  | "full"
  | "quiet"
  | "lost"
  | "declined"
  | "called_off"
  | "broken";

const ENDINGS: Record<string, Ending> = {
  staff_ended: "ended_by_staff",
  no_show: "missed",
  expired: "full",
  no_answers: "quiet",
  consent_timeout: "quiet",
  connection_lost: "lost",
  consent_declined: "declined",
  staff: "called_off",
  failed: "broken",
};

/** How a session ended, as far as the candidate is concerned. */
export function endingOf(reason: string | null): Ending {
  return (reason && ENDINGS[reason]) || "finished";
}

interface EndingWords {
  title: string;
  text: string;
  /** Whether the same link may lead back into the talk. */
  mayGoOn: boolean;
}

/** What is said where the talk ended in another way than by finishing. */
export const ENDING_WORDS: Record<Exclude<Ending, "finished" | "ended_by_staff">, EndingWords> = {
  missed: {
    title: "Nobody came in, so we closed the room",
    text: "That can happen. Your link shows how it goes on.",
    mayGoOn: true,
  },
  full: {
    title: "There was no room for too long",
    text: "That is our fault, and it costs you nothing. The same link takes you back.",
    mayGoOn: true,
  },
  quiet: {
    title: "We stopped the clock",
    text: "We have not heard from you for a while. What you said is saved, and the same link takes you back.",
    mayGoOn: true,
  },
  lost: {
    title: "The line was lost for too long",
    text: "What you said is saved. Your link shows how it goes on.",
    mayGoOn: true,
  },
  declined: {
    title: "You said no, and that is fine",
    text: "Nothing was recorded. If you would rather talk with a person, answer the mail with your invitation.",
    mayGoOn: false,
  },
  called_off: {
    title: "This interview was called off",
    text: "A person ended it. What you said is saved. If that surprises you, answer the mail with your invitation.",
    mayGoOn: false,
  },
  broken: {
    title: "Something broke on our side",
    text: "What you said is saved, and this costs you nothing. The same link takes you back.",
    mayGoOn: true,
  },
};
