import { i18n } from "@lingui/core";
import type { InterviewState, Position } from "@/shared/api/types";

const STANDINGS: { say: (amount: number) => string; states: InterviewState[] }[] = [
  {
    say: (amount) => i18n._("{amount, plural, one {# to decide} other {# to decide}}", { amount }),
    states: ["ASSESSMENT_PENDING"],
  },
  {
    say: (amount) =>
      i18n._("{amount, plural, one {# plan to approve} other {# plans to approve}}", { amount }),
    states: ["PENDING"],
  },
  {
    say: (amount) =>
      i18n._("{amount, plural, one {# needs details} other {# need details}}", { amount }),
    states: ["INFO_NEEDED"],
  },
  {
    say: (amount) =>
      i18n._("{amount, plural, one {# being prepared} other {# being prepared}}", { amount }),
    states: ["RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"],
  },
  {
    say: (amount) => i18n._("{amount, plural, one {# invited} other {# invited}}", { amount }),
    states: ["APPROVED", "SCHEDULED"],
  },
  {
    say: (amount) =>
      i18n._("{amount, plural, one {# in progress} other {# in progress}}", { amount }),
    states: ["IN_PROGRESS"],
  },
  {
    say: (amount) =>
      i18n._("{amount, plural, one {# being assessed} other {# being assessed}}", { amount }),
    states: ["COMPLETED"],
  },
  {
    say: (amount) => i18n._("{amount, plural, one {# decided} other {# decided}}", { amount }),
    states: ["ASSESSMENT_APPROVED"],
  },
  {
    say: (amount) => i18n._("{amount, plural, one {# closed} other {# closed}}", { amount }),
    states: ["REJECTED", "CANCELLED"],
  },
];

/** How many interviews stand where; what nobody is at is left out. */
export function standings(counts: Position["counts"]): string[] {
  return STANDINGS.flatMap(({ say, states }) => {
    const amount = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    return amount > 0 ? [say(amount)] : [];
  });
}

/** How many interviews have an assessment that can be compared. */
export function assessedOf(counts: Position["counts"]): number {
  return (counts["ASSESSMENT_PENDING"] ?? 0) + (counts["ASSESSMENT_APPROVED"] ?? 0);
}
