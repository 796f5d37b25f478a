/** What the gateway says of an interview that can be replayed, as far as the page uses it. */
import type { components } from "@/shared/api/schema";

/** Words of a turn that the assessment quotes, as a span of code points. */
export interface QuotedWords {
  turn: number;
  start: number;
  end: number;
  competency: string;
  level: number;
  isDeficit: boolean;
}

type Schemas = components["schemas"];
export type PlacedEvent = Schemas["ReplayedEventResponse"];
export type ReplayTurn = Schemas["ReplayedTurnResponse"];
export type Replay = Omit<Schemas["SessionReplayResponse"], "session" | "media"> & {
  session: Pick<
    Schemas["SessionStatusResponse"],
    "interviewId" | "profile" | "state" | "channel" | "attempt"
  >;
  /** So far nothing is recorded beside the log. */
  media: { recording?: null; clock: Omit<Schemas["ClockChangeResponse"], "seq">[] };
};
