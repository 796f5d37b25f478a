import { i18n } from "@lingui/core";
/** What the sound check makes of what it sees. Every result lets go on. */

export type CheckState = "untried" | "trying" | "works" | "little" | "fails";

export interface CheckResult {
  state: CheckState;
  word: string;
  rest: string;
}

export const ENOUGH_LOUD_PIECES = 15;
export const PATIENCE_PIECES = 400;
const LOUD_RMS = 0.01;
const FAINT_RMS = 0.0005;

/** Chunks of 20 ms, by how loud they were. */
export interface Loudness {
  chunks: number;
  loud: number;
  most: number;
}

export const NOTHING_YET: Loudness = { chunks: 0, loud: 0, most: 0 };

export function louder(heard: Loudness, rms: number): Loudness {
  return {
    chunks: heard.chunks + 1,
    loud: heard.loud + (rms >= LOUD_RMS ? 1 : 0),
    most: Math.max(heard.most, rms),
  };
}

export function checkMicrophone({ chunks, loud, most }: Loudness): CheckResult {
  if (loud >= ENOUGH_LOUD_PIECES)
    return { state: "works", word: i18n._("Works"), rest: i18n._("We hear you.") };
  if (chunks < PATIENCE_PIECES) {
    return { state: "trying", word: i18n._("Listening"), rest: i18n._("Say a few words.") };
  }
  if (most >= FAINT_RMS) {
    const rest = i18n._("Your voice is too quiet. Move closer, or choose another microphone.");
    return { state: "little", word: i18n._("Quiet"), rest };
  }
  const rest = i18n._(
    "No sound received. Check that the microphone is not muted, or choose another one.",
  );
  return { state: "fails", word: i18n._("Silent"), rest };
}

const NEAR_MS = 150;
const FAR_MS = 1000;
const KEEPS = () =>
  i18n._("If you are disconnected, your answers are saved and you can continue where you stopped.");

/** Rate the connection by its round trips; `null` is one that did not come back. */
export function checkConnection(trips: (number | null)[]): CheckResult {
  const back = trips.filter((trip) => trip !== null).sort((one, other) => one - other);
  const middle = back[Math.floor(back.length / 2)];
  if (middle === undefined || back.length * 2 < trips.length) {
    return {
      state: "fails",
      word: i18n._("Not connected"),
      rest: `${i18n._("The interview server could not be reached.")} ${KEEPS()}`,
    };
  }
  const away = i18n._("Response time {time} ms", { time: Math.max(1, Math.round(middle)) });
  const slowest = back.at(-1) ?? middle;
  if (back.length === trips.length && middle <= NEAR_MS && slowest <= FAR_MS) {
    return { state: "works", word: i18n._("Works"), rest: `${away}.` };
  }
  const gaps = back.length < trips.length || slowest > FAR_MS ? i18n._(", with interruptions") : "";
  return { state: "little", word: i18n._("Slow"), rest: `${away}${gaps}. ${KEEPS()}` };
}
