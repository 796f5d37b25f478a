import { useCallback, useEffect, useRef, useState } from "react";
import { useReplayApi } from "./calls";

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const STEP_MS = 100;

export interface Player {
  atMs: number;
  isPlaying: boolean;
  speed: number;
  toggle: () => void;
  seek: (atMs: number) => void;
  faster: () => void;
  slower: () => void;
  setSpeed: (speed: number) => void;
}

/** A playhead that moves along the times of the log, from `startMs` on. */
export function usePlayer(lengthMs: number, startMs = 0): Player {
  const { now } = useReplayApi();
  const [atMs, setAt] = useState(startMs);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const latest = useRef(atMs);
  latest.current = atMs;

  useEffect(() => {
    if (!isPlaying) return;
    let last = now();
    const timer = setInterval(() => {
      const time = now();
      const step = (time - last) * speed;
      last = time;
      setAt((at) => Math.min(lengthMs, at + step));
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [isPlaying, speed, lengthMs, now]);
  const isAtEnd = atMs >= lengthMs;
  useEffect(() => {
    if (isAtEnd) setPlaying(false);
  }, [isAtEnd]);

  const seek = useCallback((to: number) => setAt(Math.max(0, Math.min(lengthMs, to))), [lengthMs]);
  const toggle = useCallback(() => {
    if (latest.current >= lengthMs) setAt(0);
    setPlaying((is) => !is);
  }, [lengthMs]);
  const change = (by: number) =>
    setSpeed(
      (is) => SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(is) + by))] ?? is,
    );
  return {
    atMs,
    isPlaying,
    speed,
    toggle,
    seek,
    faster: () => change(1),
    slower: () => change(-1),
    setSpeed,
  };
}
