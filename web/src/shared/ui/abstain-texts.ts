import type { AbstainReason } from "@/shared/api/types";

interface AbstainTexts {
  short: string;
  long: string;
}

const WORDS: Record<AbstainReason, AbstainTexts> = {
  not_assessed: { short: "Not assessed yet", long: "This interview was not assessed yet." },
  not_in_plan: {
    short: "Not in the plan",
    long: "The plan of this interview has no such competency.",
  },
  not_asked: { short: "Not asked", long: "No question was asked about this." },
  cut: { short: "Not reached", long: "The interview ended before the candidate answered." },
  no_answer: { short: "No answer", long: "The candidate did not answer the question." },
  unintelligible: { short: "Not understood", long: "The answer could not be understood." },
  other_language: {
    short: "Other language",
    long: "The scorer does not support the language of the answer.",
  },
  too_short: { short: "Answer too short", long: "The answer has fewer than five words." },
  no_evidence: {
    short: "No evidence",
    long: "The scorer found no evidence in the answer. Read the answer yourself.",
  },
  evaluator_down: {
    short: "Scorer unavailable",
    long: "This part could not be scored. You can send it back for re-scoring.",
  },
  readers_disagree: {
    short: "Readings differ",
    long: "The model’s three readings of the answer are more than a level apart. Read the answer yourself.",
  },
};
const UNKNOWN: AbstainTexts = { short: "No evidence", long: "The scorer gave no reason." };

/** Why there is no level, in words; a missing level is never a low one. */
export function abstainTexts(reason: AbstainReason | null): AbstainTexts {
  return reason === null ? UNKNOWN : (WORDS[reason] ?? UNKNOWN);
}
