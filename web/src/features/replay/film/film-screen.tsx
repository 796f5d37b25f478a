import { type RefObject, useEffect, useRef, useState } from "react";
import { countdown } from "@/shared/lib/words";
import { useReplayApi } from "../calls";
import type { Player } from "../use-player";
import { Projector } from "./projector";
import { placeAt, type ReelPiece } from "./reel";

interface FilmScreenProps {
  reel: ReelPiece[];
  /** Where the film's own time begins in the talk. */
  startMs: number;
  player: Player;
  sessionId: string;
}

/** The picture of whatever moment of the talk is looked at. */
export function FilmScreen({ reel, startMs, player, sessionId }: FilmScreenProps) {
  const video = useRef<HTMLVideoElement>(null);
  const filmMs = player.atMs - startMs;
  const hasFailed = useProjector(video, { reel, filmMs, sessionId });
  const isInFilm = placeAt(reel, filmMs) !== null;
  useInStep(video, { filmMs, player, isInFilm });
  return (
    <div className="relative aspect-video max-w-md overflow-hidden rounded-card border border-line bg-sunken">
      <video
        ref={video}
        muted
        playsInline
        aria-label="Video of the candidate"
        className={`size-full ${isInFilm ? "" : "invisible"}`}
      />
      {hasFailed || !isInFilm ? (
        <p className="absolute inset-0 grid place-items-center p-4 text-center text-small text-text2">
          {hasFailed ? "The video cannot be played." : whereWords(reel, startMs, filmMs)}
        </p>
      ) : null}
    </div>
  );
}

function whereWords(reel: ReelPiece[], startMs: number, filmMs: number): string {
  const next = reel.find((piece) => piece.timestamp > filmMs);
  if (!next) return "The video ends before this point.";
  const at = countdown(Math.max(0, Math.floor((next.timestamp + startMs) / 1000)));
  return next === reel[0] ? `The video starts at ${at}.` : `No video here. It continues at ${at}.`;
}

interface Projected {
  reel: ReelPiece[];
  filmMs: number;
  sessionId: string;
}

/** Keep what is looked at ready in the element; return whether that failed. */
function useProjector(
  video: RefObject<HTMLVideoElement | null>,
  { reel, filmMs, sessionId }: Projected,
): boolean {
  const { filmPiece } = useReplayApi();
  const [hasFailed, setFailed] = useState(typeof MediaSource === "undefined");
  const projector = useRef<Projector | null>(null);
  useEffect(() => {
    if (!video.current || typeof MediaSource === "undefined") return;
    const opened = new Projector(new MediaSource(), {
      video: video.current,
      reel,
      fetch: (seq) => filmPiece(sessionId, seq),
      onFailed: () => setFailed(true),
    });
    projector.current = opened;
    return () => opened.close();
  }, [video, reel, filmPiece, sessionId]);
  useEffect(() => projector.current?.show(filmMs), [filmMs]);
  return hasFailed;
}

const STILL_MS = 50;
const DRIFT_MS = 1000;

/** The talk's own clock leads; the picture follows it, and is put right where it strays. */
function useInStep(
  video: RefObject<HTMLVideoElement | null>,
  { filmMs, player, isInFilm }: { filmMs: number; player: Player; isInFilm: boolean },
): void {
  const { isPlaying, speed } = player;
  useEffect(() => {
    const shown = video.current;
    if (!shown || !isInFilm) return;
    const strays = Math.abs(shown.currentTime * 1000 - filmMs);
    if (strays > (isPlaying ? DRIFT_MS : STILL_MS) && !shown.seeking) {
      shown.currentTime = filmMs / 1000;
    }
  }, [video, filmMs, isPlaying, isInFilm]);
  useEffect(() => {
    const shown = video.current;
    if (!shown) return;
    shown.playbackRate = speed;
    // A browser may refuse to play what is not there yet; the next second is asked for again.
    if (isPlaying && isInFilm) void shown.play().catch(() => undefined);
    else shown.pause();
  }, [video, isPlaying, isInFilm, speed]);
}
