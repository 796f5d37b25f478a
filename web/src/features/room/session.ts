import { i18n } from "@lingui/core";
import type { Link } from "@/shared/live/connection";
import type { Hint, Place, ServerFrame, TurnKind } from "@/shared/live/frames";
import type { RoomStatus } from "@/shared/ui/status-line";

/** The interview as the page knows it: folded from frames, with no clock and no socket. */
export interface RoomSession {
  link: Link;
  lostAt: number | null;
  /** How long the last loss took, until the next answer is sent. */
  lostForMs: number | null;
  lastSeq: number;
  /** The candidate asked to end it. */
  isLeaving: boolean;
  /** Up to here READY has reported how things stand; what is repeated from before it is history. */
  historyUpTo: number;
  sessionState: string;
  position: string;
  companyName: string;
  place: Place | null;
  remaining: { seconds: number; at: number } | null;
  said: TranscriptEntry[];
  consent: { text: string; version: string } | null;
  notice: Notice | null;
  /** Whether a person of the hiring team listens, and whether they speak in the interviewer's place. */
  staff: { isListening: boolean; isSpeaking: boolean };
  /** How many stand before, while there is no room yet; the next one is number 1. */
  queuePosition: number | null;
  fault: { message: string; retryable: boolean } | null;
  pending: Answer[];
  hasBegun: boolean;
  isAwaited: boolean;
  endedBecause: string | null;
}

export interface Notice {
  kind: string;
  severity: string;
  text: string;
}

export interface TranscriptEntry {
  seq: number;
  role: "agent" | "candidate";
  text: string;
  turn: number | null;
  kind: TurnKind | "greeting";
  /** The question that is asked or answered; absent where a tab of an older page kept the entry. */
  questionId?: string;
  parentTurn: number | null;
  hint?: Hint | null;
  isByStaff?: true;
  isDraft?: true;
  /** Sent from the box: it was not spoken. */
  isTyped?: true;
}

/** An answer that the server has not confirmed. Its id makes sending it again harmless. */
export interface Answer {
  clientMessageId: string;
  text: string;
}

export type RoomSessionEvent =
  | { type: "frame"; frame: ServerFrame; at: number }
  | { type: "link"; link: Link; at: number }
  | { type: "answered"; answer: Answer }
  | { type: "begun" }
  | { type: "asked" }
  | { type: "left" }
  | { type: "consented" }
  | { type: "paused"; isPaused: boolean }
  | { type: "noticed" };

export function newRoomSession(pending: Answer[] = []): RoomSession {
  return {
    link: "joining",
    lostAt: null,
    lostForMs: null,
    lastSeq: 0,
    historyUpTo: 0,
    sessionState: "",
    position: "",
    companyName: "",
    place: null,
    remaining: null,
    said: [],
    consent: null,
    notice: null,
    staff: { isListening: false, isSpeaking: false },
    queuePosition: null,
    fault: null,
    pending,
    hasBegun: false,
    isAwaited: pending.length > 0,
    endedBecause: null,
    isLeaving: false,
  };
}

export function roomSessionReducer(session: RoomSession, event: RoomSessionEvent): RoomSession {
  switch (event.type) {
    case "frame":
      return afterFrame(session, event.frame, event.at);
    case "link":
      return afterLink(session, event.link, event.at);
    case "answered":
      return {
        ...session,
        pending: [...session.pending, event.answer],
        isAwaited: true,
        fault: null,
        notice: session.notice?.severity === "info" ? null : session.notice,
        lostForMs: null,
      };
    case "begun":
      return { ...session, hasBegun: true, isAwaited: true };
    case "asked":
      return { ...session, isAwaited: true };
    case "left":
      return { ...session, isAwaited: true, isLeaving: true };
    case "consented":
      return { ...session, consent: null };
    case "paused":
      return { ...session, sessionState: event.isPaused ? "paused" : "in_progress" };
    case "noticed":
      return { ...session, notice: null, fault: null, lostForMs: null };
  }
}

