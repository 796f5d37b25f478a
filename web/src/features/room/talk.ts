import type { Hint, Place, ServerFrame, TurnKind } from "@/shared/live/frames";
import type { Link } from "@/shared/live/line";
import type { Breath } from "@/shared/ui/breath-line";

/** The talk as the page knows it: folded from frames, with no clock and no socket. */
export interface Talk {
  link: Link;
  lostAt: number | null;
  /** How long the last loss took, until the next answer is sent. */
  lostForMs: number | null;
  lastSeq: number;
  /** Up to here READY has told how things stand; what is repeated from before it is history. */
  toldUpTo: number;
  sessionState: string;
  position: string;
  companyName: string;
  place: Place | null;
  remaining: { seconds: number; at: number } | null;
  said: Said[];
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

export interface Said {
  seq: number;
  role: "agent" | "candidate";
  text: string;
  turn: number | null;
  kind: TurnKind | "greeting";
  parentTurn: number | null;
  hint?: Hint | null;
  isByStaff?: true;
  isDraft?: true;
  /** Sent from the box: nobody heard it. */
  isTyped?: true;
}

/** An answer that the server has not confirmed. Its id makes sending it again harmless. */
export interface Answer {
  clientMessageId: string;
  text: string;
}

export type TalkEvent =
  | { type: "frame"; frame: ServerFrame; at: number }
  | { type: "link"; link: Link; at: number }
  | { type: "answered"; answer: Answer }
  | { type: "begun" }
  | { type: "asked" }
  | { type: "consented" }
  | { type: "paused"; isPaused: boolean }
  | { type: "noticed" };

export function newTalk(pending: Answer[] = []): Talk {
  return {
    link: "joining",
    lostAt: null,
    lostForMs: null,
    lastSeq: 0,
    toldUpTo: 0,
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
  };
}

export function talkAfter(talk: Talk, event: TalkEvent): Talk {
  switch (event.type) {
    case "frame":
      return afterFrame(talk, event.frame, event.at);
    case "link":
      return afterLink(talk, event.link, event.at);
    case "answered":
      return {
        ...talk,
        pending: [...talk.pending, event.answer],
        isAwaited: true,
        fault: null,
        notice: talk.notice?.severity === "info" ? null : talk.notice,
        lostForMs: null,
      };
    case "begun":
      return { ...talk, hasBegun: true, isAwaited: true };
    case "asked":
      return { ...talk, isAwaited: true };
    case "consented":
      return { ...talk, consent: null };
    case "paused":
      return { ...talk, sessionState: event.isPaused ? "paused" : "in_progress" };
    case "noticed":
      return { ...talk, notice: null, fault: null, lostForMs: null };
  }
}

function afterLink(talk: Talk, link: Link, at: number): Talk {
  if (link === "lost") return { ...talk, link, lostAt: talk.lostAt ?? at };
  if (link !== "open") return { ...talk, link };
  const lostForMs = talk.lostAt === null ? talk.lostForMs : at - talk.lostAt;
  return { ...talk, link, lostAt: null, lostForMs };
}

function afterFrame(before: Talk, frame: ServerFrame, at: number): Talk {
  const seq = "seq" in frame ? frame.seq : undefined;
  if (seq !== undefined && seq <= before.lastSeq) return before;
  const talk = seq === undefined ? before : { ...before, lastSeq: seq };
  const isPast = seq !== undefined && seq <= before.toldUpTo;
  switch (frame.type) {
    case "READY":
      return {
        ...talk,
        ...progress(talk, frame, at),
        toldUpTo: frame.lastSeq,
        position: frame.position,
        companyName: frame.companyName,
      };
    case "STATE":
      return isPast ? talk : { ...talk, ...progress(talk, frame, at) };
    case "CONSENT":
      if (isPast && talk.sessionState !== "consent_pending") return talk;
      return {
        ...talk,
        isAwaited: false,
        consent: { text: frame.text, version: frame.version },
      };
    case "GREETING":
      return {
        ...talk,
        hasBegun: true,
        consent: null,
        said: [...talk.said, greeting(frame.seq, frame.text)],
      };
    case "TRANSCRIPT":
      if (frame.role === "candidate") return afterCandidate(talk, frame);
      return isPast ? afterAgent(talk, frame) : afterAgent(oneFurther(talk, frame), frame);
    case "NOTIFICATION":
      return noticed(talk, frame, isPast);
    case "QUEUED":
      return isPast && talk.sessionState !== "queued"
        ? talk
        : { ...talk, sessionState: "queued", queuePosition: frame.position };
    case "ERROR":
      // What is wrong with sound or film is said beside the way to go on without it.
      if (/^(voice|sound|video|recording)_/.test(frame.code)) return talk;
      return {
        ...talk,
        isAwaited: false,
        fault: { message: frame.message, retryable: frame.retryable },
      };
    case "ENDED":
      return { ...talk, endedBecause: frame.reason, isAwaited: false, pending: [] };
    case "PING":
      if (frame.remainingSeconds === undefined) return talk;
      return { ...talk, remaining: { seconds: frame.remainingSeconds, at } };
    default:
      // A gateway that is newer than this page says more than the page knows.
      return talk;
  }
}

type Noticed = Extract<ServerFrame, { type: "NOTIFICATION" }>;

/** What holds on, like a person who listens, is kept apart from what is said once. */
function noticed(talk: Talk, { kind, severity, text, notice }: Noticed, isPast: boolean): Talk {
  const { staff } = talk;
  switch (notice) {
    case "listens":
      return { ...talk, staff: { ...staff, isListening: true } };
    case "speaks":
      return { ...talk, staff: { ...staff, isSpeaking: true } };
    case "listens_no_more":
      return once({ ...talk, staff: { ...staff, isListening: false } });
    case "hands_back":
      return once({ ...talk, staff: { ...staff, isSpeaking: false } });
    default:
      return once(talk);
  }
  function once(next: Talk): Talk {
    return isPast ? next : { ...next, notice: { kind, severity, text } };
  }
}

type Spoken = Extract<ServerFrame, { type: "TRANSCRIPT" }>;

function afterAgent(talk: Talk, frame: Spoken): Talk {
  // "One moment" is over when the reply is there.
  const notice = talk.notice?.kind === "performance" ? null : talk.notice;
  const said = [...talk.said, spoken(frame)];
  return { ...talk, hasBegun: true, consent: null, isAwaited: false, notice, said };
}

/** A new question is the next place; only READY and STATE bring the server's own count. */
function oneFurther(talk: Talk, frame: Spoken): Talk {
  if (frame.kind !== "question" || !talk.place) return talk;
  const { index, of } = talk.place;
  return { ...talk, place: { index: Math.min(index + 1, of), of } };
}

function afterCandidate(talk: Talk, frame: Spoken): Talk {
  const heard = talk.pending.findIndex((answer) =>
    frame.clientMessageId
      ? answer.clientMessageId === frame.clientMessageId
      : sameWords(answer.text, frame.text),
  );
  const pending = talk.pending.filter((_, place) => place !== heard);
  const before = talk.said.findIndex(
    (said) => said.role === "candidate" && said.turn === frame.turn,
  );
  if (before >= 0) {
    // The same turn again: it went on over what was said to it, or it was put right.
    const dropped = new Set(frame.dropped ?? []);
    const said = talk.said
      .with(before, { ...spoken(frame), seq: talk.said[before]?.seq ?? 0 })
      .filter((each) => each.role === "candidate" || !dropped.has(each.turn ?? -1));
    return { ...talk, pending, said, isAwaited: talk.isAwaited || dropped.size > 0 };
  }
  return { ...talk, hasBegun: true, isAwaited: true, pending, said: [...talk.said, spoken(frame)] };
}

function progress(
  talk: Talk,
  frame: { state: string; question: Place | null; remainingSeconds: number | null },
  at: number,
): Pick<Talk, "sessionState" | "place" | "remaining"> {
  const seconds = frame.remainingSeconds;
  return {
    sessionState: frame.state.toLowerCase(),
    place: frame.question ?? talk.place,
    remaining: seconds === null || seconds === undefined ? talk.remaining : { seconds, at },
  };
}

function spoken(frame: Spoken): Said {
  const { seq, role, text, turn, kind } = frame;
  const hint = frame.hint ? { hint: frame.hint } : {};
  const staff = frame.saidBy === "staff" ? { isByStaff: true as const } : {};
  const draft = frame.isDraft ? { isDraft: true as const } : {};
  const typed = frame.clientMessageId ? { isTyped: true as const } : {};
  const parentTurn = frame.parentTurn ?? null;
  return { seq, role, text, turn, kind, parentTurn, ...hint, ...staff, ...draft, ...typed };
}

function greeting(seq: number, text: string): Said {
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

/** Where in the talk the question of now stands; -1 while there is none. */
export function askedAt(talk: Talk): number {
  return talk.said.findLastIndex(
    (said) => said.role === "agent" && (ASKS.has(said.kind) || said.isByStaff === true),
  );
}

export function askedNow(talk: Talk): Asked | null {
  const place = askedAt(talk);
  const asked = talk.said[place];
  if (!asked) return null;
  return {
    seq: asked.seq,
    text: asked.text,
    isFollowUp: asked.kind === "follow_up",
    parent: asked.kind === "follow_up" && !asked.isByStaff ? parentOf(talk, asked, place) : null,
    isByStaff: asked.isByStaff === true,
    ...remarkOf(talk.said, place),
    hint: asked.hint ?? null,
  };
}

/** What the interviewer said beside the question: after it, like an answer to a wish, or right before it. */
function remarkOf(said: Said[], place: number): Pick<Asked, "remark" | "isGreeted" | "isReply"> {
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

function parentOf(talk: Talk, asked: Said, place: number): string | null {
  const named = talk.said.find(
    (said) => said.role === "agent" && said.turn === asked.parentTurn && asked.parentTurn !== null,
  );
  const question = talk.said.slice(0, place).findLast((said) => said.kind === "question");
  return (named?.role === "agent" && ASKS.has(named.kind) ? named : question)?.text ?? null;
}

/** The one state that the page shows and says. A lost line outranks everything but the end. */
export function breathOf(talk: Talk): Breath {
  if (talk.endedBecause !== null || talk.link === "over") return "finished";
  if (talk.link === "lost" || talk.link === "joining") {
    return talk.lostAt === null ? "thinking" : "lost";
  }
  if (talk.sessionState === "queued") return "queued";
  if (talk.sessionState === "paused") return "moment";
  if (!talk.hasBegun || talk.consent) return "ready";
  if (!talk.isAwaited) return "typing";
  return talk.staff.isSpeaking ? "read" : "thinking";
}

interface StateWords {
  word: string;
  rest: string;
}

/** The state's word and sentence, on the screen and for the polite voice. */
export function wordsOf(talk: Talk): StateWords {
  if (talk.link === "joining") return JOINING;
  const breath = breathOf(talk);
  const { word, rest } = STATE_WORDS[breath];
  if (breath === "queued" && talk.queuePosition !== null) {
    return { word: `You are number ${talk.queuePosition} in the queue.`, rest };
  }
  if (breath === "thinking" && talk.notice?.kind === "performance") {
    return { word, rest: talk.notice.text };
  }
  return { word, rest };
}

/** Whether a person of the hiring team is there; said for as long as it is so. */
export function staffWords({ staff }: Talk): string | null {
  if (staff.isSpeaking) return "A member of the hiring team is writing to you now.";
  return staff.isListening ? "A member of the hiring team is observing." : null;
}

const JOINING: StateWords = { word: "Connecting.", rest: "" };

const STATE_WORDS: Record<Breath, StateWords> = {
  ready: { word: "Ready to start.", rest: "Nothing is recorded." },
  queued: {
    word: "You are in the queue.",
    rest: "Your interview starts automatically when a place is free.",
  },
  thinking: { word: "Thinking.", rest: "" },
  read: { word: "Sent.", rest: "A member of the hiring team is reading your answer." },
  typing: { word: "Your turn.", rest: "Send when you are ready." },
  moment: { word: "Paused.", rest: "Select Continue when you are ready." },
  lost: { word: "Disconnected.", rest: "Your answers are saved." },
  finished: { word: "Thank you.", rest: "Everything is saved." },
};
