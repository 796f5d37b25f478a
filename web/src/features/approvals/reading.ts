import { i18n } from "@lingui/core";
import type {
  CompetencyScore,
  Evidence,
  PlanDocument,
  PlanQuestion,
  PlanRemark,
  QuestionResult,
  Scorecard,
} from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import type { Piece } from "@/shared/lib/spans";

/** Whether the level of a question is limited, or must be confirmed. */
export function isLimited({ cap, is_confirmation_needed }: QuestionResult): boolean {
  return cap !== null || is_confirmation_needed;
}

/** What is said of the questions that limit a level, or whose level a person must confirm. */
export interface LevelLimit<Result> {
  text: string;
  limited: Result[];
}

/** Return what limits a competency's level in at most two lines: the caps, and what is to be confirmed. */
export function limitsOf<Result extends { result: QuestionResult }>(
  results: Result[],
): LevelLimit<Result>[] {
  const confirmable = results.filter(({ result }) => result.is_confirmation_needed);
  const capped = results.filter((each) => isLimited(each.result) && !confirmable.includes(each));
  return [
    { text: capText(capped.flatMap(({ result }) => result.cap ?? [])), limited: capped },
    { text: i18n._("confirm level 1."), limited: confirmable },
  ].filter(({ limited }) => limited.length > 0);
}

/** A limit that several competencies share. */
export interface SharedLimit {
  text: string;
  /** All of it, with the competencies. */
  sentence: string;
}

/** Return the limits that more than one competency has, each with a sentence that says it for all of them. */
export function sharedLimitsOf({ competencies, questions }: Scorecard): SharedLimit[] {
  const scored = competencies.filter(({ score }) => score !== null);
  const namesOf = new Map<string, string[]>();
  for (const { name } of scored) {
    const results = questions.filter(({ competency }) => competency === name);
    for (const { text } of limitsOf(results.map((result) => ({ result })))) {
      namesOf.set(text, [...(namesOf.get(text) ?? []), competencyName(name)]);
    }
  }
  return [...namesOf]
    .filter(([, names]) => names.length > 1)
    .map(([text, names]) => ({ text, sentence: sharedText(text, names, scored, competencies) }));
}

function sharedText(
  limit: string,
  names: string[],
  scored: CompetencyScore[],
  all: CompetencyScore[],
): string {
  if (names.length === all.length)
    return i18n._("Some questions on every competency: {limit}", { limit });
  return names.length === scored.length
    ? i18n._("Some questions on every competency with a level: {limit}", { limit })
    : i18n._("Some questions on {names}: {limit}", { names: names.join("; "), limit });
}

function capText(caps: number[]): string {
  const [least, most] = [Math.min(...caps), Math.max(...caps)];
  return least === most
    ? i18n._("at most level {cap}.", { cap: most })
    : i18n._("at most level {least} to {most}.", { least, most });
}

/** Whether the level has a low confidence, which is said wherever the level stands. */
export function isUnsure({ confidence }: CompetencyScore): boolean {
  return confidence !== null && confidence < 0.6;
}

/** The quote that speaks most clearly for the score: the highest level shown, else what lacked. */
export function bestEvidence(competency: CompetencyScore): Evidence | undefined {
  return ranked(competency)[0];
}

export function ranked(competency: CompetencyScore): Evidence[] {
  return competency.evidence.toSorted(
    (one, other) =>
      Number(one.is_deficit) - Number(other.is_deficit) ||
      other.level - one.level ||
      one.turn - other.turn,
  );
}

/** Return what each question of a competency showed, with its number and its words in the plan. */
export function resultsOf(
  document: PlanDocument | undefined,
  scorecard: Scorecard,
  competency: CompetencyScore,
) {
  const questions = document ? questionsOf(document) : [];
  return scorecard.questions
    .filter((result) => result.competency === competency.name)
    .map((result) => {
      const at = questions.findIndex((question) => question.id === result.question_id);
      const question = questions[at];
      return { result, asked: question && { number: at + 1, question } };
    });
}

/** Return the rubric's own words for the level nearest to the score, on the side the best quote shows. */
export function levelText(
  document: PlanDocument | undefined,
  competency: CompetencyScore,
): string | null {
  const best = bestEvidence(competency);
  const side = document?.competencies
    .find((each) => each.name === competency.name)
    ?.sub_dimensions.find((each) => each.name === best?.sub_dimension);
  const level = Math.round(competency.score ?? 0);
  const text = side?.indicators[String(level)];
  return text ? `${level}: ${text}` : null;
}

