import type { HiringOutcome, HumanTask, Scorecard, Step } from "@/shared/api/types";

export { jobOf, nameOf, OUTCOMES, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";

/** A rejection needs a reason: the candidate may ask for it. */
export function isRejection(outcome: HiringOutcome): boolean {
  return outcome === "NO_HIRE" || outcome === "STRONG_NO_HIRE";
}

/** "built-in rules v1"; which build of them it was stands in the provenance. */
export function scorerOf({ scorer }: Scorecard): string {
  return `${scorer.kind} ${scorer.version.replace(/\+.*$/, "")}`;
}

/** Who did it; for whom is only what a partner said. */
export function actorOf(step: Step): string {
  const who = step.actorKind === "candidate" ? "The candidate" : step.actor;
  return step.onBehalfOf ? `${who}, for ${step.onBehalfOf}` : who;
}

/** What a candidate asked for or did that a person should see. */
export type TaskKind = HumanTask["kind"];

export const TASKS: Record<TaskKind, { title: string; did: string }> = {
  person_requested: {
    title: "Asked for a person",
    did: "Asked to speak with a person",
  },
  review_requested: {
    title: "Asked for a review",
    did: "Asked for a review of the result",
  },
  decision_to_confirm: {
    title: "Decision to confirm",
    did: "A decision needs a second person",
  },
  candidate_withdrew: {
    title: "Withdrew",
    did: "Withdrew from the interview",
  },
};

const DROPPED: Record<string, string> = {
  not_verbatim: "not word for word",
  too_short: "too short",
  unknown_side: "not matched to an area",
  not_an_answer: "not from an answer",
  name_filled_in: "with a name that was masked",
  injection: "an attempt to influence the scorer",
  retraction: "taken back",
  withdrawn: "taken back",
  rubric_echo: "copied from the rubric",
  other_language: "in another language",
  unintelligible: "not understood",
  self_praise: "self-praise",
  said_already: "said twice",
  question_echo: "the question’s own words",
  question_back: "a question",
  keyword_list: "a list of words",
  ungrounded: "without an act or a fact",
  negated: "denied by the candidate",
  right_refusal: "a justified refusal",
  honest_failure: "an honest failure",
};

/** Why a quote that a model found does not count. */
export function droppedWord(reason: string): string {
  return DROPPED[reason] ?? reason.replace(/_/g, " ");
}
