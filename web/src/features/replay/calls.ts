import { createContext, useContext } from "react";
import { asked } from "@/shared/api/plain";
import { type Replay, replay } from "./shapes";

/** What the replay asks of the gateway; a test hands in its own. */
export interface ReplayCalls {
  replay: (sessionId: string) => Promise<Replay>;
  now: () => number;
}

export const replayCalls: ReplayCalls = {
  replay: (id) => asked("GET", `/sessions/${encodeURIComponent(id)}/replay`, replay),
  now: () => performance.now(),
};

export const ReplayApi = createContext<ReplayCalls>(replayCalls);

export function useReplayApi(): ReplayCalls {
  return useContext(ReplayApi);
}
