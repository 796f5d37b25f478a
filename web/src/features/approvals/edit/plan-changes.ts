import { i18n } from "@lingui/core";
import type { PlanDocument, PlanQuestion } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { percent } from "@/shared/lib/words";
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

/** What one of the interviewer's own sentences says, and what it said in an earlier version. */
export interface SentenceChange {
  english: string;
  text: string;
  earlier: string;
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
  const minutes = (question: PlanQuestion) =>
    (Math.round(question.time_budget_s / 6) / 10).toLocaleString(dateLocale());
  return [
    isMoved ? i18n._("moved") : "",
    now.time_budget_s === before.time_budget_s
      ? ""
      : i18n._("{now} min instead of {before}", {
          now: minutes(now),
          before: minutes(before),
        }),
    now.is_mandatory === before.is_mandatory
      ? ""
      : now.is_mandatory
        ? i18n._("now always asked")
        : i18n._("now only if time allows"),
    now.is_pinned === before.is_pinned
      ? ""
      : now.is_pinned
        ? i18n._("now pinned")
        : i18n._("no longer pinned"),
  ].filter(Boolean);
}

/** The competencies whose share changed: "Planning 40%, was 25%". */
export function weightChanges(now: PlanDocument, before: PlanDocument): string[] {
  const old = new Map(before.competencies.map(({ name, weight }) => [name, weight]));
  return now.competencies
    .filter(({ name, weight }) => Math.abs((old.get(name) ?? 0) - weight) > 0.004)
    .map(({ name, weight }) => {
      const earlier = old.get(name);
      const share = percent(weight);
      return earlier === undefined
        ? i18n._("{name} {share}, new", { name, share })
        : i18n._("{name} {share}, was {earlier}", { name, share, earlier: percent(earlier) });
    });
}

/**
 * The sentences of the interviewer that say something else now in the same language. An empty text is said
 * in English.
 */
export function sentenceChanges(now: PlanDocument, before: PlanDocument): SentenceChange[] {
  if (now.language !== before.language) return [];
  const said = textsByEnglish(now);
  const old = textsByEnglish(before);
  return [...new Set([...said.keys(), ...old.keys()])]
    .map((english) => ({
      english,
      text: said.get(english) ?? "",
      earlier: old.get(english) ?? "",
    }))
    .filter(({ text, earlier }) => text !== earlier);
}

const textsByEnglish = ({ sentences }: PlanDocument) =>
  new Map((sentences ?? []).map(({ english, text }) => [english, text]));

/** The messages that changed, such as "invitation". */
export function scriptChanges(now: PlanDocument, before: PlanDocument): string[] {
  return [
    now.inmail_draft === before.inmail_draft ? "" : i18n._("invitation"),
    now.greeting_script === before.greeting_script ? "" : i18n._("opening message"),
    now.closing_script === before.closing_script ? "" : i18n._("closing message"),
  ].filter(Boolean);
}

const AMOUNTS: Record<Change, (amount: number) => string> = {
  new: (amount) => i18n._("{amount, plural, one {# new} other {# new}}", { amount }),
  reworded: (amount) => i18n._("{amount, plural, one {# reworded} other {# reworded}}", { amount }),
  removed: (amount) => i18n._("{amount, plural, one {# removed} other {# removed}}", { amount }),
  moved: (amount) => i18n._("{amount, plural, one {# moved} other {# moved}}", { amount }),
  changed: (amount) => i18n._("{amount, plural, one {# changed} other {# changed}}", { amount }),
  unchanged: (amount) =>
    i18n._("{amount, plural, one {# unchanged} other {# unchanged}}", { amount }),
};

/** "1 new, 1 reworded, 4 unchanged of 6 questions." */
export function summaryOf(changes: QuestionChange[]): string {
  const names = Object.keys(AMOUNTS) as Change[];
  const parts = names
    .map((name) => ({ name, amount: changes.filter(({ change }) => change === name).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ name, amount }) => AMOUNTS[name](amount))
    .join(", ");
  return i18n._("{count, plural, one {{parts} of # question.} other {{parts} of # questions.}}", {
    parts,
    count: changes.length,
  });
}
