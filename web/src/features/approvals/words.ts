import type { HiringOutcome, HumanTask, Scorecard, Step } from "@/shared/api/types";

export { nameOf, OUTCOMES, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";

/** A rejection needs a reason: the candidate may ask for it. */
export function isRejection(outcome: HiringOutcome): boolean {
  return outcome === "NO_HIRE" || outcome === "STRONG_NO_HIRE";
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

/** What a candidate asked for or did that a person should see. */
export const TASKS: Record<HumanTask["kind"], { title: string; did: string; since: string }> = {
  person_requested: {
    title: "Asked for a person",
    did: "Asked to speak with a person",
    since: "Waiting",
  },
  review_requested: {
    title: "Asked for a review",
    did: "Asks that a person reviews the result",
    since: "Waiting",
  },
  decision_to_confirm: {
    title: "Decision to confirm",
    did: "A decision needs a second person",
    since: "Waiting",
  },
  candidate_withdrew: {
    title: "Withdrew",
    did: "Withdrew from the interview",
    since: "For",
  },
};

const DROPPED: Record<string, string> = {
  not_verbatim: "not said so",
  too_short: "too short",
  unknown_side: "without a side",
  not_an_answer: "not from an answer",
  name_filled_in: "with a hidden name",
  injection: "after an order to the scorer",
  retraction: "taken back",
  withdrawn: "taken back",
  rubric_echo: "read from the rubric",
  other_language: "in another language",
  unintelligible: "not understandable",
  self_praise: "self-praise",
  said_already: "said twice",
  question_echo: "the question’s own words",
  question_back: "a question",
  keyword_list: "a list of words",
  ungrounded: "without a fact",
  negated: "denied",
  right_refusal: "a right refusal",
  honest_failure: "an honest failure",
};

/** Why a quote that a model found does not count. */
export function droppedWord(reason: string): string {
  return DROPPED[reason] ?? reason.replace(/_/g, " ");
}
