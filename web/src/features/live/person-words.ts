/** The sentences about the person who answers: a candidate, or the hiring manager of an intake. */
import { i18n } from "@lingui/core";
import { isIntake, personName } from "@/shared/lib/person-words";
import type { LiveCard } from "./shapes";

const CANDIDATE = {
  get knowsOfObserver() {
    return i18n._("The candidate is notified that you are observing");
  },
  get knowsOfTakeover() {
    return i18n._("The candidate is notified that a person has taken over");
  },
  get colleagueWrites() {
    return i18n._("They write to the candidate until they hand back.");
  },
  get takeover() {
    return i18n._(
      "The interviewer stops and you write in its place. The candidate is notified at once that a person has taken over. You can hand back at any time.",
    );
  },
  get hidden() {
    return i18n._("Not shown to the candidate.");
  },
  get hiddenReason() {
    return i18n._("Stored in the log. Not shown to the candidate.");
  },
  get interviewerStopped() {
    return i18n._("The interviewer has stopped. The candidate knows that a person is writing.");
  },
  get message() {
    return i18n._("Message to the candidate");
  },
  get askedToStop() {
    return i18n._("The candidate asked to stop");
  },
  get end() {
    return i18n._(
      "The candidate is notified that the interview has ended and cannot rejoin. The answers so far are kept and assessed.",
    );
  },
};

export type PersonWords = Record<keyof typeof CANDIDATE, string>;

const HIRING_MANAGER: PersonWords = {
  get knowsOfObserver() {
    return i18n._("The hiring manager is notified that you are observing");
  },
  get knowsOfTakeover() {
    return i18n._("The hiring manager is notified that a person has taken over");
  },
  get colleagueWrites() {
    return i18n._("They write to the hiring manager until they hand back.");
  },
  get takeover() {
    return i18n._(
      "The interviewer stops and you write in its place. The hiring manager is notified at once that a person has taken over. You can hand back at any time.",
    );
  },
  get hidden() {
    return i18n._("Not shown to the hiring manager.");
  },
  get hiddenReason() {
    return i18n._("Stored in the log. Not shown to the hiring manager.");
  },
  get interviewerStopped() {
    return i18n._(
      "The interviewer has stopped. The hiring manager knows that a person is writing.",
    );
  },
  get message() {
    return i18n._("Message to the hiring manager");
  },
  get askedToStop() {
    return i18n._("The hiring manager asked to stop");
  },
  get end() {
    return i18n._(
      "The hiring manager is notified that the interview has ended and cannot rejoin. The answers so far are kept.",
    );
  },
};

/** The sentences for who answers in an interview of this profile. */
export const personWords = (profile: string | undefined): PersonWords =>
  isIntake(profile) ? HIRING_MANAGER : CANDIDATE;

/** Who the people of several interviews are: the heading of their column. */
export function peopleHeading(cards: LiveCard[]): string {
  const intakes = cards.filter((card) => isIntake(card.profile)).length;
  if (intakes > 0 && intakes < cards.length) return i18n._("Candidate or hiring manager");
  return personName(cards[0]?.profile);
}
