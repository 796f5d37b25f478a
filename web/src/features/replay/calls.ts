import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { InterviewerQuality } from "@/shared/api/types";
import type { Replay } from "./shapes";
import type { VideoRecording } from "./video/chunks";

/** What the replay asks of the gateway; a test hands in its own. */
export interface ReplayCalls {
  replay: (sessionId: string) => Promise<Replay>;
  quality: (sessionId: string) => Promise<InterviewerQuality>;
  recording: (sessionId: string) => Promise<VideoRecording>;
  videoChunk: (sessionId: string, seq: number) => Promise<ArrayBuffer>;
  now: () => number;
}

export const replayCalls: ReplayCalls = {
  replay: (id) =>
    answered(
      staffApi.GET("/sessions/{session_id}/replay", { params: { path: { session_id: id } } }),
    ),
  quality: (id) =>
    answered(
      staffApi.GET("/sessions/{session_id}/quality-report", {
        params: { path: { session_id: id } },
      }),
    ),
  recording: (id) =>
    answered(
      staffApi.GET("/recording/{session_id}/chunks", { params: { path: { session_id: id } } }),
    ),
  videoChunk: (id, seq) =>
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
