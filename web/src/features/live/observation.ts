import { type EventCard, isEnding, numberIn, wordsIn } from "@/shared/api/events";
import type { LiveCard, ObserverMessage } from "./shapes";

/** One interview as an observer knows it: folded from frames, with no clock and no socket. */
export interface Observation {
  card: LiveCard | null;
  events: readonly EventCard[];
}

export const NOTHING_YET: Observation = { card: null, events: [] };

export function observationReducer(before: Observation, message: ObserverMessage): Observation {
  if (message.type === "card") return { ...before, card: message.session };
  if (message.type !== "events") return before;
  const last = before.events.at(-1)?.seq ?? 0;
  const isNext = message.events.every((event, at, all) => event.seq > (all[at - 1]?.seq ?? last));
  if (isNext) return { ...before, events: [...before.events, ...message.events] };
  // After a lost connection some come twice.
  const bySeq = new Map([...before.events, ...message.events].map((event) => [event.seq, event]));
  return {
    ...before,
    events: [...bySeq.values()].sort((one, other) => one.seq - other.seq),
  };
}

export type Line =
  | { kind: "said"; seq: number; at: string; turn: number; who: Speaker; text: string }
  | { kind: "happened"; seq: number; at: string; event: EventCard; text: string | null };

export type Speaker = "interviewer" | "staff" | "candidate";

const WORTH_A_LINE = new Set([
  "consent.granted",
  "consent.declined",
  "interview.started",
  "question.skipped",
  "clock.paused",
  "clock.resumed",
  "connection.lost",
  "connection.resumed",
  "timer.expired",
  "staff.intervened",
]);

/** What was said and what happened between, in the order of the log. */
export function linesOf(events: readonly EventCard[]): Line[] {
  return events.flatMap((event): Line[] => {
    const { seq, at } = event;
    if (event.type === "turn.completed") {
      const turn = numberIn(event, "turn") ?? seq;
      const text = wordsIn(event, "text") ?? "";
      return [{ kind: "said", seq, at, turn, who: speakerOf(event), text }];
    }
    if (!WORTH_A_LINE.has(event.type) && !isEnding(event)) return [];
    // What a person of staff said aloud is a turn already.
    if (wordsIn(event, "action") === "say") return [];
    return [{ kind: "happened", seq, at, event, text: wordsIn(event, "text") }];
  });
}

function speakerOf(event: EventCard): Speaker {
  if (wordsIn(event, "role") === "candidate") return "candidate";
  return wordsIn(event, "speaker") === "staff" ? "staff" : "interviewer";
}

const READINGS = new Set([
  "evaluation.generated",
  "perspective.generated",
  "followup.proposed",
  "followup.chosen",
]);

/** The newest event after which the panel says something new. */
export function lastReading(events: readonly EventCard[]): number {
  return events.findLast((event) => READINGS.has(event.type))?.seq ?? 0;
}

export function isOver(events: readonly EventCard[]): boolean {
  return events.some(isEnding);
}
