/** What the gateway says of a talk that can be replayed, as far as the page uses it. */
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type PlacedEvent = Schemas["MomentCard"];
export type ReplayTurn = Schemas["ReplayedTurnCard"];
export type Replay = Omit<Schemas["ReplayCard"], "session" | "media"> & {
  session: Pick<Schemas["SessionCard"], "interviewId" | "state" | "channel">;
  /** So far nothing is recorded beside the log. */
  media: { recording?: null; clock: Omit<Schemas["ClockCard"], "seq">[] };
};
