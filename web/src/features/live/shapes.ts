/**
 * What the control plane says. The generated types name every answer; what comes by a stream is read at
 * the edge besides, because a stream outlives the page's own version.
 */
import { eventCard } from "@/shared/api/events";
import type { components } from "@/shared/api/schema";
import {
  list,
  maybe,
  moment,
  number,
  type Read,
  record,
  type Shape,
  text,
  word,
} from "@/shared/api/shape";

type Schemas = components["schemas"];
export type Totals = Schemas["LiveTotalsResponse"];
export type Need = Schemas["AttentionItemResponse"];
export type LiveCard = Omit<Schemas["LiveSessionResponse"], "profile" | "state"> & {
  profile: string;
  state: string;
};
export type Panel = Schemas["SessionPanelResponse"];
export type ReadAnswer = Schemas["EvaluatedAnswerResponse"];
export type Evaluation = Schemas["EvaluationResponse"];
export type EvaluationProvenance = Schemas["EvaluationProvenanceResponse"];
export type Opinion = Schemas["OpinionResponse"];
export type Proposal = Schemas["FollowUpProposalResponse"];

const totals: Read<Totals> = record({
  live: number,
  waiting: number,
  queued: number,
  longestQueuedSeconds: number,
  endedToday: number,
  completedToday: number,
  completionRate: maybe(number),
  replies: number,
  replyP95Seconds: maybe(number),
  recentTurns: number,
  recentTurnErrors: number,
});

const need: Read<Need> = record({
  kind: word("reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"),
  text,
  since: moment,
});

const role = word("agent", "candidate");

export const liveCard: Read<LiveCard> = record({
  sessionId: text,
  interviewId: text,
  initials: maybe(text),
  position: text,
  profile: text,
  channel: word("text", "voice", "phone"),
  transport: word("text", "voice", "phone", "livekit"),
  state: text,
  since: moment,
  startedAt: maybe(moment),
  minute: number,
  question: record({ index: number, of: number }),
  remainingSeconds: number,
  turns: number,
  lastTurnAt: maybe(moment),
  speaking: word("agent", "candidate", "nobody"),
  replySeconds: maybe(number),
  cost: maybe(number),
  observers: number,
  takenOverBy: maybe(text),
  queuePosition: maybe(number),
  turnDurations: list(record({ role, seconds: number })),
  attention: list(need),
});

const snapshot = record({ at: moment, totals, sessions: list(liveCard) });
const changed = record({ at: moment, totals, sessions: list(liveCard), gone: list(text) });
export type Snapshot = Shape<typeof snapshot>;
export type Changed = Shape<typeof changed>;

export type DashboardMessage =
  | ({ type: "snapshot" } & Snapshot)
  | ({ type: "changed" } & Changed)
  | { type: "heartbeat" };

export type ObserverMessage =
  | { type: "events"; events: Shape<typeof eventCard>[] }
  | { type: "card"; session: LiveCard }
  | { type: "heartbeat" };

const envelope = record({ type: text });
const eventsFrame = record({ events: list(eventCard) });
const cardFrame = record({ session: liveCard });

/** Read a frame of the dashboard; nothing for one that cannot be understood. */
export const dashboardMessage = framed<DashboardMessage>({
  snapshot: (said) => ({ type: "snapshot", ...snapshot(said, "") }),
  changed: (said) => ({ type: "changed", ...changed(said, "") }),
  heartbeat: () => ({ type: "heartbeat" }),
});

export const observerMessage = framed<ObserverMessage>({
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
