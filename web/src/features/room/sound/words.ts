import { breathOf, type Talk, wordsOf } from "../talk";
import type { NoMicrophone } from "./equipment";
import type { Voice } from "./voice";

/** What the line shows while there is a voice. */
export type Shape = "speaking" | "listening" | "cut in" | "muted" | "typing" | "other";

export interface StateWords {
  shape: Shape;
  word: string;
  rest: string;
}

export const STILL_AFTER_MS = 4000;
export const CUT_IN_SHOWN_MS = 1500;
const OTHERS = new Set(["lost", "moment", "ready", "queued", "finished"]);

/** The one state that the page shows and says, for a talk with a voice. */
export function stateOf(talk: Talk, voice: Voice, quietForMs: number): StateWords {
  if (talk.link === "joining" || OTHERS.has(breathOf(talk))) {
    return { shape: "other", ...wordsOf(talk) };
  }
  const isHeard = voice.answers !== "typed" && voice.microphone === "open";
  if (voice.isTyping) {
    return { shape: "typing", word: "Typing.", rest: "Send when you are ready." };
  }
  if (voice.cutInAt !== null) return { shape: "cut in", word: "You cut in.", rest: "It listens." };
  if (voice.isPlaying) {
    const rest = isHeard && !voice.isMuted ? "You may cut in." : "";
    return { shape: "speaking", word: "The interviewer speaks.", rest };
  }
  if (talk.isAwaited || voice.hearing === "thinking") {
    return { shape: "other", ...wordsOf({ ...talk, isAwaited: true }) };
  }
  if (!isHeard) return { shape: "typing", word: "Typing.", rest: "Send when you are ready." };
  if (voice.isMuted) {
    const rest = "Nothing you say leaves this device. Press M, or the button.";
    return { shape: "muted", word: "You are muted.", rest };
  }
  if (voice.phase !== "on")
    return { shape: "other", word: "One moment.", rest: "The sound opens." };
  if (voice.hearing === "silent") {
    const rest = "You can type instead; nothing is lost.";
    return { shape: "muted", word: "It does not hear you just now.", rest };
  }
  const isStill = quietForMs >= STILL_AFTER_MS;
  return {
    shape: "listening",
    word: isStill ? "Still listening." : "Listening.",
    rest: "Pauses are fine.",
  };
}

interface MicrophoneWords {
  title: string;
  rest: string;
}

/** What is in the way of the microphone, and what opens it in this browser. */
export function microphoneWords(why: NoMicrophone | "lost", agent: string): MicrophoneWords {
  const orType = "Or go on by typing; nothing changes for you.";
  switch (why) {
    case "blocked":
      return {
        title: "The browser keeps the microphone closed.",
        rest: `${howToOpen(agent)} ${orType}`,
      };
    case "none":
      return {
        title: "We found no microphone.",
        rest: `If you have one with a cable, plug it in and try again. ${orType}`,
      };
    case "busy":
      return {
        title: "Another program holds the microphone.",
        rest: `Close other calls and try again. ${orType}`,
      };
    case "insecure":
      return {
        title: "This address is not secure, so the browser allows no microphone.",
        rest: "That is ours to mend. Go on by typing; nothing changes for you.",
      };
    case "lost":
      return {
        title: "The microphone went away.",
        rest: `Plug it in again, or try another. ${orType}`,
      };
  }
}

function howToOpen(agent: string): string {
  if (/iPhone|iPad/.test(agent)) {
    return "Press the sign at the left of the address, then Website Settings, Microphone, Allow.";
  }
  if (/Firefox/.test(agent)) {
    return "Press the crossed-out microphone at the left of the address, clear the block, and try again.";
  }
  if (/Safari/.test(agent) && !/Chrom/.test(agent)) {
    return "Open Safari, Settings for This Website, set Microphone to Allow, and try again.";
  }
  return "Press the sign at the left of the address, turn Microphone on, and try again.";
}
