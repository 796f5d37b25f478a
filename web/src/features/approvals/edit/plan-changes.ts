import type { PlanDocument, PlanQuestion } from "@/shared/api/types";
import { count } from "@/shared/lib/words";
import { questionsOf } from "../reading";

export type Change = "new" | "reworded" | "removed" | "changed" | "moved" | "unchanged";

/** What one question has become since an earlier version. */
export interface QuestionChange {
  change: Change;
  question: PlanQuestion;
  before: PlanQuestion | null;
  /** Changes beside the wording, such as "3 min, was 5". */
  details: string[];
}

/** The questions of a version with what became of those of an earlier one, removed ones in their place. */
export function questionChanges(now: PlanDocument, before: PlanDocument): QuestionChange[] {
  const old = questionsOf(before);
  const current = questionsOf(now);
  const kept = new Set(current.map((question) => question.id));
  const stayed = old.filter((question) => kept.has(question.id)).map((question) => question.id);
  const order = current.filter(({ id }) => stayed.includes(id)).map(({ id }) => id);
  const changes: QuestionChange[] = current.map((question) => {
    const earlier = old.find(({ id }) => id === question.id) ?? null;
    if (!earlier) return { change: "new", question, before: null, details: [] };
    const isMoved = order.indexOf(question.id) !== stayed.indexOf(question.id);
    const isReworded = question.text !== earlier.text;
    const details = detailsOf(question, earlier, isMoved && isReworded);
    const change = isReworded
      ? "reworded"
      : isMoved
        ? "moved"
        : details.length > 0
          ? "changed"
          : "unchanged";
    return { change, question, before: earlier, details };
  });
  for (const [place, question] of old.entries()) {
    if (kept.has(question.id)) continue;
    const follower = changes.findIndex(({ before: one }) => one && old.indexOf(one) > place);
    changes.splice(follower < 0 ? changes.length : follower, 0, {
      change: "removed",
      question,
      before: question,
      details: [],
    });
  }
  return changes;
}

function detailsOf(now: PlanQuestion, before: PlanQuestion, isMoved: boolean): string[] {
  const minutes = (question: PlanQuestion) => Math.round(question.time_budget_s / 6) / 10;
  return [
    isMoved ? "moved" : "",
    now.time_budget_s === before.time_budget_s
      ? ""
      : `${minutes(now)} min instead of ${minutes(before)}`,
    now.is_mandatory === before.is_mandatory
      ? ""
      : now.is_mandatory
        ? "now always asked"
        : "now only if time allows",
    now.is_pinned === before.is_pinned ? "" : now.is_pinned ? "now pinned" : "no longer pinned",
  ].filter(Boolean);
}

/** The competencies whose share changed: "Planning 40%, was 25%". */
export function weightChanges(now: PlanDocument, before: PlanDocument): string[] {
  const share = (weight: number) => `${Math.round(weight * 100)}%`;
  const old = new Map(before.competencies.map(({ name, weight }) => [name, weight]));
  return now.competencies
    .filter(({ name, weight }) => Math.abs((old.get(name) ?? 0) - weight) > 0.004)
    .map(({ name, weight }) => {
      const earlier = old.get(name);
      return `${name} ${share(weight)}${earlier === undefined ? ", new" : `, was ${share(earlier)}`}`;
    });
}

/** The messages that changed, such as "invitation" and "closing message". */
export function scriptChanges(now: PlanDocument, before: PlanDocument): string[] {
  return [
    now.inmail_draft === before.inmail_draft ? "" : "invitation",
    now.greeting_script === before.greeting_script ? "" : "opening message",
    now.closing_script === before.closing_script ? "" : "closing message",
  ].filter(Boolean);
}

/** "1 new, 1 reworded, 4 unchanged." */
export function summaryOf(changes: QuestionChange[]): string {
  const names: Change[] = ["new", "reworded", "removed", "moved", "changed", "unchanged"];
  return `${names
    .map((name) => ({ name, amount: changes.filter(({ change }) => change === name).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ name, amount }) => `${amount} ${name}`)
    .join(", ")} of ${count(changes.length, "question")}.`;
}
