import { i18n } from "@lingui/core";
import type {
  HiringOutcome,
  InterviewRow,
  InterviewState,
  Recommendation,
} from "@/shared/api/types";

export const RECOMMENDATIONS: Record<Recommendation, string> = {
  get STRONG_HIRE() {
    return i18n._("Strong hire");
  },
  get HIRE() {
    return i18n._("Hire");
  },
  get MAYBE() {
    return i18n._("Maybe");
  },
  get NO_HIRE() {
    return i18n._("No hire");
  },
};

export const OUTCOMES: Record<HiringOutcome, string> = {
  get STRONG_HIRE() {
    return i18n._("Strong hire");
  },
  get HIRE() {
    return i18n._("Hire");
  },
  get NO_HIRE() {
    return i18n._("No hire");
  },
  get STRONG_NO_HIRE() {
    return i18n._("Strong no hire");
  },
};

export const STATES: Record<InterviewState, string> = {
  get RECEIVED() {
    return i18n._("Received");
  },
  get INFO_NEEDED() {
    return i18n._("Details needed");
  },
  get VALIDATING_SKILLS() {
    return i18n._("Checking skills");
  },
  get GENERATING_PLAN() {
    return i18n._("Writing the plan");
  },
  get PENDING() {
    return i18n._("Plan awaiting approval");
  },
  get APPROVED() {
    return i18n._("Candidate invited");
  },
  get REJECTED() {
    return i18n._("Plan rejected");
  },
  get SCHEDULED() {
    return i18n._("Scheduled");
  },
  get IN_PROGRESS() {
    return i18n._("Interview in progress");
  },
  get COMPLETED() {
    return i18n._("Assessment in progress");
  },
  get ASSESSMENT_PENDING() {
    return i18n._("Assessment awaiting decision");
  },
  get ASSESSMENT_APPROVED() {
    return i18n._("Decided");
  },
  get CANCELLED() {
    return i18n._("Closed");
  },
};

export type JobLevel = NonNullable<InterviewRow["level"]>;

export const LEVELS: Record<JobLevel, string> = {
  get JUNIOR() {
    return i18n._("Junior");
  },
  get MID() {
    return i18n._("Mid-level");
  },
  get SENIOR() {
    return i18n._("Senior");
  },
  get LEAD() {
    return i18n._("Lead");
  },
  get PRINCIPAL() {
    return i18n._("Principal");
  },
};

/** The levels after the name of a position. */
const LEVELS_OF_JOBS: Record<JobLevel, string> = {
  get JUNIOR() {
    return i18n._("junior");
  },
  get MID() {
    return i18n._("mid-level");
  },
  get SENIOR() {
    return i18n._("senior");
  },
  get LEAD() {
    return i18n._("lead");
  },
  get PRINCIPAL() {
    return i18n._("principal");
  },
};

/** The kinds of hiring interviews, by how the candidate takes them. */
export const KINDS: Record<string, string> = {
  get hiring() {
    return i18n._("Online");
  },
  get panel() {
    return i18n._("Online, with a panel");
  },
  get phone_screen() {
    return i18n._("Phone");
  },
};

/** Whose interview it is; the name is missing before it is known and after it was deleted. */
export function nameOf(interview: {
  candidateName: string | null;
  state?: InterviewState;
}): string {
  if (interview.candidateName) return interview.candidateName;
  return interview.state === "INFO_NEEDED"
    ? i18n._("Candidate not named yet")
    : i18n._("Name not available");
}

/** "Welder, senior": what the interview is for, as far as it is known. */
export function jobOf(interview: { position: string | null; level: JobLevel | null }): string {
  const level = interview.level ? LEVELS_OF_JOBS[interview.level] : null;
  return [interview.position ?? i18n._("Position not stated"), level].filter(Boolean).join(", ");
}

const TEMPLATE_AUTHOR = /^template ([0-9a-f-]{36})$/;

/** The template that a plan was made from; null where something else wrote it. */
export function templateOf(author: string): string | null {
  return TEMPLATE_AUTHOR.exec(author)?.[1] ?? null;
}

/** Who wrote or scored something: a model, a person, or "built-in rules v1", as the API calls the platform's own. */
export function nameOfAuthor(author: string): string {
  if (templateOf(author)) return i18n._("a template");
  return author.replace(/^built-in rules\b/, i18n._("built-in rules"));
}