function afterLink(session: RoomSession, link: Link, at: number): RoomSession {
  if (link === "lost") return { ...session, link, lostAt: session.lostAt ?? at };
  if (link !== "open") return { ...session, link };
  const lostForMs = session.lostAt === null ? session.lostForMs : at - session.lostAt;
  return { ...session, link, lostAt: null, lostForMs };
}

function afterFrame(before: RoomSession, frame: ServerFrame, at: number): RoomSession {
  const seq = "seq" in frame ? frame.seq : undefined;
  if (seq !== undefined && seq <= before.lastSeq) return before;
  const session = seq === undefined ? before : { ...before, lastSeq: seq };
  const isPast = seq !== undefined && seq <= before.historyUpTo;
  switch (frame.type) {
    case "READY":
      return {
        ...session,
        ...progress(session, frame, at),
        historyUpTo: frame.lastSeq,
        position: frame.position,
        companyName: frame.companyName,
      };
    case "STATE":
      return isPast ? session : { ...session, ...progress(session, frame, at) };
    case "CONSENT":
      if (isPast && session.sessionState !== "consent_pending") return session;
      return {
        ...session,
        isAwaited: false,
        consent: { text: frame.text, version: frame.version },
      };
    case "GREETING":
      return {
        ...session,
        hasBegun: true,
        consent: null,
        said: [...session.said, greeting(frame.seq, frame.text)],
      };
    case "TRANSCRIPT":
      if (frame.role === "candidate") return afterCandidate(session, frame);
      return isPast ? afterAgent(session, frame) : afterAgent(oneFurther(session, frame), frame);
    case "NOTIFICATION":
      return noticed(session, frame, isPast);
    case "QUEUED":
      return isPast && session.sessionState !== "queued"
        ? session
        : { ...session, sessionState: "queued", queuePosition: frame.position };
    case "ERROR":
      // What is wrong with sound or video is said beside the way to go on without it.
      if (/^(voice|sound|video|recording)_/.test(frame.code)) return session;
      return {
        ...session,
        isAwaited: false,
        fault: { message: frame.message, retryable: frame.retryable },
      };
    case "ENDED":
      return { ...session, endedBecause: frame.reason, isAwaited: false, pending: [] };
    case "PING":
      if (frame.remainingSeconds === undefined) return session;
      return { ...session, remaining: { seconds: frame.remainingSeconds, at } };
    default:
      // A gateway that is newer than this page says more than the page knows.
      return session;
  }
}

type Noticed = Extract<ServerFrame, { type: "NOTIFICATION" }>;

/** What holds on, like a person who listens, is kept apart from what is said once. */
function noticed(
  session: RoomSession,
  { kind, severity, text, notice }: Noticed,
  isPast: boolean,
): RoomSession {
  const { staff } = session;
  switch (notice) {
    case "observer_joined":
      return { ...session, staff: { ...staff, isListening: true } };
    case "staff_speaking":
      return { ...session, staff: { ...staff, isSpeaking: true } };
    case "observer_left":
      return once({ ...session, staff: { ...staff, isListening: false } });
    case "interviewer_resumed":
      return once({ ...session, staff: { ...staff, isSpeaking: false } });
    default:
      return once(session);
  }
  function once(next: RoomSession): RoomSession {
    return isPast ? next : { ...next, notice: { kind, severity, text } };
  }
}

type Spoken = Extract<ServerFrame, { type: "TRANSCRIPT" }>;

function afterAgent(session: RoomSession, frame: Spoken): RoomSession {
  // "One moment" is over when the reply is there.
  const notice = session.notice?.kind === "performance" ? null : session.notice;
  const said = [...session.said, spoken(frame)];
  return { ...session, hasBegun: true, consent: null, isAwaited: false, notice, said };
}

/** A new question is the next place; only READY and STATE bring the server's own count. */
function oneFurther(session: RoomSession, frame: Spoken): RoomSession {
  if (frame.kind !== "question" || !session.place) return session;
  const { index, of } = session.place;
  return { ...session, place: { index: Math.min(index + 1, of), of } };
}

