import { i18n } from "@lingui/core";
import type { Assessment, Interview } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
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
      sentence: i18n._("{name} decided with level {level}.", {
        name: hiringDecision.decidedBy,
        level: decided.level.toLocaleString(dateLocale()),
      }),
    };
  }
  const own = draft.levels[competency];
  if (!hiringDecision && own !== undefined) {
    return { level: own, sentence: null };
  }
  const correction = corrections.find((each) => each.competency === competency);
  if (!correction) return null;
  const { correctedBy: name, level, comments } = correction;
  const shown = level.toLocaleString(dateLocale());
  return {
    level,
    sentence: comments
      ? i18n._("{name} corrected the level to {shown}: “{comments}”", { name, shown, comments })
      : i18n._("{name} corrected the level to {shown}.", { name, shown }),
  };
}
