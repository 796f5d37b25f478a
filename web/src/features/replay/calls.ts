import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { Replay } from "./shapes";

/** What the replay asks of the gateway; a test hands in its own. */
export interface ReplayCalls {
  replay: (sessionId: string) => Promise<Replay>;
  now: () => number;
}

export const replayCalls: ReplayCalls = {
  replay: (id) =>
    answered(
      staffApi.GET("/sessions/{session_id}/replay", { params: { path: { session_id: id } } }),
    ),
  now: () => performance.now(),
};

export const ReplayApi = createContext<ReplayCalls>(replayCalls);

export function useReplayApi(): ReplayCalls {
  return useContext(ReplayApi);
}
