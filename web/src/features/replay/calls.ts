import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { FilmList } from "./film/reel";
import type { Replay } from "./shapes";

/** What the replay asks of the gateway; a test hands in its own. */
export interface ReplayCalls {
  replay: (sessionId: string) => Promise<Replay>;
  film: (sessionId: string) => Promise<FilmList>;
  filmPiece: (sessionId: string, seq: number) => Promise<ArrayBuffer>;
  now: () => number;
}

export const replayCalls: ReplayCalls = {
  replay: (id) =>
    answered(
      staffApi.GET("/sessions/{session_id}/replay", { params: { path: { session_id: id } } }),
    ),
  film: (id) =>
    answered(
      staffApi.GET("/recording/{session_id}/chunks", { params: { path: { session_id: id } } }),
    ),
  filmPiece: (id, seq) =>
    answered(
      staffApi.GET("/recording/{session_id}/chunks/{seq}", {
        params: { path: { session_id: id, seq } },
        parseAs: "arrayBuffer",
      }),
    ),
  now: () => performance.now(),
};

export const ReplayApi = createContext<ReplayCalls>(replayCalls);

export function useReplayApi(): ReplayCalls {
  return useContext(ReplayApi);
}
