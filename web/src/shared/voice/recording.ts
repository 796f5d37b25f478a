import type { VoiceRecording } from "../api/types";

type Passage = VoiceRecording["passages"][number];

/** Words of the candidate: a turn, and code points in it; without those, the whole turn. */
export interface SpokenWords {
  turn: number;
  start?: number | undefined;
  end?: number | undefined;
}

/** A part of the recording, in milliseconds, and whether all of its sound is stored. */
export interface SoundPart {
  fromMs: number;
  toMs: number;
  isComplete: boolean;
}

const LEAD_MS = 1000;

/** Where words are heard, from a second before; null where no sound of them is stored. */
export function partOf(
  { passages }: VoiceRecording,
  { turn, start = 0, end = 0 }: SpokenWords,
): SoundPart | null {
  const ofTurn = passages.filter((passage) => passage.turn === turn);
  const isPlaced = end > start && ofTurn.every((passage) => passage.start !== null);
  const exact = isPlaced ? ofTurn.filter((passage) => overlaps(passage, start, end)) : [];
  const heard = exact.length > 0 ? exact : ofTurn;
  if (heard.length === 0) return null;
  return {
    fromMs: Math.max(0, Math.min(...heard.map((passage) => passage.startMs)) - LEAD_MS),
    toMs: Math.max(...heard.map((passage) => passage.endMs)),
    isComplete: heard.every((passage) => passage.isComplete),
  };
}

function overlaps(passage: Passage, start: number, end: number): boolean {
  return (passage.start ?? 0) < end && (passage.end ?? 0) > start;
}
