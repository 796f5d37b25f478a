import { i18n } from "@lingui/core";
import { humanised } from "@/shared/lib/words";
import type { Concept, Draft } from "./shapes";

const STATES: Record<string, string> = {
  get RECEIVED() {
    return i18n._("Preparing");
  },
  get VALIDATING_SKILLS() {
    return i18n._("Preparing");
  },
  get GENERATING_PLAN() {
    return i18n._("Writing questions");
  },
  get APPROVED() {
    return i18n._("Ready to start");
  },
  get IN_PROGRESS() {
    return i18n._("In progress");
  },
  get COMPLETED() {
    return i18n._("Completed");
  },
  get CANCELLED() {
    return i18n._("Closed");
  },
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

type DraftFailure = NonNullable<Draft["failure"]>;

const FAILURES: Record<DraftFailure, string> = {
  get words_erased() {
    return i18n._("The answers have been deleted.");
  },
  get artifact_writing_failed() {
    return i18n._("The draft could not be generated.");
  },
};

/** Why a draft was not written, as one would say it. */
export function failureWords(code: Draft["failure"]): string {
  return code === null ? "" : (FAILURES[code] ?? humanised(code));
}

const OVER = new Set(["COMPLETED", "CANCELLED", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"]);

export function isInterviewOver(state: string): boolean {
  return OVER.has(state.toUpperCase());
}

const TOPICS: Record<string, string> = {
  get Role() {
    return i18n._("Tasks of the role");
  },
  get Designation() {
    return i18n._("Job title and level");
  },
  get Company() {
    return i18n._("Organization and team");
  },
  get Requirement() {
    return i18n._("Requirements");
  },
  get Budget() {
    return i18n._("Budget and start");
  },
  get CultureFit() {
    return i18n._("How the team works");
  },
  get InternalRequirements() {
    return i18n._("Internal rules");
  },
};

/** What the answers should tell, in the language of the console. */
export function topicName(concept: string): string {
  return TOPICS[concept] ?? humanised(concept);
}

/** How much is known of a subject. It rates the answers, not the person. */
export function topicStatus({ reward, turn }: Concept): string {
  if (reward === "excellent") return i18n._("Topic is clear", {}, { message: "Clear" });
  if (reward === "acceptable") return i18n._("Enough detail");
  return turn === null ? i18n._("Not discussed yet") : i18n._("Needs more detail");
}

export function needsDetail({ reward }: Concept): boolean {
  return reward === "lacking";
}
