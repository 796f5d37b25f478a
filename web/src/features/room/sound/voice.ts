import type { Answers, ServerFrame } from "@/shared/live/frames";
import type { NoMicrophone } from "./equipment";

/** The spoken side of an interview as the page knows it: folded, with no clock and no device. */
export interface Voice {
  phase: "opening" | "asleep" | "asking" | "on";
  answers: Answers;
  /** Speech recognition is known to be poor: unchecked words are not assessed. */
  isDraft: boolean;
  /** What is being said or is still to be heard, the oldest first. */
  utterances: Utterance[];
  isPlaying: boolean;
  /** The reported state of speech recognition; null before the first report. */
  hearing: "listening" | "thinking" | "silent" | null;
  caption: { said: string; partial: string };
  draft: { number: number; text: string };
  microphone: "off" | "open" | "lost" | NoMicrophone;
  isMuted: boolean;
  isTyping: boolean;
  interruptedAt: number | null;
}

interface Utterance {
  gen: number;
  turn: number | null;
  text: string;
}

export type VoiceEvent =
  | { type: "frame"; frame: ServerFrame; at: number }
  | { type: "phase"; phase: Voice["phase"] }
  | { type: "microphone"; microphone: Voice["microphone"] }
  | { type: "playing"; isPlaying: boolean }
  | { type: "ended"; gen: number }
  | { type: "hushed" }
  | { type: "muted"; isMuted: boolean }
  | { type: "typing"; isTyping: boolean }
  | { type: "settled" };

export function newVoice(answers: Answers): Voice {
  return {
    phase: "opening",
    answers,
    isDraft: false,
    utterances: [],
    isPlaying: false,
    hearing: null,
    caption: { said: "", partial: "" },
    draft: { number: 0, text: "" },
    microphone: "off",
    isMuted: false,
    isTyping: false,
    interruptedAt: null,
  };
}

export function voiceAfter(voice: Voice, event: VoiceEvent): Voice {
  switch (event.type) {
    case "frame":
      return afterFrame(voice, event.frame, event.at);
    case "phase":
      return event.phase === "on"
        ? { ...voice, phase: "on" }
        : { ...voice, phase: event.phase, utterances: [], isPlaying: false };
    case "microphone":
      return { ...voice, microphone: event.microphone };
    case "playing":
      return { ...voice, isPlaying: event.isPlaying };
    case "ended":
      return { ...voice, utterances: voice.utterances.filter((each) => each.gen !== event.gen) };
    case "hushed":
      return { ...voice, utterances: [], isPlaying: false };
    case "muted":
      return { ...voice, isMuted: event.isMuted };
    case "typing":
      return { ...voice, isTyping: event.isTyping };
    case "settled":
      return { ...voice, interruptedAt: null };
  }
}

function afterFrame(voice: Voice, frame: ServerFrame, at: number): Voice {
  switch (frame.type) {
    case "VOICE":
      return {
        ...voice,
        answers: frame.answers ?? voice.answers,
        isDraft: frame.isDraft ?? false,
        hearing: null,
      };
    case "SPEAK": {
      const { gen, turn, text } = frame;
      const utterances = [...voice.utterances, { gen, turn, text }];
      return { ...voice, utterances, hearing: heardAfterReply(voice), interruptedAt: null };
    }
    case "FLUSH": {
      const left = voice.utterances.filter((each) => each.gen > frame.gen);
      const isDisconnected = voice.isPlaying && !voice.isTyping;
      return {
        ...voice,
        utterances: left,
        interruptedAt: isDisconnected ? at : voice.interruptedAt,
      };
    }
    case "CAPTION":
      return frame.role === "candidate" ? captioned(voice, frame.text, frame.final) : voice;
    case "DRAFT":
      return {
        ...voice,
        draft: { number: voice.draft.number + 1, text: frame.text },
        caption: { said: "", partial: "" },
      };
    case "HEARING":
      return { ...voice, hearing: frame.state };
    case "TRANSCRIPT":
      // A reply that could not be spoken still comes as text: nothing is being processed any more.
      return frame.role === "candidate"
        ? { ...voice, caption: { said: "", partial: "" } }
        : { ...voice, hearing: heardAfterReply(voice) };
    default:
      return voice;
  }
}

/** The reply is there, so the answer is no longer being processed. */
function heardAfterReply({ hearing }: Voice): Voice["hearing"] {
  return hearing === "thinking" ? "listening" : hearing;
}

function captioned(voice: Voice, text: string, isFinal: boolean): Voice {
  const { said } = voice.caption;
  if (!isFinal) return { ...voice, caption: { said, partial: text } };
  return { ...voice, caption: { said: `${said} ${text}`.trim(), partial: "" } };
}

/** Return the last two sentences: what is needed to see that one is heard. */
export function lastSentences(text: string): string {
  const sentences = text.match(/[^.!?…]+[.!?…]*\s*/g) ?? [];
  const last = sentences.slice(-2).join("").trim();
  return sentences.length > 2 ? `… ${last}` : last;
}

/** Put what was heard into the box: in place of the same words heard before, or after the rest. */
export function withDraft(box: string, before: string, draft: string): string {
  const typed = before && box.endsWith(before) ? box.slice(0, -before.length) : box;
  const isMore = typed !== box && !draft.toLowerCase().startsWith(before.toLowerCase());
  const kept = isMore ? box : typed;
  return kept.trim() ? `${kept.trimEnd()} ${draft}` : draft;
}
