import type { AbstainReason } from "@/shared/api/types";

interface AbstainWords {
  short: string;
  long: string;
}

const WORDS: Record<AbstainReason, AbstainWords> = {
  not_asked: { short: "Not asked", long: "No question about this was put." },
  cut: { short: "Not reached", long: "It was asked, and the talk ended before an answer." },
  no_answer: { short: "No answer", long: "It was asked, and nothing was answered." },
  unintelligible: { short: "Not understandable", long: "The answer could not be made out." },
  other_language: {
    short: "Other language",
    long: "The answer is in a language that this scorer does not read.",
  },
  too_short: { short: "Answer too short", long: "The answer has fewer than five words." },
  no_evidence: {
    short: "Nothing found",
    long: "There is an answer, and the scorer found nothing it can point to. Please read it yourself.",
  },
  evaluator_down: {
    short: "Scorer not available",
    long: "The scorer did not work for this part. It can be scored again.",
  },
};
const UNKNOWN: AbstainWords = { short: "No evidence", long: "The scorer gave no reason." };

/** Why there is no level, in words; a missing level is never a low one. */
export function abstainWords(reason: AbstainReason | null): AbstainWords {
  return reason === null ? UNKNOWN : (WORDS[reason] ?? UNKNOWN);
}
