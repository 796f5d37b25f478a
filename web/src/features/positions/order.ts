import { i18n } from "@lingui/core";
import type { ComparedCandidate } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { nameOf as fullName } from "@/shared/lib/interview-words";

/** A candidate with a number, as the page calls them. */
interface Placed {
  name: string;
  low: number;
  high: number;
}

/** Candidates whose numbers may stand side by side: the same questions, the same kind of scorer. */
export interface Comparable {
  key: string;
  form: number | null;
  scorer: string | null;
  candidates: ComparedCandidate[];
}

/** Keep apart what must not be compared. */
export function comparables(candidates: ComparedCandidate[]): Comparable[] {
  const groups = new Map<string, Comparable>();
  for (const candidate of candidates) {
    if (candidate.scorer === null) continue;
    const { form, scorer } = candidate;
    const key = `${form} ${scorer}`;
    const group = groups.get(key) ?? { key, form, scorer, candidates: [] };
    group.candidates.push(candidate);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Say who is below whom, and only where the ranges do not overlap. */
export function orderSentences(
  candidates: ComparedCandidate[],
  nameOf: (candidate: ComparedCandidate) => string,
): string[] {
  const placed = candidates.flatMap((each): Placed[] =>
    each.overall ? [{ name: nameOf(each), low: each.overall.low, high: each.overall.high }] : [],
  );
  if (placed.length < 2) return [];
  const sentences = placed.flatMap((one) => {
    const above = placed.filter((other) => other.low > one.high);
    return above.length > 0
      ? [i18n._("{name} is below {others}.", { name: one.name, others: listed(above) })]
      : [];
  });
  if (sentences.length === 0) {
    return [
      placed.length === 2
        ? i18n._("Both ranges overlap, so these candidates are not in an order.")
        : i18n._("All {count} ranges overlap, so these candidates are not in an order.", {
            count: placed.length,
          }),
    ];
  }
  return [...sentences, i18n._("All others are not in an order: their ranges overlap.")].slice(
    0,
    isDecided(placed) ? sentences.length : undefined,
  );
}

function isDecided(placed: Placed[]): boolean {
  return placed.every((one) =>
    placed.every((other) => one === other || one.low > other.high || other.low > one.high),
  );
}

function listed(placed: Placed[]): string {
  return new Intl.ListFormat(dateLocale()).format(placed.map((each) => each.name));
}

/** Return the name of a candidate, with a number where another of the compared ones has the same name. */
export function distinctName(candidate: ComparedCandidate, all: ComparedCandidate[]): string {
  const name = fullName(candidate);
  const same = all.filter((each) => fullName(each) === name);
  return same.length > 1 ? `${name} (${same.indexOf(candidate) + 1})` : name;
}
