import { i18n } from "@lingui/core";
import { numberIn, wordsIn } from "@/shared/api/events";
import { countdown, exactly } from "@/shared/lib/words";
import type { Replay } from "../shapes";
import { gapsOf, type PlayableChunk, type VideoRecording } from "./chunks";

/** Why there is no video to look at, or null where there is one. */
export function noVideoReason(
  list: VideoRecording,
  replay: Replay,
  playable: PlayableChunk[],
): string | null {
  const at = list.consentAt ? exactly(new Date(list.consentAt)) : "";
  if (list.consent === "not_answered") return null;
  if (list.consent === "declined")
    return i18n._("There is no video: the candidate did not agree to a recording.");
  if (list.consent === "withdrawn") {
    return i18n._(
      "There is no video: the candidate withdrew consent on {at}, and the recording was deleted.",
      { at },
    );
  }
  if (playable.length > 0) return null;
  if (replay.transcriptErased)
    return i18n._("There is no video: it was deleted together with the transcript.");
  const wasKept = replay.events.some(isStoredVideo);
  if (wasKept)
    return i18n._("The video is no longer available: recordings are deleted after 30 days.");
  return i18n._("There is no video: the candidate agreed on {at}, but no video was received.", {
    at,
  });
}

/** The log tells of the recording of the voice, too. */
function isStoredVideo(event: Replay["events"][number]): boolean {
  return (
    event.type === "recording.chunk_stored" && wordsIn(event, "artifact_type") !== "candidate_audio"
  );
}

/** What the video is, and what of it is missing. */
export function videoStatus(
  list: VideoRecording,
  replay: Replay,
  playable: PlayableChunk[],
): string {
  const gaps = gapsOf(playable);
  const missingMs = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const missing =
    gaps.length > 0
      ? i18n._(
          "{count, plural, one {# gap} other {# gaps}}, {time} in total, because of pauses, a weak connection or a page reload.",
          { count: gaps.length, time: countdown(Math.round(missingMs / 1000)) },
        )
      : "";
  const told = replay.events.filter(isStoredVideo);
  const kept = new Set(list.chunks.map((each) => each.seq));
  const lost = told.filter((event) => !kept.has(numberIn(event, "chunk") ?? -1)).length;
  const gone =
    lost > 0
      ? i18n._("{count, plural, one {# part is missing.} other {# parts are missing.}}", {
          count: lost,
        })
      : "";
  const what = i18n._(
    "The video has no sound. The candidate agreed to the recording and can have it deleted.",
  );
  return [what, missing, gone].filter(Boolean).join(" ");
}
