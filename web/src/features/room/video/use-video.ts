import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { stored } from "@/shared/lib/stored";
import type { VideoConsentFrame } from "@/shared/live/frames";
import { KEYS } from "../keys";
import { INTERVIEW, useRoomKind } from "../kind";
import type { RoomSession } from "../session";
import type { RoomConnection } from "../use-session";
import { choiceAt, storeChoice, storedVideoConsent, type VideoConsentText } from "./offer";

/** How a video stands in this tab. */
export interface VideoConsentState {
  /** What may be agreed to; null where video is not offered. */
  text: VideoConsentText | null;
  /** What this tab wants; null is no word yet. */
  choice: boolean | null;
  /** What the server holds; null is no answer, and nothing at all before it was asked. */
  accepted: boolean | null;
  /** Where the video goes on, once both agree. */
  from: { nextSeq: number; recordingMs: number; at: number } | null;
  /** The words changed since they were agreed to. */
  isChanged: boolean;
  wasStopped: boolean;
}

type VideoConsentEvent =
  | { type: "reported"; frame: VideoConsentFrame; at: number }
  | { type: "chosen"; isYes: boolean }
  | { type: "refused"; code: string };

export function videoConsentReducer(
  video: VideoConsentState,
  event: VideoConsentEvent,
): VideoConsentState {
  switch (event.type) {
    case "chosen":
      return { ...video, choice: event.isYes, isChanged: false, wasStopped: !event.isYes };
    case "refused":
      if (event.code === "video_not_offered") return { ...video, text: null, choice: null };
      if (event.code !== "video_consent_changed") return video;
      return { ...video, choice: null, isChanged: true };
    case "reported":
      return afterServerFrame(video, event.frame, event.at);
  }
}

function afterServerFrame(
  video: VideoConsentState,
  frame: VideoConsentFrame,
  at: number,
): VideoConsentState {
  const { version, text, accepted, nextSeq, recordingMs } = frame;
  const isOther = video.text?.version !== version;
  // A yes was given to certain words. And a no that was said elsewhere is never turned by an older yes.
  const isVoid = video.choice === true && ((isOther && accepted !== true) || accepted === false);
  const choice = isVoid ? null : video.choice;
  const isOn = accepted === true && choice === true;
  return {
    ...video,
    text: { version, text },
    accepted,
    choice,
    isChanged: video.isChanged || (isVoid && isOther),
    from: isOn ? (video.from ?? { nextSeq, recordingMs, at }) : null,
  };
}

export interface VideoPanel extends VideoConsentState {
  agree: () => void;
  withdraw: () => void;
}

/** Ask how the video stands whenever the connection opens, and say what this tab wants of it. */
export function useVideo(session: RoomSession, line: RoomConnection): VideoPanel {
  const isHere = useRoomKind() === INTERVIEW;
  const token = stored(KEYS.token) ?? "";
  const [video, dispatch] = useReducer(videoConsentReducer, { isHere, token }, begun);
  const latest = useRef(video);
  latest.current = video;
  const isOffered = video.text !== null;

  useEffect(() => {
    if (!isOffered) return;
    return line.listen({
      onFrame: (frame) => {
        if (frame.type === "ERROR") dispatch({ type: "refused", code: frame.code });
        if (frame.type !== "VIDEO_CONSENT") return;
        dispatch({ type: "reported", frame, at: performance.now() });
        const { choice, text } = latest.current;
        const isMeant = text?.version === frame.version;
        if (choice === true && frame.accepted === null && isMeant) line.send(answer(true, text));
        if (choice === false && frame.accepted === true) line.send(answer(false));
      },
      onSound: () => undefined,
    });
  }, [isOffered, line]);
  useEffect(() => {
    if (isOffered && session.link === "open") line.send({ type: "VIDEO_CONSENT" });
  }, [isOffered, session.link, line]);
  useEffect(() => {
    if (video.text) storeChoice(token, video.text.version, video.choice);
  }, [token, video.text, video.choice]);

  const choose = useCallback(
    (isYes: boolean) => {
      const { text } = latest.current;
      if (!text) return;
      dispatch({ type: "chosen", isYes });
      // While disconnected the choice waits; it is said with the first word of the next one.
      line.send(answer(isYes, text));
    },
    [line],
  );
  return useMemo(
    () => ({ ...video, agree: () => choose(true), withdraw: () => choose(false) }),
    [video, choose],
  );
}

function begun({ isHere, token }: { isHere: boolean; token: string }): VideoConsentState {
  const text = isHere ? storedVideoConsent() : null;
  const choice = text ? choiceAt(token) : null;
  return {
    text,
    choice: choice && choice.version === text?.version ? choice.isYes : null,
    accepted: null,
    from: null,
    isChanged: false,
    wasStopped: false,
  };
}

function answer(accepted: boolean, text?: VideoConsentText) {
  const version = accepted && text ? { version: text.version } : {};
  return { type: "VIDEO_CONSENT" as const, accepted, ...version };
}
