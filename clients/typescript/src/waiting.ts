/** When a program stops waiting for a state of an interview. */

import type { InterviewState } from "./types.js";

/** The states that an interview does not leave by itself. */
export const STOPPED: readonly InterviewState[] = [
  "INFO_NEEDED",
  "REJECTED",
  "CANCELLED",
  "ASSESSMENT_APPROVED",
];

/** No state comes after a later one, unless a person sends the plan or the assessment back. */
const ORDER: readonly InterviewState[] = [
  "RECEIVED",
  "VALIDATING_SKILLS",
  "INFO_NEEDED",
  "GENERATING_PLAN",
  "PENDING",
  "REJECTED",
  "APPROVED",
  "SCHEDULED",
  "IN_PROGRESS",
  "COMPLETED",
  "ASSESSMENT_PENDING",
  "ASSESSMENT_APPROVED",
  "CANCELLED",
];

/** Return whether none of the wanted states comes: the interview stopped, or is past all of them. */
export function isOver(state: InterviewState, wanted: readonly InterviewState[]): boolean {
  const past = ORDER.slice(0, Math.max(ORDER.indexOf(state), 0));
  return STOPPED.includes(state) || wanted.every((each) => past.includes(each));
}
