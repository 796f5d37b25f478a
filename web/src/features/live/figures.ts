import type { LiveCard } from "./shapes";

/** How long a reply may take before it counts as slow; the same target as in analytics. */
export const SLOW_REPLY_S = 2;

/** The longest of the last replies, in seconds; null before the first. */
export function slowestReply(cards: LiveCard[]): number | null {
  const replies = cards.flatMap(({ replySeconds }) => replySeconds ?? []);
  return replies.length > 0 ? Math.max(...replies) : null;
}

/** What the interviews with a known cost have cost so far, in dollars; null if none is known. */
export function costOf(cards: LiveCard[]): { sum: number; unknown: number } | null {
  const costs = cards.flatMap(({ cost }) => cost ?? []);
  if (costs.length === 0) return null;
  return {
    sum: costs.reduce((sum, cost) => sum + cost, 0),
    unknown: cards.length - costs.length,
  };
}
