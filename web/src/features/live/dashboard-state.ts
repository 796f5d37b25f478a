import type { Changed, DashboardMessage, LiveCard, Need, Snapshot, Totals } from "./shapes";

/** The dashboard as the page knows it: folded from frames, with no clock and no socket. */
export interface LiveDashboard {
  at: string;
  totals: Totals;
  cards: ReadonlyMap<string, LiveCard>;
  /** A tile keeps its place for the session's whole life; null is a gap for the next one. */
  slots: readonly (string | null)[];
  attentionItems: readonly AttentionItem[];
}

/** A session that needs a look, or did a moment ago. */
export interface AttentionItem {
  id: string;
  needs: Need[];
  since: number;
  endedAt: number | null;
}

const APPEARS_AFTER_MS = 5000;
const STAYS_MS = 10_000;

/** Fold what came since the last time. What did not change keeps its identity. */
export function dashboardReducer(
  dashboard: LiveDashboard | null,
  messages: DashboardMessage[],
  now: number,
): LiveDashboard | null {
  let next = dashboard;
  for (const message of messages) {
    if (message.type === "snapshot") next = withSnapshot(next, message);
    else if (message.type === "changed" && next) next = withChanges(next, message);
  }
  if (!next) return null;
  const attentionItems = attentionItemsAt(next, now);
  return attentionItems === next.attentionItems ? next : { ...next, attentionItems };
}

function withSnapshot(
  dashboard: LiveDashboard | null,
  { at, totals, sessions }: Snapshot,
): LiveDashboard {
  const cards = new Map(sessions.map((card) => [card.sessionId, card]));
  return {
    at,
    totals,
    cards,
    slots: slotted(dashboard?.slots ?? [], cards),
    attentionItems: dashboard?.attentionItems ?? [],
  };
}

function withChanges(
  dashboard: LiveDashboard,
  { at, totals, sessions, gone }: Changed,
): LiveDashboard {
  const cards = new Map(dashboard.cards);
  for (const id of gone) cards.delete(id);
  for (const card of sessions) cards.set(card.sessionId, card);
  const isSame = gone.length === 0 && cards.size === dashboard.cards.size;
  return {
    ...dashboard,
    at,
    totals,
    cards,
    slots: isSame ? dashboard.slots : slotted(dashboard.slots, cards),
  };
}

/** New sessions fill gaps, then the end. Nobody moves. */
function slotted(
  before: readonly (string | null)[],
  cards: ReadonlyMap<string, LiveCard>,
): (string | null)[] {
  const slots = before.map((id) => (id !== null && cards.has(id) ? id : null));
  const placed = new Set(slots);
  for (const id of cards.keys()) {
    if (placed.has(id)) continue;
    const gap = slots.indexOf(null);
    if (gap < 0) slots.push(id);
    else slots[gap] = id;
  }
  while (slots.at(-1) === null) slots.pop();
  return slots;
}

/** A condition shows when it has lasted and stays a little when it is over: nothing flickers. */
function attentionItemsAt(dashboard: LiveDashboard, now: number): readonly AttentionItem[] {
  const before = new Map(dashboard.attentionItems.map((item) => [item.id, item]));
  const found: AttentionItem[] = [];
  for (const card of dashboard.cards.values()) {
    const item = attentionAt(card, before.get(card.sessionId), now);
    if (item) found.push(item);
  }
  found.sort((one, other) => one.since - other.since);
  const isSame =
    found.length === dashboard.attentionItems.length &&
    found.every((item, place) => item === dashboard.attentionItems[place]);
  return isSame ? dashboard.attentionItems : found;
}

function attentionAt(
  card: LiveCard,
  before: AttentionItem | undefined,
  now: number,
): AttentionItem | null {
  const id = card.sessionId;
  if (card.attention.length > 0) {
    const since = Math.min(...card.attention.map((need) => Date.parse(need.since)));
    if (!before && now - since < APPEARS_AFTER_MS) return null;
    if (before && before.needs === card.attention && before.endedAt === null) return before;
    return { id, needs: card.attention, since, endedAt: null };
  }
  if (!before) return null;
  const endedAt = before.endedAt ?? now;
  if (now - endedAt >= STAYS_MS) return null;
  return before.endedAt === null ? { ...before, endedAt } : before;
}

type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End";

/** The tile to go to from `place`; tiles that are not there are passed over. */
export function stepped(
  place: number,
  key: string,
  columns: number,
  isThere: readonly boolean[],
): number {
  const steps: Record<Arrow, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: 1,
    End: -1,
  };
  const step = steps[key as Arrow];
  if (step === undefined) return place;
  let next = key === "Home" ? 0 : key === "End" ? isThere.length - 1 : place + step;
  while (next >= 0 && next < isThere.length) {
    if (isThere[next]) return next;
    next += step;
  }
  return place;
}
