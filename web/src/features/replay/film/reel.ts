import type { Replay } from "../shapes";

/** A piece as the gateway lists it, as far as the player uses it. */
export interface ListedPiece {
  seq: number;
  timestamp: number;
  durationMs: number;
  opens: boolean;
}

export interface FilmList {
  chunks: ListedPiece[];
  answered: "not_answered" | "agreed" | "declined" | "withdrawn";
  answeredAt: string | null;
}

/** A piece of a film with the beginning of the file that it is part of. */
export interface ReelPiece extends ListedPiece {
  endMs: number;
  /** The piece whose head opens this file, and where the file's own time begins. */
  opener: number;
  fileMs: number;
}

/** Return the pieces that can be played, in order: a file whose beginning is missing cannot. */
export function reelOf(chunks: ListedPiece[]): ReelPiece[] {
  const reel: ReelPiece[] = [];
  let file: { opener: number; fileMs: number } | null = null;
  for (const chunk of [...chunks].sort((one, other) => one.seq - other.seq)) {
    if (chunk.opens) file = { opener: chunk.seq, fileMs: chunk.timestamp };
    if (file) reel.push({ ...chunk, ...file, endMs: chunk.timestamp + chunk.durationMs });
  }
  return reel;
}

export function lengthOfReel(reel: ReelPiece[]): number {
  return Math.max(0, ...reel.map((piece) => piece.endMs));
}

/** The place in the reel of what is shown at a moment of the film, or null in a gap. */
export function placeAt(reel: ReelPiece[], filmMs: number): number | null {
  const place = reel.findLastIndex((piece) => piece.timestamp <= filmMs);
  const piece = reel[place];
  return piece && filmMs < piece.endMs ? place : null;
}

const WORTH_SAYING_MS = 1500;

/** Where there is no picture between the first and the last, from and to. */
export function gapsOf(reel: ReelPiece[]): [number, number][] {
  return reel.flatMap((piece, place): [number, number][] => {
    const next = reel[place + 1];
    const isGap = next && next.timestamp - piece.endMs >= WORTH_SAYING_MS;
    return isGap ? [[piece.endMs, next.timestamp]] : [];
  });
}

/** Return where the film's own time begins on the scale of the log, or null where nobody agreed. */
export function filmStart(list: FilmList, { events }: Replay): number | null {
  const first = events[0];
  if (list.answered !== "agreed" || !list.answeredAt || !first) return null;
  return Date.parse(list.answeredAt) - (Date.parse(first.at) - first.offsetMs);
}
