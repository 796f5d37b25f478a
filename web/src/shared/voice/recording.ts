import type { VoiceRecording } from "../api/types";

type Passage = VoiceRecording["passages"][number];

/** Words of the candidate: a turn, and code points in it; without those, the whole turn. */
export interface SpokenWords {
  turn: number;
  start?: number | undefined;
  end?: number | undefined;
}

/** A part of the recording, in milliseconds, and whether it has all of the sound of the words. */
export interface SoundPart {
  fromMs: number;
  toMs: number;
  isComplete: boolean;
}

const LEAD_MS = 1000;
/** The server returns no more at once. */
const MAX_PART_MS = 600_000;

/** Where words are heard, from a second before and for ten minutes at most; null where no sound is stored. */
export function partOf(
  { passages }: VoiceRecording,
  { turn, start = 0, end = 0 }: SpokenWords,
): SoundPart | null {
  const ofTurn = passages.filter((passage) => passage.turn === turn);
  const isPlaced = end > start && ofTurn.every((passage) => passage.start !== null);
  const exact = isPlaced ? ofTurn.filter((passage) => overlaps(passage, start, end)) : [];
  const heard = exact.length > 0 ? exact : ofTurn;
  if (heard.length === 0) return null;
  const fromMs = Math.max(0, Math.min(...heard.map((passage) => passage.startMs)) - LEAD_MS);
  const endMs = Math.max(...heard.map((passage) => passage.endMs));
  const toMs = Math.min(endMs, fromMs + MAX_PART_MS);
  const isComplete = toMs === endMs && heard.every((passage) => passage.isComplete);
  return { fromMs, toMs, isComplete };
}

function overlaps(passage: Passage, start: number, end: number): boolean {
  return (passage.start ?? 0) < end && (passage.end ?? 0) > start;
}
