import type { InterviewState, MissingField, Recommendation, Role } from "@/shared/api/types";

export const RECOMMENDATIONS: Record<Recommendation, string> = {
  STRONG_HIRE: "Strong hire",
  HIRE: "Hire",
  MAYBE: "Maybe",
  NO_HIRE: "No hire",
};

export const STATES: Record<InterviewState, string> = {
  RECEIVED: "Received",
  INFO_NEEDED: "Facts are missing",
  VALIDATING_SKILLS: "Skills are checked",
  GENERATING_PLAN: "Plan is being written",
  PENDING: "Plan waits for approval",
  APPROVED: "Candidate is invited",
  REJECTED: "Plan rejected",
  SCHEDULED: "A time is set",
  IN_PROGRESS: "Interview runs",
  COMPLETED: "Answers are being read",
  ASSESSMENT_PENDING: "Assessment waits for a decision",
  ASSESSMENT_APPROVED: "Decided",
  CANCELLED: "Closed",
};

/** Whose interview it is; the name is missing before it is known and after it was deleted. */
export function nameOf(interview: { candidateName: string | null }): string {
  return interview.candidateName || "No name";
}

export function canDecide(role: Role | undefined): boolean {
  return role === "ADMIN" || role === "RECRUITER";
}

export interface Missing {
  field: string;
  question: string | null;
}

export function missing(field: MissingField): Missing {
  if (typeof field === "string") return { field, question: null };
  return { field: field.field, question: field.question ?? field.message ?? null };
}
