import { createContext } from "react";
import { answered } from "../api/problem";
import { staffApi } from "../api/staff";
import type { VoiceRecording } from "../api/types";

/** What listening asks of the gateway; a test hands in its own. */
export interface VoiceCalls {
  recording: (sessionId: string) => Promise<VoiceRecording>;
  sound: (sessionId: string, fromMs: number, toMs: number) => Promise<ArrayBuffer>;
  /** Play the sound until its end or until the returned function is called; it may not play at all. */
  play: (sound: ArrayBuffer, onEnd: () => void, onFail: () => void) => () => void;
}

export const voiceCalls: VoiceCalls = {
  recording: (id) =>
    answered(
      staffApi.GET("/recording/{session_id}/voice", { params: { path: { session_id: id } } }),
    ),
  sound: (id, fromMs, toMs) =>
    answered(
      staffApi.GET("/recording/{session_id}/voice/sound", {
        params: { path: { session_id: id }, query: { fromMs, toMs } },
        parseAs: "arrayBuffer",
      }),
    ),
  play(sound, onEnd, onFail) {
    const address = URL.createObjectURL(new Blob([sound], { type: "audio/wav" }));
    const audio = new Audio(address);
    const stop = () => {
      audio.pause();
      URL.revokeObjectURL(address);
    };
    audio.onended = onEnd;
    audio.onerror = onFail;
    audio.play().catch(onFail);
    return stop;
  },
};

export const VoiceApi = createContext<VoiceCalls>(voiceCalls);
