import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { stored } from "@/shared/lib/stored";
import type { ConsentFrame } from "@/shared/live/frames";
import { KEYS } from "../keys";
import { INTERVIEW, PRACTICE, useRoomKind } from "../kind";
import { soundInstead } from "../offer";
import type { RoomSession } from "../session";
import type { RoomConnection } from "../use-session";
import {
  type ConsentText,
  choiceAt,
  type RecordingKind,
  storeChoice,
  storedConsent,
} from "./offer";

/** How the consent to a recording stands in this tab. */
export interface ConsentState {
  kind: RecordingKind;
  /** What may be agreed to; null where this is not offered. */
  text: ConsentText | null;
  /** What this tab wants; null is no word yet. */
  choice: boolean | null;
  /** What the server holds; null is no answer, and nothing at all before it was asked. */
  accepted: boolean | null;
  /** Where the recording goes on, once both agree. */
  from: { nextSeq: number; recordingMs: number; at: number } | null;
  /** The words changed since they were agreed to. */
  isChanged: boolean;
  /** A yes of this tab does not count: the server holds a no. */
  isOverruled: boolean;
  wasStopped: boolean;
}

type ConsentEvent =
  | { type: "reported"; frame: ConsentFrame; at: number; isOffered: boolean }
  | { type: "chosen"; isYes: boolean }
  | { type: "refused"; code: string };

export function consentReducer(state: ConsentState, event: ConsentEvent): ConsentState {
  switch (event.type) {
    case "chosen":
      return {
        ...state,
        choice: event.isYes,
        isChanged: false,
        isOverruled: false,
        wasStopped: !event.isYes,
      };
    case "refused":
      if (event.code === `${state.kind}_not_offered`) return { ...state, text: null, choice: null };
      if (event.code !== `${state.kind}_consent_changed`) return state;
      return { ...state, choice: null, isChanged: true };
    case "reported":
      // What is not offered here is only of interest if it was agreed to before: then it is recorded.
      if (state.text === null && event.frame.accepted !== true && !event.isOffered) return state;
      return afterServerFrame(state, event.frame, event.at);
  }
}

function afterServerFrame(state: ConsentState, frame: ConsentFrame, at: number): ConsentState {
  const { version, text, accepted, nextSeq = 0, recordingMs = 0 } = frame;
  const isOther = state.text?.version !== version;
  // A yes was given to certain words. And a no that was said elsewhere is never turned by an older yes.
  const isVoid = state.choice === true && ((isOther && accepted !== true) || accepted === false);
  const choice = isVoid ? null : state.choice;
  const isOn = accepted === true && choice === true;
  return {
    ...state,
    text: { version, text },
    accepted,
    choice,
    isChanged: state.isChanged || (isVoid && isOther),
    isOverruled: state.isOverruled || (isVoid && accepted === false),
    // A no that was said before the room is sent in it, and stops what was recorded until then.
    wasStopped: state.wasStopped || (accepted === true && choice === false),
    from: isOn ? (state.from ?? { nextSeq, recordingMs, at }) : null,
  };
}

export interface ConsentPanel extends ConsentState {
  agree: () => void;
  withdraw: () => void;
}

/** Ask how a consent stands whenever the connection opens, and say what this tab wants of it. */
export function useConsent(
  kind: RecordingKind,
  session: RoomSession,
  line: RoomConnection,
  sessionId: string,
): ConsentPanel {
  const room = useRoomKind();
  const isOwnVoice = kind === "voice" && room === PRACTICE;
  const isHere = room === INTERVIEW || isOwnVoice;
  const token = isOwnVoice ? sessionId : (stored(KEYS.token) ?? "");
  const [state, dispatch] = useReducer(consentReducer, { kind, isHere, token }, begun);
  const latest = useRef(state);
  latest.current = state;
  // A yes to the voice holds on the server, also where the organization offers it no longer.
  const isAsked = state.text !== null || (kind === "voice" && isHere);

  useEffect(() => {
    if (!isAsked) return;
    return line.listen({
      onFrame: (frame) => {
        if (frame.type === "ERROR") dispatch({ type: "refused", code: frame.code });
        if (frame.type !== FRAMES[kind]) return;
        // Who practices can keep their voice wherever they can speak, also in a tab that asks only now.
        const isOffered = isOwnVoice && soundInstead() === "speak";
        dispatch({ type: "reported", frame, at: performance.now(), isOffered });
        const { choice, text } = latest.current;
        const isMeant = text?.version === frame.version;
        if (choice === true && frame.accepted === null && isMeant)
          line.send(answer(kind, true, text));
        if (choice === false && frame.accepted === true) line.send(answer(kind, false));
      },
      onSound: () => undefined,
    });
  }, [kind, isAsked, isOwnVoice, line]);
  useEffect(() => {
    if (isAsked && session.link === "open") line.send(question(kind, latest.current.text));
  }, [kind, isAsked, session.link, line]);
  useEffect(() => {
    if (state.text) storeChoice(kind, token, state.text.version, state.choice);
  }, [kind, token, state.text, state.choice]);

  const choose = useCallback(
    (isYes: boolean) => {
      const { text } = latest.current;
      if (!text) return;
      dispatch({ type: "chosen", isYes });
      // While disconnected the choice waits; it is said with the first word of the next one.
      line.send(answer(kind, isYes, text));
    },
    [kind, line],
  );
  return useMemo(
    () => ({ ...state, agree: () => choose(true), withdraw: () => choose(false) }),
    [state, choose],
  );
}

interface Beginning {
  kind: RecordingKind;
  isHere: boolean;
  token: string;
}

function begun({ kind, isHere, token }: Beginning): ConsentState {
  const text = isHere ? storedConsent(kind) : null;
  const choice = text ? choiceAt(kind, token) : null;
  return {
    kind,
    text,
    // A yes is to certain words; a no is to any.
    choice: choice && (!choice.isYes || choice.version === text?.version) ? choice.isYes : null,
    accepted: null,
    from: null,
    isChanged: false,
    isOverruled: false,
    wasStopped: false,
  };
}

const FRAMES = { video: "VIDEO_CONSENT", voice: "VOICE_CONSENT" } as const;

/** The text of the voice has several languages: the one that was shown before is asked for again. */
function question(kind: RecordingKind, text: ConsentText | null) {
  const version = kind === "voice" && text ? { version: text.version } : {};
  return { type: FRAMES[kind], ...version };
}

function answer(kind: RecordingKind, accepted: boolean, text?: ConsentText) {
  const version = accepted && text ? { version: text.version } : {};
  return { type: FRAMES[kind], accepted, ...version };
}
