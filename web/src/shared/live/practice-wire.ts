/** A practice session's socket has a wording of its own; the room speaks only the candidate's. */
import type { ClientFrame, Hint, Place, ServerFrame, SoundFrame, TurnKind } from "./frames";

interface Progress {
  state: string;
  question: Place | null;
  remaining_s: number | null;
}

interface Turn {
  seq: number;
  turn: number;
  text: string;
  question_id?: string | null;
  parent_turn?: number | null;
  client_msg_id?: string | null;
  is_draft?: boolean;
  amended?: string;
  dropped?: number[];
  hint?: { sample_answer?: string | null; options?: string[] | null } | null;
}

type Small<Frame extends SoundFrame> = Frame extends SoundFrame
  ? Omit<Frame, "type"> & { type: Lowercase<Frame["type"]> }
  : never;

interface VoiceFrame {
  type: "voice";
  mode: "on" | "off";
  answers?: "typed" | "draft" | "spoken";
  in_rate?: number;
  out_rate?: number;
  engines?: { stt: string | null; tts: string | null };
  is_draft?: boolean;
}

type PracticeFrame =
  | VoiceFrame
  | Small<Exclude<SoundFrame, { type: "VOICE" }>>
  | ({
      type: "ready";
      session_id: string;
      resume_seq: number;
      position: string;
      company_name: string;
    } & Progress)
  | ({ type: "state"; seq?: number } & Progress)
  | ({ type: "question" | "agent_text"; kind: TurnKind | "greeting" } & Turn)
  | ({ type: "transcript" } & Turn)
  | { type: "timer"; remaining_s: number }
  | { type: "notification"; seq?: number; kind: string; severity: string; text: string }
  | { type: "queued"; seq?: number; position: number }
  | { type: "consent"; seq: number; text: string; version: string }
  | { type: "voice_consent"; version: string; text: string; accepted: boolean | null }
  | { type: "error"; code: string; message: string; retryable: boolean }
  | { type: "ended"; seq: number; reason: string };

/** Return what a message means to the room; nothing for a message that it has no use for. */
export function fromPracticeFrame(text: string): ServerFrame | null {
  const said = JSON.parse(text) as PracticeFrame;
  switch (said.type) {
    case "ready":
      return {
        type: "READY",
        sessionId: said.session_id,
        lastSeq: said.resume_seq,
        position: said.position,
        companyName: said.company_name,
        ...progressOf(said),
      };
    case "state":
      return { type: "STATE", ...numbered(said.seq), ...progressOf(said) };
    case "question":
    case "agent_text":
      if (said.kind === "greeting") return { type: "GREETING", seq: said.seq, text: said.text };
      return turn(said, "agent", said.kind);
    case "transcript":
      return turn(said, "candidate", "answer");
    case "timer":
      return { type: "PING", remainingSeconds: said.remaining_s };
    case "notification":
      return { ...said, type: "NOTIFICATION" };
    case "queued":
      return { ...said, type: "QUEUED" };
    case "consent":
      return { ...said, type: "CONSENT" };
    case "voice_consent":
      return { ...said, type: "VOICE_CONSENT" };
    case "error":
      return { ...said, type: "ERROR" };
    case "ended":
      return { type: "ENDED", seq: said.seq, reason: said.reason };
    case "voice":
      return voice(said);
    case "speak":
      return { ...said, type: "SPEAK" };
    case "spoken":
      return { ...said, type: "SPOKEN" };
    case "flush":
      return { ...said, type: "FLUSH" };
    case "caption":
      return { ...said, type: "CAPTION" };
    case "draft":
      return { ...said, type: "DRAFT" };
    case "hearing":
      return { ...said, type: "HEARING" };
    default:
      return null;
  }
}

/** What has the same fields in both wordings. */
const ALIKE = new Set<ClientFrame["type"]>([
  "VOICE",
  "AUDIO_END",
  "MARK_PLAYED",
  "MUTE",
  "PACE",
  "CORRECT",
  "VOICE_CONSENT",
]);

const PLAIN: Partial<Record<ClientFrame["type"], string>> = {
  REPEAT: "repeat",
  SKIP: "skip",
  PAUSE: "pause",
  RESUME: "resume",
  END: "end",
  PONG: "ping",
};

/** Return how the room's request is said here; nothing where going in was already the request. */
export function toPracticeFrame(text: string): string | null {
  const frame = JSON.parse(text) as ClientFrame;
  if (frame.type === "TEXT") {
    return JSON.stringify({
      type: "text_answer",
      text: frame.text,
      client_msg_id: frame.clientMessageId,
    });
  }
  if (frame.type === "CONSENT") {
    return JSON.stringify({ type: "consent", accepted: frame.accepted });
  }
  if (ALIKE.has(frame.type)) return JSON.stringify({ ...frame, type: frame.type.toLowerCase() });
  const type = PLAIN[frame.type];
  return type ? JSON.stringify({ type }) : null;
}

function progressOf({ state, question, remaining_s }: Progress) {
  return { state, question, remainingSeconds: remaining_s };
}

function voice({ in_rate, out_rate, is_draft, ...rest }: VoiceFrame): ServerFrame {
  return {
    ...rest,
    type: "VOICE",
    ...(in_rate === undefined ? {} : { inRate: in_rate }),
    ...(out_rate === undefined ? {} : { outRate: out_rate }),
    ...(is_draft === undefined ? {} : { isDraft: is_draft }),
  };
}

function numbered(seq: number | undefined): { seq?: number } {
  return seq === undefined ? {} : { seq };
}

function hintOf({ hint }: Turn): { hint?: Hint } {
  const sampleAnswer = hint?.sample_answer || null;
  const options = hint?.options ?? [];
  return sampleAnswer || options.length > 0 ? { hint: { sampleAnswer, options } } : {};
}

function speechOf({ is_draft, amended, dropped }: Turn) {
  return {
    ...(is_draft ? { isDraft: true } : {}),
    ...(amended ? { amended } : {}),
    ...(dropped ? { dropped } : {}),
  };
}

function turn(said: Turn, role: "agent" | "candidate", kind: TurnKind): ServerFrame {
  return {
    type: "TRANSCRIPT",
    seq: said.seq,
    role,
    text: said.text,
    final: true,
    turn: said.turn,
    kind,
    questionId: said.question_id ?? null,
    parentTurn: said.parent_turn ?? null,
    clientMessageId: said.client_msg_id ?? null,
    ...hintOf(said),
    ...speechOf(said),
  };
}
