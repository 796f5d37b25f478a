import { useEffect, useReducer, useRef, useState } from "react";
import type { Answers } from "@/shared/live/frames";
import type { How } from "../how";
import type { Talk } from "../talk";
import type { RoomLine } from "../use-talk";
import { Desk } from "./desk";
import { newVoice, type Voice, voiceAfter } from "./voice";
import { CUT_IN_SHOWN_MS, STILL_AFTER_MS } from "./words";

interface VoiceParts {
  talk: Talk;
  line: RoomLine;
  how: Exclude<How, "type">;
  onRefused: (reason: string) => void;
}

/** Open sound for a talk, and close it with the page. */
export function useVoice({ talk, line, how, onRefused }: VoiceParts): [Voice, Desk] {
  const wish: Answers | undefined = how === "hear" ? "typed" : undefined;
  const [voice, tell] = useReducer(voiceAfter, wish ?? "draft", newVoice);
  const refuse = useRef(onRefused);
  refuse.current = onRefused;
  const [desk] = useState(
    () =>
      new Desk(wish, {
        line,
        tell,
        now: Date.now,
        onRefused: (reason) => refuse.current(reason),
      }),
  );
  useEffect(() => {
    void desk.start();
    return () => desk.close();
  }, [desk]);
  const isOpen = talk.link === "open" && !talk.consent && talk.sessionState !== "queued";
  useEffect(() => desk.setOpen(isOpen), [desk, isOpen]);
  useEffect(() => {
    if (voice.cutInAt === null) return;
    const timer = setTimeout(() => tell({ type: "settled" }), CUT_IN_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [voice.cutInAt]);
  useAwake();
  return [voice, desk];
}

/** How long nobody said anything since it listens, in the two steps that the words know. */
export function useQuietFor(isListening: boolean, caption: Voice["caption"]): number {
  const [quietFor, setQuietFor] = useState(0);
  const words = caption.said + caption.partial;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new word begins the wait anew
  useEffect(() => {
    setQuietFor(0);
    if (!isListening) return;
    const timer = setTimeout(() => setQuietFor(STILL_AFTER_MS), STILL_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isListening, words]);
  return quietFor;
}

/** A screen that goes dark in the middle of an answer is a lost line. */
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const ask = async () => {
      if (document.visibilityState !== "visible" || isOver) return;
      lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      if (isOver) void lock?.release();
    };
    void ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}
