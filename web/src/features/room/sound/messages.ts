import type { Played } from "./playout";

/** What the page tells the thread that plays. */
export type PlaybackCommand =
  | { type: "rate"; rate: number }
  | { type: "piece"; gen: number; samples: Int16Array }
  | { type: "spoken"; gen: number }
  | { type: "flush"; gen: number };

export type PlaybackReport =
  | { type: "played"; played: Played; how: "still" | "ended" | "flushed" }
  | { type: "level"; rms: number; isPlaying: boolean };

/** Twenty milliseconds of the microphone, at 16 kHz. */
export interface CapturedAudio {
  samples: Int16Array;
  rms: number;
}
