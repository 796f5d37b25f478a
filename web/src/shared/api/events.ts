import { anything, moment, number, record, type Shape, text } from "./shape";

/** One event of a session's log; the payload keeps the log's own names. */
export const eventCard = record({
  seq: number,
  at: moment,
  type: text,
  v: number,
  actor: text,
  payload: anything,
});
export type EventCard = Shape<typeof eventCard>;

interface LoggedEvent {
  type: string;
  payload: Record<string, unknown>;
}

export function wordsIn({ payload }: LoggedEvent, name: string): string | null {
  const value = payload[name];
  return typeof value === "string" && value ? value : null;
}

export function numberIn({ payload }: LoggedEvent, name: string): number | null {
  const value = payload[name];
  return typeof value === "number" ? value : null;
}

export function isSet({ payload }: LoggedEvent, name: string): boolean {
  return payload[name] === true;
}

export function listIn({ payload }: LoggedEvent, name: string): Record<string, unknown>[] {
  const value = payload[name];
  if (!Array.isArray(value)) return [];
  return value.filter((each) => typeof each === "object" && each !== null);
}

const ENDINGS = new Set([
  "session.completed",
  "session.abandoned",
  "session.no_show",
  "session.expired",
  "session.cancelled",
  "session.failed",
]);

/** Whether the session is over with this event. */
export function isEnding({ type }: LoggedEvent): boolean {
  return ENDINGS.has(type);
}
