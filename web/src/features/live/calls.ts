import { createContext, useContext } from "react";
import { asked } from "@/shared/api/plain";
import { type Dial, dialSocket } from "@/shared/live/stream";
import { done, type Panel, panel } from "./shapes";

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

const at = (sessionId: string, move: string) =>
  `/sessions/${encodeURIComponent(sessionId)}/${move}`;

export const liveCalls: LiveCalls = {
  dial: dialSocket,
  now: Date.now,
  panel: (id) => asked("GET", at(id, "panel"), panel),
  note: (id, text, ask) => asked("POST", at(id, "notes"), done, { text, ask }),
  takeOver: (id) => asked("POST", at(id, "takeover"), done),
  say: (id, text) => asked("POST", at(id, "say"), done, { text }),
  handBack: (id) => asked("POST", at(id, "handback"), done),
  end: (id, reason) => asked("POST", at(id, "end"), done, reason ? { reason } : undefined),
};

export const LiveApi = createContext<LiveCalls>(liveCalls);

export function useLiveApi(): LiveCalls {
  return useContext(LiveApi);
}
