import { i18n } from "@lingui/core";
import { type RefObject, useEffect, useRef, useState } from "react";
import { countdown } from "@/shared/lib/words";
import { useReplayApi } from "../calls";
import type { Player } from "../use-player";
import { type PlayableChunk, placeAt } from "./chunks";
import { VideoLoader } from "./video-loader";

interface VideoPlayerProps {
  playable: PlayableChunk[];
  /** Where the video's own time begins in the interview. */
  startMs: number;
  player: Player;
  sessionId: string;
}

/** The picture of whatever moment of the interview is looked at. */
export function VideoPlayer({ playable, startMs, player, sessionId }: VideoPlayerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const videoMs = player.atMs - startMs;
  const hasFailed = useVideoLoader(video, { playable, videoMs, sessionId });
  const isInVideo = placeAt(playable, videoMs) !== null;
  useSyncedPlayback(video, { videoMs, player, isInVideo });
  return (
    <div className="relative aspect-video max-w-md overflow-hidden rounded-card border border-line bg-sunken">
      <video
        ref={video}
        muted
        playsInline
        aria-label={i18n._("Video of the candidate")}
        className={`size-full ${isInVideo ? "" : "invisible"}`}
      />
      {hasFailed || !isInVideo ? (
        <p className="absolute inset-0 grid place-items-center p-4 text-center text-small text-text2">
          {hasFailed
            ? i18n._("The video cannot be played.")
            : whereWords(playable, startMs, videoMs)}
        </p>
      ) : null}
    </div>
  );
}

function whereWords(playable: PlayableChunk[], startMs: number, videoMs: number): string {
  const next = playable.find((chunk) => chunk.timestamp > videoMs);
  if (!next) return i18n._("The video ends before this point.");
  const at = countdown(Math.max(0, Math.floor((next.timestamp + startMs) / 1000)));
  return next === playable[0]
    ? i18n._("The video starts at {at}.", { at })
    : i18n._("No video here. It continues at {at}.", { at });
}

interface VideoPosition {
  playable: PlayableChunk[];
  videoMs: number;
  sessionId: string;
}

/** Keep what is looked at ready in the element; return whether that failed. */
function useVideoLoader(
  video: RefObject<HTMLVideoElement | null>,
  { playable, videoMs, sessionId }: VideoPosition,
): boolean {
  const { videoChunk } = useReplayApi();
  const [hasFailed, setFailed] = useState(typeof MediaSource === "undefined");
  const loader = useRef<VideoLoader | null>(null);
  useEffect(() => {
    if (!video.current || typeof MediaSource === "undefined") return;
    const opened = new VideoLoader(new MediaSource(), {
      video: video.current,
      playable,
      fetch: (seq) => videoChunk(sessionId, seq),
      onFailed: () => setFailed(true),
    });
    loader.current = opened;
    return () => opened.close();
  }, [video, playable, videoChunk, sessionId]);
  useEffect(() => loader.current?.show(videoMs), [videoMs]);
  return hasFailed;
}

const STILL_MS = 50;
const DRIFT_MS = 1000;

/** The interview's own clock leads; the picture follows it, and is put right where it strays. */
function useSyncedPlayback(
  video: RefObject<HTMLVideoElement | null>,
  { videoMs, player, isInVideo }: { videoMs: number; player: Player; isInVideo: boolean },
): void {
  const { isPlaying, speed } = player;
  useEffect(() => {
    const shown = video.current;
    if (!shown || !isInVideo) return;
    const strays = Math.abs(shown.currentTime * 1000 - videoMs);
    if (strays > (isPlaying ? DRIFT_MS : STILL_MS) && !shown.seeking) {
      shown.currentTime = videoMs / 1000;
    }
  }, [video, videoMs, isPlaying, isInVideo]);
  useEffect(() => {
    const shown = video.current;
    if (!shown) return;
    shown.playbackRate = speed;
    // A browser may refuse to play what is not there yet; the next second is asked for again.
    if (isPlaying && isInVideo) void shown.play().catch(() => undefined);
    else shown.pause();
  }, [video, isPlaying, isInVideo, speed]);
}
