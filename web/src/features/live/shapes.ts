/** What the control plane says, read at the edge. */
import { eventCard } from "@/shared/api/events";
import {
  list,
  maybe,
  moment,
  number,
  type Read,
  record,
  type Shape,
  text,
  truth,
  word,
} from "@/shared/api/shape";

const totals = record({
  live: number,
  waiting: number,
  queued: number,
  longestQueuedSeconds: maybe(number),
  endedToday: number,
  completedToday: number,
  completionRate: maybe(number),
});
export type Totals = Shape<typeof totals>;

const need = record({
  kind: word("reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"),
  text,
  since: moment,
});
export type Need = Shape<typeof need>;

const role = word("agent", "candidate");

export const liveCard = record({
  sessionId: text,
  interviewId: text,
  initials: maybe(text),
  position: text,
  profile: text,
  channel: text,
  state: text,
  since: moment,
  startedAt: maybe(moment),
  minute: number,
  question: maybe(record({ index: number, of: number })),
  remainingSeconds: maybe(number),
  turns: number,
  lastTurnAt: maybe(moment),
  speaking: word("agent", "candidate", "nobody"),
  replySeconds: maybe(number),
  cost: maybe(number),
  watchers: number,
  takenBy: maybe(text),
  queuePosition: maybe(number),
  strokes: list(record({ role, seconds: number })),
  needsALook: list(need),
});
export type LiveCard = Shape<typeof liveCard>;

const snapshot = record({ at: moment, totals, sessions: list(liveCard) });
const changed = record({ at: moment, totals, sessions: list(liveCard), gone: list(text) });
export type Snapshot = Shape<typeof snapshot>;
export type Changed = Shape<typeof changed>;

export type WallMessage =
  | ({ type: "snapshot" } & Snapshot)
  | ({ type: "changed" } & Changed)
  | { type: "heartbeat" };

export type ListenMessage =
  | { type: "events"; events: Shape<typeof eventCard>[] }
  | { type: "card"; session: LiveCard }
  | { type: "heartbeat" };

const envelope = record({ type: text });
const eventsFrame = record({ events: list(eventCard) });
const cardFrame = record({ session: liveCard });

/** Read a frame of the wall; nothing for one that cannot be understood. */
export const wallMessage = framed<WallMessage>({
  snapshot: (said) => ({ type: "snapshot", ...snapshot(said, "") }),
  changed: (said) => ({ type: "changed", ...changed(said, "") }),
  heartbeat: () => ({ type: "heartbeat" }),
});

export const listenMessage = framed<ListenMessage>({
  events: (said) => ({ type: "events", ...eventsFrame(said, "") }),
  card: (said) => ({ type: "card", ...cardFrame(said, "") }),
  heartbeat: () => ({ type: "heartbeat" }),
});

function framed<Message>(readers: Record<string, (said: unknown) => Message>) {
  return (said: unknown): Message | null => {
    try {
      return readers[envelope(said, "frame").type]?.(said) ?? null;
    } catch {
      return null;
    }
  };
}

const quote = record({ text, start: number, end: number });

const evaluation = record({
  evaluator: text,
  criterion: text,
  score: maybe(number),
  abstained: maybe(text),
  confidence: maybe(number),
  quotes: list(quote),
  madeBy: text,
});
export type Evaluation = Shape<typeof evaluation>;

const opinion = record({ perspective: text, summary: text, concerns: list(text), madeBy: text });
export type Opinion = Shape<typeof opinion>;

const proposal = record({
  by: text,
  name: text,
  question: text,
  criterion: maybe(text),
  reason: text,
  uncertainty: number,
  taken: maybe(truth),
  why: maybe(text),
});
export type Proposal = Shape<typeof proposal>;

export const panel = record({
  sessionId: text,
  answers: list(
    record({
      turn: number,
      questionId: maybe(text),
      question: maybe(text),
      evaluations: list(evaluation),
      opinions: list(opinion),
      proposals: list(proposal),
    }),
  ),
});
export type Panel = Shape<typeof panel>;
export type ReadAnswer = Panel["answers"][number];

/** What a move is answered with; whatever it says, the stream tells what came of it. */
export const done: Read<null> = () => null;
