import type { Assessment, Interview } from "@/shared/api/types";
import type { DecisionDraft } from "./draft";

/** A level that a person set, and the sentence that says who, and why. */
export interface PersonLevel {
  level: number;
  /** Null while the person chooses it: the choice says it already. */
  sentence: string | null;
}

/** Return the level that a person set for a competency: decided, being chosen, or corrected; else null. */
export function personLevelOf(
  competency: string,
  { hiringDecision }: Interview,
  { corrections }: Assessment,
  draft: DecisionDraft,
): PersonLevel | null {
  const decided = hiringDecision?.levels.find((each) => each.competency === competency);
  if (hiringDecision && decided) {
    return {
      level: decided.level,
      sentence: `${hiringDecision.decidedBy} decided with level ${decided.level}.`,
    };
  }
  const own = draft.levels[competency];
  if (!hiringDecision && own !== undefined) {
    return { level: own, sentence: null };
  }
  const correction = corrections.find((each) => each.competency === competency);
  if (!correction) return null;
  const why = correction.comments ? `: “${correction.comments}”` : ".";
  return {
    level: correction.level,
    sentence: `${correction.correctedBy} corrected the level to ${correction.level}${why}`,
  };
}
