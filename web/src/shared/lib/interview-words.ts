import type { HiringOutcome, InterviewState, Recommendation } from "@/shared/api/types";

export const RECOMMENDATIONS: Record<Recommendation, string> = {
  STRONG_HIRE: "Strong hire",
  HIRE: "Hire",
  MAYBE: "Maybe",
  NO_HIRE: "No hire",
};

export const OUTCOMES: Record<HiringOutcome, string> = {
  STRONG_HIRE: "Strong hire",
  HIRE: "Hire",
  NO_HIRE: "No hire",
  STRONG_NO_HIRE: "Strong no hire",
};

export const STATES: Record<InterviewState, string> = {
  RECEIVED: "Received",
  INFO_NEEDED: "Details needed",
  VALIDATING_SKILLS: "Checking skills",
  GENERATING_PLAN: "Writing the plan",
  PENDING: "Plan awaiting approval",
  APPROVED: "Candidate invited",
  REJECTED: "Plan rejected",
  SCHEDULED: "Scheduled",
  IN_PROGRESS: "Interview in progress",
  COMPLETED: "Assessment in progress",
  ASSESSMENT_PENDING: "Assessment awaiting decision",
  ASSESSMENT_APPROVED: "Assessment approved",
  CANCELLED: "Closed",
};

export const LEVELS: Record<string, string> = {
  JUNIOR: "Junior",
  MID: "Mid-level",
  SENIOR: "Senior",
  LEAD: "Lead",
  PRINCIPAL: "Principal",
};

/** The kinds of hiring interviews, by how the candidate takes them. */
export const KINDS: Record<string, string> = {
  hiring: "Online",
  panel: "Online, with a panel",
  phone_screen: "Phone",
};

/** Whose interview it is; the name is missing before it is known and after it was deleted. */
export function nameOf(interview: { candidateName: string | null }): string {
  return interview.candidateName || "Name not available";
}

/** "Welder, senior": what the interview is for, as far as it is known. */
export function jobOf(interview: { position: string | null; level: string | null }): string {
  const level = interview.level ? (LEVELS[interview.level] ?? interview.level) : null;
  return [interview.position ?? "Position not stated", level?.toLowerCase()]
    .filter(Boolean)
    .join(", ");
}
