/** What stands open on an assessment before the transcript; all else is folded where it stands. */
import type {
  CompetencyScore,
  Flag,
  PlanDocument,
  QuestionResult,
  Scorecard,
} from "@/shared/api/types";
import { abstainTexts } from "@/shared/ui/abstain-texts";
import {
  bestEvidence,
  extremesOf,
  isUnsure,
  levelsIn,
  levelText,
  limitsOf,
  sharedLimitsOf,
} from "./reading";

/** The flags of one kind; the same sentence about many turns stands once. */
export interface FlagGroup {
  kind: string;
  entries: { detail: string | null; turns: number[] }[];
}

/** The kinds of flags and the names of the competencies of which a part stands open. */
export interface OpenParts {
  /** The kinds whose first sentence stands below their title. */
  flags: ReadonlySet<string>;
  quotes: ReadonlySet<string>;
  /** The competencies with the rubric's words for their level. */
  levels: ReadonlySet<string>;
  /** The first competency of each reason for no level, and the first that has one without a quote. */
  reasons: ReadonlySet<string>;
  /** Whether it says which level is the highest and which the lowest. */
  hasExtremes: boolean;
  /** Roughly how long it takes to read what stands open and to decide, to the next five seconds. */
  seconds: number;
}

export const MOST_FLAGS = 3;
const MOST_WORDS = 330;
const WORDS_A_SECOND = 3.5;
const DECIDING_S = 20;
/** As many words as 90 seconds have time for: further quotes and the words of levels only fill these. */
const READ_WORDS = (90 - DECIDING_S) * WORDS_A_SECOND;
const MOST_QUOTES = 4;
const QUOTED_WORDS = 100;

/** The name, the job, the reading time, the proposal with its numbers, and the headings. */
const HEAD_WORDS = 42;
const NO_PROPOSAL_WORDS = 20;
/** Besides names: that those without a level are left out, or which are the highest and the lowest. */
const SENTENCE_WORDS = 12;
const TITLE_WORDS = 5;
/** Of a competency: its weight and its level. */
const ROW_WORDS = 5;
const CONFIDENCE_WORDS = 2;
/** That a missing level is not a low one. */
const NO_LEVEL_WORDS = 6;
/** That it is a must-have, and the required level. */
const REQUIRED_WORDS = 4;
const CAPTION_WORDS = 4;
const NO_QUOTE_WORDS = { long: 21, short: 5 };

/**
 * Return what stands open, within 330 words before the transcript.
 *
 * First the best quote of the competency that weighs most. A sentence for each of three flags, the highest and
 * the lowest level, more quotes and the words of levels follow while all of it is read and decided within 90
 * seconds.
 * What does not fit is left out, and what is shorter may still fit.
 * What people said about the levels always stands open.
 */
export function openPartsOf(
  scorecard: Scorecard,
  document: PlanDocument | undefined,
  saidByPeople: string[] = [],
): OpenParts {
  const { competencies, flags } = scorecard;
  const byWeight = competencies
    .filter(({ score }) => score !== null)
    .toSorted((one, other) => other.weight - one.weight);
  const groups = groupsOf(flags).slice(0, MOST_FLAGS);
  const reasons = firstOfReasons(competencies);
  let words =
    countFixedWords(scorecard, reasons) +
    groups.length * TITLE_WORDS +
    countWords(saidByPeople.join(" "));
  const fits = (text: string, more: number, most: number) => {
    const count = countWords(text) + more;
    const isOpen = words + count <= most;
    if (isOpen) words += count;
    return isOpen;
  };
  const quotes = new Set<string>();
  let quoted = 0;
  const openQuote = (competency: CompetencyScore, most: number) => {
    const { quote = "", sub_dimension = "" } = bestEvidence(competency) ?? {};
    const isShort = quotes.size === 0 || quoted + countWords(quote) <= QUOTED_WORDS;
    if (!quote || !isShort || !fits(`${quote} ${sub_dimension}`, CAPTION_WORDS, most)) return;
    quoted += countWords(quote);
    quotes.add(competency.name);
  };
  const [weightiest, ...others] = byWeight.slice(0, MOST_QUOTES);
  if (weightiest) openQuote(weightiest, MOST_WORDS);
  const shown = groups.filter(({ entries }) => fits(entries[0]?.detail ?? "", 0, READ_WORDS));
  const extremes = byWeight.length < competencies.length ? null : extremesOf(competencies);
  const ends = extremes ? `${extremes.highest.name} ${extremes.lowest.name}` : "";
  const hasExtremes = extremes !== null && fits(ends, SENTENCE_WORDS, READ_WORDS);
  for (const other of others) openQuote(other, READ_WORDS);
  const levels = byWeight.filter((each) =>
    fits(levelText(document, each) ?? "", CONFIDENCE_WORDS, READ_WORDS),
  );
  return {
    flags: new Set(shown.map(({ kind }) => kind)),
    quotes,
    levels: new Set(levels.map(({ name }) => name)),
    reasons,
    hasExtremes,
    seconds: Math.ceil((words / WORDS_A_SECOND + DECIDING_S) / 5) * 5,
  };
}

