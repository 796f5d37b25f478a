import { useEffect, useReducer, useRef, useState } from "react";
import type { Answers } from "@/shared/live/frames";
import type { How } from "../how";
import type { RoomSession } from "../session";
import type { RoomConnection } from "../use-session";
import { newVoice, type Voice, voiceAfter } from "./voice";
import { VoiceSession } from "./voice-session";
import { INTERRUPTION_SHOWN_MS, STILL_AFTER_MS, WORDS_AWAITED_MS } from "./words";

interface VoiceParts {
  session: RoomSession;
  line: RoomConnection;
  how: Exclude<How, "type">;
  onRefused: (reason: string) => void;
}

/** Open sound for an interview, and close it with the page. */
export function useVoice({ session, line, how, onRefused }: VoiceParts): [Voice, VoiceSession] {
  const wish: Answers | undefined = how === "hear" ? "typed" : undefined;
  const [voice, post] = useReducer(voiceAfter, wish ?? "draft", newVoice);
  const refuse = useRef(onRefused);
  refuse.current = onRefused;
  const [voiceSession] = useState(
    () =>
      new VoiceSession(wish, {
        line,
        post,
        now: Date.now,
        onRefused: (reason) => refuse.current(reason),
      }),
  );
  useEffect(() => {
    void voiceSession.start();
    return () => voiceSession.close();
  }, [voiceSession]);
  const isOpen = session.link === "open" && !session.consent && session.sessionState !== "queued";
  useEffect(() => voiceSession.setOpen(isOpen), [voiceSession, isOpen]);
  useEffect(() => {
    if (voice.interruptedAt === null) return;
    const timer = setTimeout(() => post({ type: "settled" }), INTERRUPTION_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [voice.interruptedAt]);
  useEffect(() => {
    if (voice.finish !== "awaited") return;
    const timer = setTimeout(() => post({ type: "overdue" }), WORDS_AWAITED_MS);
    return () => clearTimeout(timer);
  }, [voice.finish]);
  useAwake();
  return [voice, voiceSession];
}

/** How long it has been silent, in the two steps that the words know. */
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

/** A screen that goes dark in the middle of an answer is a lost connection. */
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
