import type { JobCorrection, JobStatement, StatementKind } from "@/shared/api/types";

/** What a person chose for one statement, before it is sent: its kind, and groups by where they begin. */
export interface StatementChoice {
  kind: StatementKind;
  groups: Record<string, string>;
}

/** A place of a statement that belongs to a competency group, with the words that stand there. */
export interface GroupPlace {
  start: number;
  text: string;
  group: string | null;
  others: string[];
}

/** Return the tasks of a statement, or the requirement as a whole; nothing where no group is needed. */
export function groupPlacesOf(statement: JobStatement): GroupPlace[] {
  if (statement.check) return [];
  if (statement.kind === "requirement") {
    return [place(statement.start, statement.text, statement.group)];
  }
  if (statement.kind !== "task") return [];
  const [only, ...more] = statement.tasks;
  if (!only || more.length === 0) {
    return [place(statement.start, statement.text, only?.group)];
  }
  return statement.tasks.map(({ fact, group }) => place(fact.start, fact.text, group));
}

function place(start: number, text: string, group: JobStatement["group"]): GroupPlace {
  return { start, text, group: group?.group ?? null, others: group?.others ?? [] };
}

/** Return the choice that changes nothing. */
export function choiceOf(statement: JobStatement): StatementChoice {
  const groups = groupPlacesOf(statement).map(({ start, group }) => [start, group ?? ""]);
  return { kind: statement.kind, groups: Object.fromEntries(groups) };
}

/**
 * Return what to send for a choice; nothing if it changes nothing.
 *
 * With another kind, the statement is read anew: only a group for the whole of it still makes sense. A group
 * at the start of a statement holds for all its tasks, so the others are sent with it.
 */
export function correctionsOf(statement: JobStatement, choice: StatementChoice): JobCorrection[] {
  const { start, kind } = statement;
  if (choice.kind !== kind) {
    return [{ start, kind: choice.kind, group: choice.groups[start] || null }];
  }
  const places = groupPlacesOf(statement).map((each) => ({
    start: each.start,
    before: each.group,
    group: choice.groups[each.start] || null,
  }));
  const changed = places.filter(({ group, before }) => group && group !== before);
  const isForAll = changed.some((each) => each.start === start);
  return (isForAll ? places : changed)
    .filter(({ group }) => group)
    .map((each) => ({ start: each.start, kind: null, group: each.group }));
}
