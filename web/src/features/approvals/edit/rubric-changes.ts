import type { PlanCompetency, PlanDocument, PlanQuestion } from "@/shared/api/types";

/** A text of a rubric in two versions; empty where a version does not have it. */
export interface RubricText {
  level: string;
  before: string;
  after: string;
}

/** Texts by level that belong together: those of an aspect, or of the answers to a question. */
export interface RubricPart {
  id: string;
  title: { before: string; after: string };
  texts: RubricText[];
}

export interface RubricRow {
  name: string;
  change: "new" | "removed" | "changed" | "unchanged";
  /** What the version has, or else the one that it is compared with. */
  competency: PlanCompetency;
  before: PlanCompetency | null;
  /** Each with the questions whose answers are rated by its levels. */
  aspects: { part: RubricPart; questions: RubricPart[] }[];
  /** The questions whose answers have levels that no aspect has, or none. */
  questions: RubricPart[];
}

type Competencies = Pick<PlanDocument, "competencies">;

/** The competencies of a rubric beside those of another version; removed ones come last. */
export function rubricRows(now: Competencies, before: Competencies): RubricRow[] {
  const old = new Map(before.competencies.map((each) => [each.name, each]));
  const names = new Set(now.competencies.map(({ name }) => name));
  return [
    ...now.competencies.map((each) => rowOf(each, old.get(each.name) ?? null)),
    ...before.competencies.filter(({ name }) => !names.has(name)).map((each) => rowOf(null, each)),
  ];
}

function rowOf(now: PlanCompetency | null, before: PlanCompetency | null): RubricRow {
  const competency = (now ?? before) as PlanCompetency;
  const aspects = partsOf(now?.sub_dimensions, before?.sub_dimensions, aspectOf);
  const questions = partsOf(now?.questions, before?.questions, questionOf);
  const isSame =
    now !== null &&
    before !== null &&
    Math.abs(now.weight - before.weight) < 0.005 &&
    now.is_required === before.is_required &&
    minimumOf(now) === minimumOf(before) &&
    [...aspects, ...questions].every((part) => !isChanged(part));
  const change = before === null ? "new" : now === null ? "removed" : "changed";
  return {
    name: competency.name,
    change: isSame ? "unchanged" : change,
    competency,
    before,
    aspects: aspects.map((part) => ({
      part,
      questions: questions.filter((each) => aspectFor(each, aspects) === part),
    })),
    questions: questions.filter((each) => aspectFor(each, aspects) === undefined),
  };
}

/** The first aspect that has the same levels as the answers to a question, in each version that has the question. */
function aspectFor(question: RubricPart, aspects: RubricPart[]): RubricPart | undefined {
  return aspects.find((aspect) =>
    (["before", "after"] as const).every(
      (side) => question.title[side] === "" || levelsOf(question, side) === levelsOf(aspect, side),
    ),
  );
}

/** The texts of the levels in one version, to compare them with others. */
function levelsOf({ texts }: RubricPart, side: "before" | "after"): string {
  return JSON.stringify(
    texts.filter((each) => each[side] !== "").map((each) => [each.level, each[side]]),
  );
}

export const minimumOf = (competency: PlanCompetency) =>
  competency.minimum_acceptable_score ?? null;

/** Whether a word of it differs between the versions. */
function isChanged({ title, texts }: RubricPart): boolean {
  return title.before !== title.after || texts.some(({ before, after }) => before !== after);
}

interface Side {
  id: string;
  title: string;
  levels: Record<string, string>;
}

const aspectOf = ({ name, indicators }: PlanCompetency["sub_dimensions"][number]): Side => ({
  id: name,
  title: name,
  levels: indicators,
});

const questionOf = ({ id, text, anchors }: PlanQuestion): Side => ({
  id,
  title: text,
  levels: Object.fromEntries(
    Object.entries(anchors).map(([level, { description }]) => [level, description]),
  ),
});

function partsOf<Whole>(
  now: Whole[] | undefined,
  before: Whole[] | undefined,
  sideOf: (whole: Whole) => Side,
): RubricPart[] {
  const after = (now ?? []).map(sideOf);
  const old = (before ?? []).map(sideOf);
  const ids = new Set([...after, ...old].map(({ id }) => id));
  return [...ids].map((id) =>
    partOf(
      id,
      old.find((each) => each.id === id),
      after.find((each) => each.id === id),
    ),
  );
}

function partOf(id: string, before: Side | undefined, after: Side | undefined): RubricPart {
  const levels = new Set([
    ...Object.keys(before?.levels ?? {}),
    ...Object.keys(after?.levels ?? {}),
  ]);
  return {
    id,
    title: { before: before?.title ?? "", after: after?.title ?? "" },
    texts: [...levels]
      .sort((one, other) => other.localeCompare(one))
      .map((level) => ({
        level,
        before: before?.levels[level] ?? "",
        after: after?.levels[level] ?? "",
      })),
  };
}