function afterCandidate(session: RoomSession, frame: Spoken): RoomSession {
  const heard = session.pending.findIndex((answer) =>
    frame.clientMessageId
      ? answer.clientMessageId === frame.clientMessageId
      : sameWords(answer.text, frame.text),
  );
  const pending = session.pending.filter((_, place) => place !== heard);
  const before = session.said.findIndex(
    (said) => said.role === "candidate" && said.turn === frame.turn,
  );
  if (before >= 0) {
    // The same turn again: it went on over what was said to it, or it was put right.
    const dropped = new Set(frame.dropped ?? []);
    const said = session.said
      .with(before, { ...spoken(frame), seq: session.said[before]?.seq ?? 0 })
      .filter((each) => each.role === "candidate" || !dropped.has(each.turn ?? -1));
    return { ...session, pending, said, isAwaited: session.isAwaited || dropped.size > 0 };
  }
  return {
    ...session,
    hasBegun: true,
    isAwaited: true,
    pending,
    said: [...session.said, spoken(frame)],
  };
}

function progress(
  session: RoomSession,
  frame: { state: string; question: Place | null; remainingSeconds: number | null },
  at: number,
): Pick<RoomSession, "sessionState" | "place" | "remaining"> {
  const seconds = frame.remainingSeconds;
  return {
    sessionState: frame.state.toLowerCase(),
    place: frame.question ?? session.place,
    remaining: seconds === null || seconds === undefined ? session.remaining : { seconds, at },
  };
}

function spoken(frame: Spoken): TranscriptEntry {
  const { seq, role, text, turn, kind } = frame;
  const hint = frame.hint ? { hint: frame.hint } : {};
  const staff = frame.saidBy === "staff" ? { isByStaff: true as const } : {};
  const draft = frame.isDraft ? { isDraft: true as const } : {};
  const typed = frame.clientMessageId ? { isTyped: true as const } : {};
  const parentTurn = frame.parentTurn ?? null;
  const question = frame.questionId ? { questionId: frame.questionId } : {};
  return {
    ...{ seq, role, text, turn, kind, parentTurn },
    ...{ ...question, ...hint, ...staff, ...draft, ...typed },
  };
}

function greeting(seq: number, text: string): TranscriptEntry {
  return { seq, role: "agent", text, turn: null, kind: "greeting", parentTurn: null };
}

function sameWords(one: string, other: string): boolean {
  return one.replace(/\s+/g, " ").trim() === other.replace(/\s+/g, " ").trim();
}

const ASKS = new Set(["question", "follow_up", "repeat"]);

/** What the candidate answers now, with the question it grew from and what was said right before. */
export interface Asked {
  seq: number;
  text: string;
  isFollowUp: boolean;
  parent: string | null;
  remark: string | null;
  /** The remark is the greeting. */
  isGreeted: boolean;
  /** The remark replies to something that the candidate asked about. */
  isReply: boolean;
  hint: Hint | null;
  /** A person asks, in the interviewer's place. */
  isByStaff: boolean;
}

/** Where in the interview the question of now stands; -1 while there is none. */
export function askedAt(session: RoomSession): number {
  return session.said.findLastIndex(
    (said) => said.role === "agent" && (ASKS.has(said.kind) || said.isByStaff === true),
  );
}

export function askedNow(session: RoomSession): Asked | null {
  const place = askedAt(session);
  const asked = session.said[place];
  if (!asked) return null;
  return {
    seq: asked.seq,
    text: asked.text,
    isFollowUp: asked.kind === "follow_up",
    parent: asked.kind === "follow_up" && !asked.isByStaff ? parentOf(session, asked, place) : null,
    isByStaff: asked.isByStaff === true,
    ...remarkOf(session.said, place),
    hint: asked.hint ?? null,
  };
}

