import { i18n } from "@lingui/core";
import { isTouch } from "../phone/use-phone";
import { type RoomSession, roomStatusOf, wordsOf } from "../session";
import type { NoMicrophone } from "./equipment";
import type { Voice } from "./voice";

/** What the line shows while there is a voice. */
export type Shape = "speaking" | "listening" | "interrupted" | "muted" | "typing" | "other";

export interface StateWords {
  shape: Shape;
  word: string;
  rest: string;
}

export const STILL_AFTER_MS = 4000;
export const INTERRUPTION_SHOWN_MS = 1500;
/** The server waits 2.5 s for the last words of an answer that the candidate ended. */
export const WORDS_AWAITED_MS = 5000;
const OTHERS = new Set(["lost", "moment", "ready", "queued", "finished"]);

/**
 * The one state that the page shows and says, for an interview with a voice.
 * `hasDraft`: what was heard stands in the field, and the candidate has not sent it yet.
 */
export function stateOf(
  session: RoomSession,
  voice: Voice,
  quietForMs: number,
  hasDraft = false,
): StateWords {
  if (session.link === "joining" || OTHERS.has(roomStatusOf(session))) {
    return { shape: "other", ...wordsOf(session) };
  }
  const isHeard = voice.answers !== "typed" && voice.microphone === "open";
  const isMuted = isHeard && voice.isMuted;
  if (voice.isTyping) {
    return { shape: "typing", word: i18n._("Typing."), rest: i18n._("Send when you are ready.") };
  }
  if (voice.interruptedAt !== null)
    return {
      shape: "interrupted",
      word: i18n._("You interrupted."),
      rest: i18n._("The interviewer is listening."),
    };
  if (voice.isPlaying) {
    const rest = isMuted ? i18n._("You are muted.") : isHeard ? i18n._("You can interrupt.") : "";
    return { shape: "speaking", word: i18n._("The interviewer is speaking."), rest };
  }
  // What speech recognition reported before it was muted says nothing about a muted microphone.
  const isThinking = voice.finish === "awaited" || (voice.hearing === "thinking" && !isMuted);
  if (session.isAwaited || isThinking) {
    const words = wordsOf({ ...session, isAwaited: true });
    return {
      shape: "other",
      ...words,
      rest: words.rest || (isMuted ? i18n._("You are muted.") : ""),
    };
  }
  if (!isHeard)
    return {
      shape: "typing",
      word: i18n._("Your turn."),
      rest: i18n._("Send when you are ready."),
    };
  if (isMuted) {
    const rest = isTouch()
      ? i18n._("Your voice is not sent. Select Unmute to speak.")
      : i18n._("Your voice is not sent. Press M or select Unmute to speak.");
    return { shape: "muted", word: i18n._("You are muted."), rest };
  }
  if (voice.phase !== "on")
    return { shape: "other", word: i18n._("Connecting."), rest: i18n._("Starting the sound.") };
  if (voice.hearing === "silent") {
    const rest = i18n._("You can type instead. Your answers are saved.");
    return { shape: "muted", word: i18n._("The interviewer cannot hear you."), rest };
  }
  if (voice.finish === "wordless") {
    const rest = i18n._("Speak a little louder, or type your answer.");
    return { shape: "listening", word: i18n._("No words were understood."), rest };
  }
  if (hasDraft) {
    const rest = i18n._("Say more, or send your answer.");
    return { shape: "listening", word: i18n._("Listening."), rest };
  }
  const isStill = quietForMs >= STILL_AFTER_MS;
  return {
    shape: "listening",
    word: isStill ? i18n._("Still listening.") : i18n._("Listening."),
    rest: i18n._("You can pause while you think."),
  };
}

interface MicrophoneWords {
  title: string;
  rest: string;
}

/** What is in the way of the microphone, and what opens it in this browser. */
export function microphoneWords(why: NoMicrophone | "lost", agent: string): MicrophoneWords {
  const orType = i18n._("You can also continue by typing.");
  switch (why) {
    case "blocked":
      return {
        title: i18n._("The browser blocks the microphone."),
        rest: `${howToOpen(agent)} ${orType}`,
      };
    case "none":
      return {
        title: i18n._("No microphone found."),
        rest: i18n._("Connect a microphone and try again. {orType}", { orType }),
      };
    case "busy":
      return {
        title: i18n._("The microphone is in use by another program."),
        rest: i18n._("Close other calls and try again. {orType}", { orType }),
      };
    case "insecure":
      return {
        title: i18n._("This address is not secure, so the browser does not allow the microphone."),
        rest: i18n._("We need to fix this. You can continue by typing."),
      };
    case "lost":
      return {
        title: i18n._("The microphone was disconnected."),
        rest: i18n._("Reconnect it, or choose another one. {orType}", { orType }),
      };
  }
}

function howToOpen(agent: string): string {
  if (/iPhone|iPad/.test(agent)) {
    return i18n._(
      "Select the icon to the left of the address bar, then Website Settings, Microphone, Allow.",
    );
  }
  if (/Firefox/.test(agent)) {
    return i18n._(
      "Select the crossed-out microphone to the left of the address bar, clear the block, and try again.",
    );
  }
  if (/Safari/.test(agent) && !/Chrom/.test(agent)) {
    return i18n._(
      "Open Safari, Settings for This Website, set Microphone to Allow, and try again.",
    );
  }
  return i18n._(
    "Select the icon to the left of the address bar, turn on Microphone, and try again.",
  );
}
