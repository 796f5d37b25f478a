import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import { type Dial, dialSocket } from "@/shared/live/stream";
import type { Panel } from "./shapes";

/** What the control plane asks of the gateway; a test hands in its own. */
export interface LiveCalls {
  dial: Dial;
  now: () => number;
  panel: (sessionId: string) => Promise<Panel>;
  note: (sessionId: string, text: string, ask: boolean) => Promise<unknown>;
  takeOver: (sessionId: string) => Promise<unknown>;
  say: (sessionId: string, text: string) => Promise<unknown>;
  handBack: (sessionId: string) => Promise<unknown>;
  end: (sessionId: string, reason: string) => Promise<unknown>;
}

const at = (sessionId: string) => ({ params: { path: { session_id: sessionId } } });

/** What comes of a move arrives on the stream, whatever it is answered with. */
export const liveCalls: LiveCalls = {
  dial: dialSocket,
  now: Date.now,
  panel: (id) => answered(staffApi.GET("/sessions/{session_id}/panel", at(id))),
  note: (id, text, ask) =>
    answered(staffApi.POST("/sessions/{session_id}/notes", { ...at(id), body: { text, ask } })),
  takeOver: (id) => answered(staffApi.POST("/sessions/{session_id}/takeover", at(id))),
  say: (id, text) =>
    answered(staffApi.POST("/sessions/{session_id}/say", { ...at(id), body: { text } })),
  handBack: (id) => answered(staffApi.POST("/sessions/{session_id}/handback", at(id))),
  end: (id, reason) =>
    answered(
      staffApi.POST("/sessions/{session_id}/end", { ...at(id), body: { reason: reason || null } }),
    ),
};

export const LiveApi = createContext<LiveCalls>(liveCalls);

export function useLiveApi(): LiveCalls {
  return useContext(LiveApi);
}
