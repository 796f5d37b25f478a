/** The sentences about the person who answered: a candidate, or the hiring manager of an intake. */
import { i18n } from "@lingui/core";
import { isIntake } from "@/shared/lib/person-words";

const CANDIDATE = {
  get waited() {
    return i18n._("The candidate waited more than 3 seconds for the interviewer.");
  },
  get notAbout() {
    return i18n._("About the interviewer and the system, and not about the candidate.");
  },
  get share() {
    return i18n._("The candidate's share of the words");
  },
  get cutOff() {
    return i18n._("Candidate cut off");
  },
};

const HIRING_MANAGER: Record<keyof typeof CANDIDATE, string> = {
  get waited() {
    return i18n._("The hiring manager waited more than 3 seconds for the interviewer.");
  },
  get notAbout() {
    return i18n._("About the interviewer and the system, and not about the hiring manager.");
  },
  get share() {
    return i18n._("The hiring manager's share of the words");
  },
  get cutOff() {
    return i18n._("Hiring manager cut off");
  },
};

/** The sentences for who answered in an interview of this profile. */
export const personWords = (profile: string) => (isIntake(profile) ? HIRING_MANAGER : CANDIDATE);

/** What a chart of who spoke when shows, for those who do not see it. */
export function chartWords(profile: string, facts: { turns: number; time: string }): string {
  return isIntake(profile)
    ? i18n._(
        "Speakers over time, the interviewer above and the hiring manager below: {turns} turns in {time}",
        facts,
      )
    : i18n._(
        "Speakers over time, the interviewer above and the candidate below: {turns} turns in {time}",
        facts,
      );
}