/** What the interviewer said beside the question: after it, like an answer to a request, or right before it. */
function remarkOf(
  said: TranscriptEntry[],
  place: number,
): Pick<Asked, "remark" | "isGreeted" | "isReply"> {
  const after = said.slice(place + 1).findLast((each) => each.role === "agent");
  if (after?.kind === "remark") return { remark: after.text, isGreeted: false, isReply: true };
  const before = said[place - 1];
  const isBeside = before?.kind === "remark" || before?.kind === "greeting";
  return {
    remark: isBeside && before.role === "agent" ? before.text : null,
    isGreeted: before?.kind === "greeting",
    isReply: false,
  };
}

function parentOf(session: RoomSession, asked: TranscriptEntry, place: number): string | null {
  const named = session.said.find(
    (said) => said.role === "agent" && said.turn === asked.parentTurn && asked.parentTurn !== null,
  );
  const question = session.said.slice(0, place).findLast((said) => said.kind === "question");
  return (named?.role === "agent" && ASKS.has(named.kind) ? named : question)?.text ?? null;
}

/** The one state that the page shows and says. A lost connection outranks everything but the end. */
export function roomStatusOf(session: RoomSession): RoomStatus {
  if (session.endedBecause !== null || session.link === "over") return "finished";
  if (session.link === "lost" || session.link === "joining") {
    return session.lostAt === null ? "thinking" : "lost";
  }
  if (session.sessionState === "queued") return "queued";
  if (session.sessionState === "paused") return "moment";
  if (!session.hasBegun || session.consent) return "ready";
  if (!session.isAwaited) return "typing";
  return session.staff.isSpeaking ? "read" : "thinking";
}

interface StateWords {
  word: string;
  rest: string;
}

/** The state's word and sentence, on the screen and for the polite voice. */
export function wordsOf(session: RoomSession): StateWords {
  if (session.link === "joining") return JOINING;
  const roomStatus = roomStatusOf(session);
  const { word, rest } = STATE_WORDS[roomStatus];
  if (roomStatus === "queued" && session.queuePosition !== null) {
    return {
      word: i18n._("You are number {queuePosition} in the queue.", {
        queuePosition: session.queuePosition,
      }),
      rest,
    };
  }
  if (roomStatus === "thinking" && session.notice?.kind === "performance") {
    return { word, rest: session.notice.text };
  }
  return { word, rest };
}

/** Whether a person of the hiring team is there; said for as long as it is so. */
export function staffStatus({ staff }: RoomSession): string | null {
  if (staff.isSpeaking) return i18n._("A member of the hiring team is writing to you now.");
  return staff.isListening ? i18n._("A member of the hiring team is observing.") : null;
}

const JOINING: StateWords = {
  get word() {
    return i18n._("Connecting.");
  },
  rest: "",
};

const STATE_WORDS: Record<RoomStatus, StateWords> = {
  ready: {
    get word() {
      return i18n._("Ready to start.");
    },
    get rest() {
      return i18n._("Nothing is recorded.");
    },
  },
  queued: {
    get word() {
      return i18n._("You are in the queue.");
    },
    get rest() {
      return i18n._("Your interview starts automatically when a place is free.");
    },
  },
  thinking: {
    get word() {
      return i18n._("Thinking.");
    },
    rest: "",
  },
  read: {
    get word() {
      return i18n._("Sent.");
    },
    get rest() {
      return i18n._("A member of the hiring team is reading your answer.");
    },
  },
  typing: {
    get word() {
      return i18n._("Your turn.");
    },
    get rest() {
      return i18n._("Send when you are ready.");
    },
  },
  moment: {
    get word() {
      return i18n._("Paused.");
    },
    get rest() {
      return i18n._("Select Continue when you are ready.");
    },
  },
  lost: {
    get word() {
      return i18n._("Disconnected.");
    },
    get rest() {
      return i18n._("Your answers are saved.");
    },
  },
  finished: {
    get word() {
      return i18n._("Thank you.");
    },
    get rest() {
      return i18n._("Everything is saved.");
    },
  },
};
