import { i18n } from "@lingui/core";
import { isEnding, isSet, listIn, numberIn, wordsIn } from "@/shared/api/events";
import { describeEvent, describeReason } from "@/shared/lib/event-texts";
import { outcomeText } from "@/shared/lib/proposal-outcomes";
import { withinSentence } from "@/shared/lib/words";
import type { PlacedEvent, Replay, ReplayTurn } from "./shapes";

/** How long a reply may take before it counts as slow; the same target as in analytics. */
export const REPLY_GOAL_MS = 2000;

export function lengthOf({ events, turns }: Replay): number {
  return Math.max(
    1000,
    ...events.map((event) => event.offsetMs),
    ...turns.map((turn) => turn.endMs),
  );
}

export interface Mark {
  atMs: number;
  words: string;
  isFlag: boolean;
}

/** Where each question was put for the first time, by its number in the plan. */
export function questionMarks({ questions, turns }: Replay): { atMs: number; number: number }[] {
  return questions.flatMap((question, place) => {
    const first = turns.find((turn) => turn.role === "agent" && turn.questionId === question.id);
    return first ? [{ atMs: first.startMs, number: place + 1 }] : [];
  });
}

export interface Reply {
  turn: number;
  atMs: number;
  ms: number;
}

/** After one of these it is not the interviewer who takes long. */
const INTERRUPTS = new Set(["connection.lost", "clock.paused"]);
const TURNS_OF_STAFF = new Set(["take_over", "say", "hand_back"]);

function isInterruption(event: PlacedEvent): boolean {
  return INTERRUPTS.has(event.type) || TURNS_OF_STAFF.has(wordsIn(event, "action") ?? "");
}

/** How long the interviewer took after each answer, where nothing came between. */
export function repliesOf({ turns, events }: Replay): Reply[] {
  const interruptions = events.filter(isInterruption).map((event) => event.offsetMs);
  return turns.flatMap((turn, place) => {
    const before = turns[place - 1];
    if (turn.role !== "agent" || before?.role !== "candidate" || turn.saidBy === "staff") return [];
    if (interruptions.some((at) => at >= before.endMs && at <= turn.startMs)) return [];
    return [{ turn: turn.turn, atMs: turn.startMs, ms: Math.max(0, turn.startMs - before.endMs) }];
  });
}

const SHOWN = new Set([
  "consent.granted",
  "consent.declined",
  "interview.started",
  "clock.paused",
  "connection.resumed",
  "timer.expired",
]);
const FLAGGED = new Set([
  "connection.lost",
  "llm.failed",
  "question.skipped",
  "staff.intervened",
  "session.failed",
  "session.abandoned",
]);

/** What happened besides the words; flags are what one would want to look at. */
export function marksOf(replay: Replay): Mark[] {
  return replay.events
    .filter((event) => FLAGGED.has(event.type) || SHOWN.has(event.type) || isEnding(event))
    .map((event) => ({
      atMs: event.offsetMs,
      words: describeEvent(event, replay.session.profile),
      isFlag: FLAGGED.has(event.type),
    }));
}

/** Flags of the log and slow replies together, in order. */
export function flagsOf(replay: Replay): Mark[] {
  const slow = repliesOf(replay)
    .filter((reply) => reply.ms > REPLY_GOAL_MS)
    .map((reply) => ({ atMs: reply.atMs, words: i18n._("Slow response"), isFlag: true }));
  return [...marksOf(replay).filter((mark) => mark.isFlag), ...slow].sort(
    (one, other) => one.atMs - other.atMs,
  );
}

/** The turn that is heard at a moment, or was last. */
export function turnAt(turns: ReplayTurn[], atMs: number): ReplayTurn | undefined {
  return turns.findLast((turn) => turn.startMs <= atMs);
}

const BACK_MS = 1500;

export function nextTurn(turns: ReplayTurn[], atMs: number): number | null {
  return turns.find((turn) => turn.startMs > atMs)?.startMs ?? null;
}

/** The beginning of this turn, or of the one before if this one has only just begun. */
export function previousTurn(turns: ReplayTurn[], atMs: number): number {
  return turns.findLast((turn) => turn.startMs < atMs - BACK_MS)?.startMs ?? 0;
}

