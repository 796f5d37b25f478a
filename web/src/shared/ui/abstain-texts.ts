import { i18n } from "@lingui/core";
import type { AbstainReason } from "@/shared/api/types";

interface AbstainTexts {
  short: string;
  long: string;
}

const texts = (): Record<AbstainReason, AbstainTexts> => ({
  not_assessed: {
    short: i18n._("Not assessed yet"),
    long: i18n._("This interview was not assessed yet."),
  },
  not_in_plan: {
    short: i18n._("Not in the plan"),
    long: i18n._("The plan of this interview has no such competency."),
  },
  not_asked: { short: i18n._("Not asked"), long: i18n._("No question was asked about this.") },
  cut: {
    short: i18n._("Not reached"),
    long: i18n._("The interview ended before the candidate answered."),
  },
  no_answer: {
    short: i18n._("No answer"),
    long: i18n._("The candidate did not answer the question."),
  },
  unintelligible: {
    short: i18n._("Not understood"),
    long: i18n._("The answer could not be understood."),
  },
  other_language: {
    short: i18n._("Other language"),
    long: i18n._("The scorer does not support the language of the answer."),
  },
  too_short: {
    short: i18n._("Answer too short"),
    long: i18n._("The answer has fewer than five words."),
  },
  no_evidence: {
    short: i18n._("No evidence"),
    long: i18n._("The scorer found no evidence in the answer. Read the answer yourself."),
  },
  evaluator_down: {
    short: i18n._("Scorer unavailable"),
    long: i18n._("This part could not be scored. You can send it back for re-scoring."),
  },
  readers_disagree: {
    short: i18n._("Readings differ"),
    long: i18n._(
      "The model’s three readings of the answer are more than a level apart. Read the answer yourself.",
    ),
  },
});
const unknown = (): AbstainTexts => ({
  short: i18n._("No evidence"),
  long: i18n._("The scorer gave no reason."),
});

/** Why there is no level, in words; a missing level is never a low one. */
export function abstainTexts(reason: AbstainReason | null): AbstainTexts {
  return reason === null ? unknown() : (texts()[reason] ?? unknown());
}
