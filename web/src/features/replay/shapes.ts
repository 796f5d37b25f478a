/** What the gateway says of a talk that can be replayed, read at the edge. */
import { eventCard } from "@/shared/api/events";
import {
  list,
  maybe,
  number,
  type Read,
  record,
  type Shape,
  text,
  truth,
  word,
} from "@/shared/api/shape";

const placed = record({ offsetMs: number });
const event: Read<Shape<typeof eventCard> & Shape<typeof placed>> = (value, at) => ({
  ...eventCard(value, at),
  ...placed(value, at),
});
export type PlacedEvent = Shape<typeof event>;

const turn = record({
  turn: number,
  role: word("agent", "candidate"),
  kind: text,
  text,
  questionId: maybe(text),
  startMs: number,
  endMs: number,
  saidBy: maybe(text),
});
export type ReplayTurn = Shape<typeof turn>;

export const replay = record({
  session: record({ interviewId: maybe(text), state: maybe(text), channel: maybe(text) }),
  questions: list(record({ id: text, text, competency: maybe(text) })),
  events: list(event),
  turns: list(turn),
  wordsErased: maybe(truth),
  media: record({
    recording: (value: unknown) => value ?? null,
    clock: list(record({ offsetMs: number, isRunning: truth })),
  }),
});
export type Replay = Shape<typeof replay>;
