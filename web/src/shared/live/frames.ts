/** The room's socket, frame by frame. */

export interface Place {
  index: number;
  of: number;
}

export type TurnKind = "question" | "follow_up" | "repeat" | "remark" | "answer" | "closing";

/** Help beside a question, where the session gives some: never part of what is assessed. */
export interface Hint {
  sampleAnswer: string | null;
  options: string[];
}

/** Whether a person of the hiring team is there, and who speaks. */
export type StaffNotice =
  | "observer_joined"
  | "observer_left"
  | "staff_speaking"
  | "interviewer_resumed";

/** How what is said is taken: not at all, into the box to be checked, or as the answer itself. */
export type Answers = "typed" | "draft" | "spoken";

/** Frames of sound; they belong to one connection and are never repeated. */
export type SoundFrame =
  | {
      type: "VOICE";
      mode: "on" | "off";
      answers?: Answers;
      inRate?: number;
      outRate?: number;
      engines?: { stt: string | null; tts: string | null };
      isDraft?: boolean;
    }
  | { type: "SPEAK"; gen: number; turn: number | null; text: string }
  | { type: "SPOKEN"; gen: number; samples: number }
  | { type: "FLUSH"; gen: number }
  | { type: "CAPTION"; role: "agent" | "candidate"; text: string; final: boolean }
  | { type: "DRAFT"; text: string }
  | { type: "HEARING"; state: "listening" | "thinking" | "silent" };

/** How a candidate answered a consent; null is not answered yet. Times are ms since they agreed. */
export interface ConsentFrame {
  type: "VIDEO_CONSENT" | "VOICE_CONSENT";
  version: string;
  text: string;
  accepted: boolean | null;
  /** Where the upload of a video goes on. */
  nextSeq?: number;
  recordingMs?: number;
}

export type ServerFrame =
  | SoundFrame
  | ConsentFrame
  | {
      type: "READY";
      sessionId: string;
      state: string;
      lastSeq: number;
      position: string;
      companyName: string;
      question: Place | null;
      remainingSeconds: number | null;
    }
  | { type: "CONSENT"; seq: number; text: string; version: string }
  | { type: "GREETING"; seq: number; text: string }
  | {
      type: "TRANSCRIPT";
      seq: number;
      role: "agent" | "candidate";
      text: string;
      final: boolean;
      turn: number;
      questionId?: string | null;
      kind: TurnKind;
      parentTurn?: number | null;
      clientMessageId?: string | null;
      hint?: Hint | null;
      saidBy?: "staff";
      /** Transcribed by poor speech recognition and not checked yet. */
      isDraft?: boolean;
      /** Why the same turn comes again. */
      amended?: string;
      /** Turns of the interviewer that hold no longer, because the answer before them went on. */
      dropped?: number[];
    }
  | {
      type: "STATE";
      seq?: number;
      state: string;
      question: Place | null;
      remainingSeconds: number | null;
    }
  | {
      type: "NOTIFICATION";
      seq?: number;
      kind: string;
      severity: string;
      text: string;
      notice?: StaffNotice;
    }
  | { type: "QUEUED"; seq?: number; position: number }
  | { type: "ERROR"; code: string; message: string; retryable: boolean }
  | { type: "PING"; remainingSeconds?: number }
  | { type: "ENDED"; seq: number; reason: string };

export type ClientFrame =
  | { type: "GREETING_REQUEST" }
  | { type: "CONSENT"; accepted: boolean }
  | { type: "TEXT"; text: string; clientMessageId: string }
  | { type: "REPEAT" }
  | { type: "SKIP" }
  | { type: "PAUSE" }
  | { type: "RESUME" }
  | { type: "END" }
  | { type: "PONG" }
  | { type: "VOICE"; mode: "on" | "off"; answers?: Answers }
  | { type: "AUDIO_END" }
  | { type: "MARK_PLAYED"; gen: number; samples: number; flushed?: true }
  | { type: "MUTE"; muted: boolean }
  | { type: "PACE"; pace: "normal" | "thinking" | "verbatim" | "manual" }
  | { type: "CORRECT"; turn: number; text: string }
  | { type: "VIDEO_CONSENT" | "VOICE_CONSENT"; accepted?: boolean; version?: string };

export const CLOSED = { unknown: 4401, notYours: 4403, elsewhere: 4409, over: 4410 } as const;
