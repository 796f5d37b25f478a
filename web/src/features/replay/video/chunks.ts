import type { Replay } from "../shapes";

/** A chunk as the gateway lists it, as far as the player uses it. */
export interface ListedChunk {
  seq: number;
  timestamp: number;
  durationMs: number;
  isFileStart: boolean;
}

export interface VideoRecording {
  chunks: ListedChunk[];
  consent: "not_answered" | "agreed" | "declined" | "withdrawn";
  consentAt: string | null;
}

/** A chunk of a video with the beginning of the file that it is part of. */
export interface PlayableChunk extends ListedChunk {
  endMs: number;
  /** The chunk whose head opens this file, and where the file's own time begins. */
  opener: number;
  fileMs: number;
}

/** Return the chunks that can be played, in order: a file whose beginning is missing cannot. */
export function playableChunks(chunks: ListedChunk[]): PlayableChunk[] {
  const playable: PlayableChunk[] = [];
  let file: { opener: number; fileMs: number } | null = null;
  for (const chunk of [...chunks].sort((one, other) => one.seq - other.seq)) {
    if (chunk.isFileStart) file = { opener: chunk.seq, fileMs: chunk.timestamp };
    if (file) playable.push({ ...chunk, ...file, endMs: chunk.timestamp + chunk.durationMs });
  }
  return playable;
}

export function videoLength(playable: PlayableChunk[]): number {
  return Math.max(0, ...playable.map((playableChunk) => playableChunk.endMs));
}

/** The place in the list of what is shown at a moment of the video, or null in a gap. */
export function placeAt(playable: PlayableChunk[], videoMs: number): number | null {
  const place = playable.findLastIndex((playableChunk) => playableChunk.timestamp <= videoMs);
  const playableChunk = playable[place];
  return playableChunk && videoMs < playableChunk.endMs ? place : null;
}

const WORTH_SAYING_MS = 1500;

/** Where there is no picture between the first and the last, from and to. */
export function gapsOf(playable: PlayableChunk[]): [number, number][] {
  return playable.flatMap((playableChunk, place): [number, number][] => {
    const next = playable[place + 1];
    const isGap = next && next.timestamp - playableChunk.endMs >= WORTH_SAYING_MS;
    return isGap ? [[playableChunk.endMs, next.timestamp]] : [];
  });
}

/** Return where the video's own time begins on the scale of the log, or null where the candidate did not agree. */
export function videoStart(list: VideoRecording, { events }: Replay): number | null {
  const first = events[0];
  if (list.consent !== "agreed" || !list.consentAt || !first) return null;
  return Date.parse(list.consentAt) - (Date.parse(first.at) - first.offsetMs);
}
