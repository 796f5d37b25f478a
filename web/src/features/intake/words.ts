import { humanised } from "@/shared/lib/words";
import type { Concept } from "./shapes";

const STATES: Record<string, string> = {
  RECEIVED: "Preparing",
  VALIDATING_SKILLS: "Preparing",
  GENERATING_PLAN: "Writing questions",
  APPROVED: "Ready to start",
  IN_PROGRESS: "In progress",
  COMPLETED: "Completed",
  CANCELLED: "Closed",
};

export function stateWords(state: string): string {
  return STATES[state.toUpperCase()] ?? humanised(state);
}

const OPEN = new Set(["APPROVED", "SCHEDULED", "IN_PROGRESS"]);

export function isInterviewOpen(state: string): boolean {
  return OPEN.has(state.toUpperCase());
}

export function hasInterviewStarted(state: string): boolean {
  return state.toUpperCase() === "IN_PROGRESS";
}

const FAILURES: Record<string, string> = {
  words_erased: "The answers have been deleted.",
  writer_failed: "The draft could not be generated.",
};

/** Why a draft was not written, as one would say it. */
export function failureWords(code: string | null): string {
  return code === null ? "" : (FAILURES[code] ?? humanised(code));
}

const OVER = new Set(["COMPLETED", "CANCELLED", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"]);

export function isInterviewOver(state: string): boolean {
  return OVER.has(state.toUpperCase());
}

/** How much is known of a subject. It rates the answers, not the person. */
export function topicStatus({ reward, turn }: Concept): string {
  if (reward === "excellent") return "Clear";
  if (reward === "acceptable") return "Enough detail";
  return turn === null ? "Not discussed yet" : "Needs more detail";
}

export function needsDetail({ reward }: Concept): boolean {
  return reward === "lacking";
}