/** The next flag; after the last comes the first again. */
export function nextFlag(flags: Mark[], atMs: number): Mark | undefined {
  return flags.find((flag) => flag.atMs > atMs) ?? flags[0];
}

/** When the interview's clock stood, from and to. */
export function standstills({ media }: Replay, lengthMs: number): [number, number][] {
  const stood: [number, number][] = [];
  let since: number | null = null;
  for (const { offsetMs, isRunning } of media.clock) {
    if (!isRunning) since ??= offsetMs;
    else if (since !== null) {
      stood.push([since, offsetMs]);
      since = null;
    }
  }
  if (since !== null && since < lengthMs) stood.push([since, lengthMs]);
  return stood;
}

export interface Why {
  words: string;
  by: string;
  losers: { words: string; value: number | null }[];
}

/** Why the interviewer asked what it asked, by the turn in which it asked. */
export function reasonsOf({ session, events, turns }: Replay): Map<number, Why> {
  const proposed = new Map(
    events
      .filter((event) => event.type === "followup.proposed")
      .map((event) => [wordsIn(event, "proposal_id"), event]),
  );
  const reasons = new Map<number, Why>();
  for (const event of events) {
    if (event.type !== "followup.chosen") continue;
    const answer = numberIn(event, "turn") ?? Number.POSITIVE_INFINITY;
    const asked = turns.find(
      (turn) =>
        turn.role === "agent" &&
        turn.turn > answer &&
        (turn.kind === "follow_up" || turn.kind === "question"),
    );
    if (asked) reasons.set(asked.turn, whyOf(event, session.profile, proposed));
  }
  return reasons;
}

export function whyOf(
  event: PlacedEvent,
  profile: string,
  proposed: ReadonlyMap<string | null, PlacedEvent> = new Map(),
): Why {
  const reason = describeReason(wordsIn(event, "reason") ?? "", profile);
  const isAsked = isSet(event, "is_asked");
  const passedOver = listIn(event, "alternatives").map((each) => ({
    words: describeReason(String(each["reason"] ?? ""), profile),
    value: typeof each["priority"] === "number" ? each["priority"] : null,
  }));
  const outbid = listIn(event, "superseded").map((each) => {
    const proposal = proposed.get(String(each["proposal_id"] ?? ""));
    const question = proposal ? wordsIn(proposal, "question") : null;
    const why = String(each["rejection_reason"] ?? "");
    const words = question ? i18n._("“{text}”", { text: question }) : i18n._("a proposed question");
    return {
      words: why ? `${words} (${withinSentence(outcomeText(why))})` : words,
      value: typeof each["priority"] === "number" ? each["priority"] : null,
    };
  });
  const chosen = proposed.get(wordsIn(event, "proposal_id"));
  return {
    words: wordsOfChoice(isAsked, reason, chosen),
    by: wordsIn(event, "chosen_by") ?? "",
    losers: [...outbid, ...passedOver],
  };
}

function wordsOfChoice(isAsked: boolean, reason: string, chosen: PlacedEvent | undefined): string {
  if (!isAsked) return i18n._("Moved on because {reason}.", { reason });
  if (!chosen) return i18n._("Asked a follow-up because {reason}.", { reason });
  if (wordsIn(chosen, "source") === "staff")
    return i18n._("Asked because a team member requested it in a note.");
  const name = wordsIn(chosen, "name")?.replace(/_/g, " ") ?? i18n._("the panel");
  return i18n._("Asked a follow-up proposed by {name}, because {reason}.", { name, reason });
}

/** A stroke for each word, as far as there is room: long words are long strokes. */
export function strokesOf(turn: ReplayTurn, lengthMs: number, width: number): [number, number][] {
  const words = turn.text.split(/\s+/).filter(Boolean);
  const from = (turn.startMs / lengthMs) * width;
  const wide = Math.max(0, ((turn.endMs - turn.startMs) / lengthMs) * width);
  const most = Math.max(1, Math.floor(wide / STROKE_GAP));
  const many = Math.max(1, Math.min(most, words.length));
  const gap = many === 1 ? 0 : Math.min(wide / many, STROKE_GAP * 3);
  return Array.from({ length: many }, (_, at) => [
    from + at * gap,
    6 + Math.min(12, words[Math.floor((at * words.length) / many)]?.length ?? 1) * 2.4,
  ]);
}

const STROKE_GAP = 5;
