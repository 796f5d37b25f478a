import type { HiringOutcome } from "@/shared/api/types";

/** What a person has chosen and written about a candidate, before it is decided. */
export interface DecisionDraft {
  outcome: HiringOutcome | null;
  comments: string;
  /** The person's own level of a competency, where one was chosen. */
  levels: Record<string, number>;
  asksSecondPerson: boolean;
}

export const EMPTY_DRAFT: DecisionDraft = {
  outcome: null,
  comments: "",
  levels: {},
  asksSecondPerson: false,
};

export type KeepDraft = (more: Partial<DecisionDraft>) => void;

export const LEVELS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];
