import { numberIn } from "@/shared/api/events";
import { clockTime, count, countdown } from "@/shared/lib/words";
import type { Replay } from "../shapes";
import { type FilmList, gapsOf, type ReelPiece } from "./reel";

/** Why there is no film to look at, or null where there is one. */
export function noFilmWords(list: FilmList, talk: Replay, reel: ReelPiece[]): string | null {
  const at = list.answeredAt ? clockTime(new Date(list.answeredAt)) : "";
  if (list.answered === "not_answered") return null;
  if (list.answered === "declined") return "There is no film: the candidate did not agree to one.";
  if (list.answered === "withdrawn") {
    return `There is no film: the candidate took their word back at ${at}, and it was deleted.`;
  }
  if (reel.length > 0) return null;
  if (talk.wordsErased) return "There is no film: it was deleted with what was said.";
  const wasKept = talk.events.some((event) => event.type === "recording.chunk_stored");
  if (wasKept) return "There is no film any more: films are deleted after 30 days.";
  return `There is no film: the candidate agreed at ${at}, but no picture arrived.`;
}

/** What the film is, and what of it is missing. */
export function filmWords(list: FilmList, talk: Replay, reel: ReelPiece[]): string {
  const gaps = gapsOf(reel);
  const missingMs = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const missing =
    gaps.length > 0
      ? ` ${count(gaps.length, "gap")}, ${countdown(Math.round(missingMs / 1000))} in all: a pause, a weak line, or a page that was loaded again.`
      : "";
  const told = talk.events.filter((event) => event.type === "recording.chunk_stored");
  const kept = new Set(list.chunks.map((each) => each.seq));
  const lost = told.filter((event) => !kept.has(numberIn(event, "chunk") ?? -1)).length;
  const gone = lost > 0 ? ` ${count(lost, "piece")} of it ${lost > 1 ? "are" : "is"} gone.` : "";
  return `The film is shown without sound. The candidate agreed to it and can have it deleted.${missing}${gone}`;
}
