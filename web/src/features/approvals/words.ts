import { i18n } from "@lingui/core";
import type { HiringOutcome, HumanTask, InterviewState, Scorecard, Step } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";

export { jobOf, nameOf, OUTCOMES, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";

const PLANNED = new Set<InterviewState>([
  "PENDING",
  "APPROVED",
  "REJECTED",
  "SCHEDULED",
  "IN_PROGRESS",
  "COMPLETED",
  "ASSESSMENT_PENDING",
  "ASSESSMENT_APPROVED",
]);

/** Whether the page of the plan shows one. */
export function isPlanned(state: InterviewState): boolean {
  return PLANNED.has(state);
}

/** Whether the page of the assessment shows one. */
export function isRead(state: InterviewState): boolean {
  return state === "ASSESSMENT_PENDING" || state === "ASSESSMENT_APPROVED";
}

/** What happened when an interview came into a state, for its history. */
export const HAPPENED: Record<InterviewState, string> = {
  get RECEIVED() {
    return i18n._("Interview requested");
  },
  get INFO_NEEDED() {
    return i18n._("Details were missing");
  },
  get VALIDATING_SKILLS() {
    return i18n._("Check of the skills began");
  },
  get GENERATING_PLAN() {
    return i18n._("Planning began");
  },
  get PENDING() {
    return i18n._("Plan was ready for approval");
  },
  get APPROVED() {
    return i18n._("Candidate invited");
  },
  get REJECTED() {
    return i18n._("Plan rejected");
  },
  get SCHEDULED() {
    return i18n._("Interview scheduled");
  },
  get IN_PROGRESS() {
    return i18n._("Interview began");
  },
  get COMPLETED() {
    return i18n._("Interview ended");
  },
  get ASSESSMENT_PENDING() {
    return i18n._("Assessment was ready for a decision");
  },
  get ASSESSMENT_APPROVED() {
    return i18n._("Decision recorded");
  },
  get CANCELLED() {
    return i18n._("Interview closed");
  },
};

/** A rejection needs a reason: the candidate may ask for it. */
export function isRejection(outcome: HiringOutcome): boolean {
  return outcome === "NO_HIRE" || outcome === "STRONG_NO_HIRE";
}

/** "built-in rules v1"; which build of them it was stands in the provenance. */
export function scorerOf({ scorer }: Scorecard): string {
  return nameOfAuthor(`${scorer.kind} ${scorer.version.replace(/\+.*$/, "")}`);
}

/** Who did it; for whom is only what a partner said. */
export function actorOf(step: Step): string {
  const who = step.actorKind === "candidate" ? i18n._("The candidate") : step.actor;
  return step.onBehalfOf ? i18n._("{who}, for {other}", { who, other: step.onBehalfOf }) : who;
}

/** What a candidate asked for or did that a person should see. */
export type TaskKind = HumanTask["kind"];

export const TASKS: Record<TaskKind, { title: string; did: string }> = {
  person_requested: {
    get title() {
      return i18n._("Asked for a person");
    },
    get did() {
      return i18n._("Asked to speak with a person");
    },
  },
  review_requested: {
    get title() {
      return i18n._("Asked for a review");
    },
    get did() {
      return i18n._("Asked for a review of the result");
    },
  },
  decision_to_confirm: {
    get title() {
      return i18n._("Decision to confirm");
    },
    get did() {
      return i18n._("A decision needs a second person");
    },
  },
  candidate_withdrew: {
    get title() {
      return i18n._("Withdrew");
    },
    get did() {
      return i18n._("Withdrew from the interview");
    },
  },
};
