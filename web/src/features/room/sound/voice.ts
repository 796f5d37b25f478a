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
  /** The candidate ended the answer: its words are awaited, or none came. */
  finish: "awaited" | "wordless" | null;
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
  | { type: "finished" }
  | { type: "overdue" }
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
    finish: null,
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
        : { ...voice, phase: event.phase, utterances: [], isPlaying: false, finish: null };
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
      return { ...voice, isTyping: event.isTyping, finish: null };
    case "finished":
      return { ...voice, finish: "awaited" };
    case "overdue":
      return { ...voice, finish: voice.caption.said || voice.caption.partial ? null : "wordless" };
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
      const hearing = heardAfterReply(voice);
      return { ...voice, utterances, hearing, interruptedAt: null, finish: null };
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
        finish: null,
      };
    case "HEARING":
      return { ...voice, hearing: frame.state, finish: null };
    case "TRANSCRIPT":
      // A reply that could not be spoken still comes as text: nothing is being processed any more.
      return frame.role === "candidate"
        ? { ...voice, caption: { said: "", partial: "" }, finish: null }
        : { ...voice, hearing: heardAfterReply(voice), finish: null };
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
  const caption = isFinal
    ? { said: `${said} ${text}`.trim(), partial: "" }
    : { said, partial: text };
  // Words may arrive while the answer is still awaited; they only end the report that there are none.
  return { ...voice, caption, finish: voice.finish === "awaited" ? "awaited" : null };
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