/** Return the flags by kind, in the order of their first. */
export function groupsOf(flags: Flag[]): FlagGroup[] {
  const groups = new Map<string, Map<string | null, number[]>>();
  for (const { kind, detail, turn } of flags) {
    const entries = groups.get(kind) ?? new Map<string | null, number[]>();
    const turns = entries.get(detail) ?? [];
    groups.set(kind, entries.set(detail, turn === null ? turns : [...turns, turn]));
  }
  return [...groups].map(([kind, entries]) => ({
    kind,
    entries: [...entries].map(([detail, turns]) => ({ detail, turns: [...new Set(turns)] })),
  }));
}

function firstOfReasons(competencies: CompetencyScore[]): ReadonlySet<string> {
  const first = new Map<string | null, string>();
  for (const { name, score, evidence, insufficient_evidence } of competencies) {
    const reason = score === null ? insufficient_evidence : "no_quote";
    if ((score === null || evidence.length === 0) && !first.has(reason)) first.set(reason, name);
  }
  return new Set(first.values());
}

/** The words that stand open whatever the assessment is. */
function countFixedWords(scorecard: Scorecard, reasons: ReadonlySet<string>): number {
  const { competencies, recommendation } = scorecard;
  const isPart = competencies.some(({ score }) => score === null);
  const shared = sharedLimitsOf(scorecard);
  const said = new Set(shared.map(({ text }) => text));
  return (
    HEAD_WORDS +
    countWords(levelsIn(competencies)) +
    (recommendation ? 0 : NO_PROPOSAL_WORDS) +
    (isPart ? SENTENCE_WORDS : 0) +
    countWords(shared.map(({ sentence }) => sentence).join(" ")) +
    competencies.reduce(
      (before, each) => before + countRowWords(each, scorecard.questions, reasons, said),
      0,
    )
  );
}

function countRowWords(
  competency: CompetencyScore,
  questions: QuestionResult[],
  reasons: ReadonlySet<string>,
  saidLimits: ReadonlySet<string>,
): number {
  const { name, is_required, score, evidence, insufficient_evidence: reason } = competency;
  const head = countWords(name) + (is_required ? REQUIRED_WORDS : 0);
  if (score === null) {
    const { short, long } = abstainTexts(reason);
    return (
      head + countWords(short) + (reasons.has(name) ? countWords(long) + NO_LEVEL_WORDS : 0) + 1
    );
  }
  const row = head + ROW_WORDS + (isUnsure(competency) ? CONFIDENCE_WORDS : 0);
  const results = questions.filter((result) => result.competency === name);
  const limits = limitsOf(results.map((result) => ({ result })));
  const own = limits.filter(({ text }) => !saidLimits.has(text));
  return own.reduce(
    (before, { text, limited }) => before + 1 + limited.length + countWords(text),
    row + (evidence.length > 0 ? 0 : NO_QUOTE_WORDS[reasons.has(name) ? "long" : "short"]),
  );
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
