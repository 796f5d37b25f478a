import { i18n } from "@lingui/core";
import type { HiringOutcome, HumanTask, Scorecard, Step } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";

export { jobOf, nameOf, OUTCOMES, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";

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