/** How many levels there are, and how the required ones stand: no more than the numbers say. */
export function levelsIn(competencies: CompetencyScore[]): string {
  const scored = competencies.filter((each) => each.score !== null);

  const required = competencies.filter(
    (each) => each.is_required && each.minimum_acceptable_score !== null,
  );
  const measured = required.filter((each) => each.score !== null);
  const all = i18n._("{count, plural, one {# competency} other {# competencies}}", {
    count: competencies.length,
  });
  const levels = i18n._(
    "{scored, plural, one {# of {all} has a level.} other {# of {all} have a level.}}",
    { scored: scored.length, all },
  );
  return [levels, standing(measured, required.length)].filter(Boolean).join(" ");
}

/** A competency with its level. */
export interface LeveledCompetency {
  name: string;
  level: number;
}

/**
 * The highest and the lowest level, where the evidence tells them apart.
 *
 * Null where their ranges meet, or one has none: then neither is known to be above the other.
 */
export function extremesOf(
  competencies: CompetencyScore[],
): { highest: LeveledCompetency; lowest: LeveledCompetency } | null {
  const leveled = competencies
    .flatMap(({ name, score, low, high }) =>
      score === null || low === null || high === null ? [] : [{ name, level: score, low, high }],
    )
    .sort((one, other) => other.level - one.level);
  const highest = leveled[0];
  const lowest = leveled.at(-1);
  return highest && lowest && highest.low > lowest.high ? { highest, lowest } : null;
}

function standing(measured: CompetencyScore[], required: number): string {
  if (measured.length === 0) return "";
  const below = measured.filter((each) => (each.score ?? 0) < (each.minimum_acceptable_score ?? 0));
  const isPart = measured.length < required;
  if (below.length === 0) {
    return isPart
      ? i18n._("None of the required competencies with a level is below the required level.")
      : i18n._("None of the required competencies is below the required level.");
  }
  const amounts = { below: below.length, measured: measured.length };
  return isPart
    ? i18n._(
        "{below, plural, one {# of the {measured} required competencies with a level is below the required level.} other {# of the {measured} required competencies with a level are below the required level.}}",
        amounts,
      )
    : i18n._(
        "{below, plural, one {# of the {measured} required competencies is below the required level.} other {# of the {measured} required competencies are below the required level.}}",
        amounts,
      );
}

/** The questions of a plan in the order of the interview. */
export function questionsOf(document: PlanDocument): PlanQuestion[] {
  return document.competencies
    .flatMap((competency) => competency.questions)
    .sort((one, other) => one.order - other.order);
}

/** What this version did about the request for a change. */
export function changesOf(document: PlanDocument): string[] {
  return remarksOf(document, "change");
}

/** What the notes of the plan say of one kind, in the reader's language. */
export function remarksOf(document: PlanDocument, kind: PlanRemark["kind"]): string[] {
  return document.remarks.filter((remark) => remark.kind === kind).map(({ text }) => text);
}

/** What the planner was unsure of; a proposed must-have is chosen beside the decision instead. */
export function doubtsOf(document: PlanDocument): string[] {
  const names = document.competencies.map(({ name }) => name);
  return document.remarks
    .filter(
      ({ kind, competency }) =>
        kind === "other" ||
        (kind === "must_have" && !names.some((name) => isSame(name, competency ?? ""))),
    )
    .map(({ text }) => text);
}

/** A competency that may become a must-have. */
export interface MustHave {
  name: string;
  /** Whether this version of the plan requires it. */
  isRequired: boolean;
  /** The lowest level that passes; null where the plan has none yet. */
  least: number | null;
  /** The note that proposes it, and the line of the posting for which it does; null without one. */
  note: string | null;
  line: string | null;
}

/** Every competency of the plan, with what the notes propose: nothing here is decided by a machine. */
export function mustHavesOf(document: PlanDocument): MustHave[] {
  const proposals = document.remarks.filter(({ kind }) => kind === "must_have");
  return document.competencies.map((competency) => {
    const proposal = proposals.find((one) => isSame(one.competency ?? "", competency.name));
    return {
      name: competency.name,
      isRequired: competency.is_required,
      least: competency.minimum_acceptable_score ?? null,
      note: proposal?.text ?? null,
      line: proposal?.line ?? null,
    };
  });
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Cut a quote where the words that paid begin and end. */
export function pieces(quote: string, found: string[]): Piece[] {
  const marks = found
    .map((words) => ({ from: quote.toLowerCase().indexOf(words.toLowerCase()), words }))
    .filter(({ from, words }) => from >= 0 && words.length > 0)
    .sort((one, other) => one.from - other.from);
  const cut: Piece[] = [];
  let at = 0;
  for (const { from, words } of marks) {
    if (from < at) continue;
    if (from > at) cut.push({ at, text: quote.slice(at, from), isMarked: false });
    cut.push({ at: from, text: quote.slice(from, from + words.length), isMarked: true });
    at = from + words.length;
  }
  if (at < quote.length) cut.push({ at, text: quote.slice(at), isMarked: false });
  return cut;
}
