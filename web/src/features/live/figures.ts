import type { LiveCard } from "./shapes";

/** How long a reply may take before it counts as slow; the same target as in analytics. */
export const SLOW_REPLY_S = 2;

/** What the interviews with a known cost have cost so far, in dollars; null if none is known. */
export function costOf(cards: LiveCard[]): { sum: number; unknown: number } | null {
  const costs = cards.flatMap(({ cost }) => cost ?? []);
  if (costs.length === 0) return null;
  return {
    sum: costs.reduce((sum, cost) => sum + cost, 0),
    unknown: cards.length - costs.length,
  };
}
