import type {
  HiringOutcome,
  InterviewState,
  Recommendation,
  Scorecard,
  Step,
} from "@/shared/api/types";

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

/** A rejection needs a reason: the candidate may ask for it. */
export function isRejection(outcome: HiringOutcome): boolean {
  return outcome === "NO_HIRE" || outcome === "STRONG_NO_HIRE";
}

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

/** Whose interview it is; the name is missing before it is known and after it was deleted. */
export function nameOf(interview: { candidateName: string | null }): string {
  return interview.candidateName || "Name not available";
}

/** "built-in rules v1"; which build of them it was stands in the provenance. */
export function scorerOf({ scorer }: Scorecard): string {
  return `${scorer.kind} ${scorer.version.replace(/\+.*$/, "")}`;
}

export function canDecide(role: string | undefined): boolean {
  return role === "ADMIN" || role === "RECRUITER";
}

/** Who did it; for whom is only what a partner said. */
export function actorOf(step: Step): string {
  const who = step.actorKind === "candidate" ? "The candidate" : step.actor;
  return step.onBehalfOf ? `${who}, for ${step.onBehalfOf}` : who;
}
