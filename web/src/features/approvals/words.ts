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

const DROPPED: Record<string, string> = {
  get not_verbatim() {
    return i18n._("not word for word");
  },
  get too_short() {
    return i18n._("too short");
  },
  get unknown_side() {
    return i18n._("not matched to an area");
  },
  get not_an_answer() {
    return i18n._("not from an answer");
  },
  get name_filled_in() {
    return i18n._("with a name that was masked");
  },
  get injection() {
    return i18n._("an attempt to influence the scorer");
  },
  get retraction() {
    return i18n._("taken back");
  },
  get withdrawn() {
    return i18n._("taken back");
  },
  get rubric_echo() {
    return i18n._("copied from the rubric");
  },
  get other_language() {
    return i18n._("in another language");
  },
  get unintelligible() {
    return i18n._("not understood");
  },
  get self_praise() {
    return i18n._("self-praise");
  },
  get said_already() {
    return i18n._("said twice");
  },
  get question_echo() {
    return i18n._("the question’s own words");
  },
  get question_back() {
    return i18n._("a question");
  },
  get keyword_list() {
    return i18n._("a list of words");
  },
  get ungrounded() {
    return i18n._("without an act or a fact");
  },
  get negated() {
    return i18n._("denied by the candidate");
  },
  get right_refusal() {
    return i18n._("a justified refusal");
  },
  get honest_failure() {
    return i18n._("an honest failure");
  },
};

/** Why a quote that a model found does not count. */
export function droppedWord(reason: string): string {
  return DROPPED[reason] ?? reason.replace(/_/g, " ");
}
