import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { stored } from "@/shared/lib/stored";
import type { FilmFrame } from "@/shared/live/frames";
import { KEYS } from "../keys";
import { INTERVIEW, useRoomKind } from "../kind";
import type { Talk } from "../talk";
import type { RoomLine } from "../use-talk";
import { type FilmText, storedFilm, storeWish, wishAt } from "./offer";

/** How a film stands in this tab. */
export interface FilmStanding {
  /** What may be agreed to; null where nobody is filmed. */
  text: FilmText | null;
  /** What this tab wants; null is no word yet. */
  wish: boolean | null;
  /** What the server holds; null is no answer, and nothing at all before it was asked. */
  accepted: boolean | null;
  /** Where the film goes on, once both agree. */
  from: { nextSeq: number; filmMs: number; at: number } | null;
  /** The words changed since they were agreed to. */
  isChanged: boolean;
  wasStopped: boolean;
}

type FilmEvent =
  | { type: "told"; frame: FilmFrame; at: number }
  | { type: "wished"; isYes: boolean }
  | { type: "refused"; code: string };

export function standingAfter(film: FilmStanding, event: FilmEvent): FilmStanding {
  switch (event.type) {
    case "wished":
      return { ...film, wish: event.isYes, isChanged: false, wasStopped: !event.isYes };
    case "refused":
      if (event.code === "video_not_offered") return { ...film, text: null, wish: null };
      if (event.code !== "video_consent_changed") return film;
      return { ...film, wish: null, isChanged: true };
    case "told":
      return told(film, event.frame, event.at);
  }
}

function told(film: FilmStanding, frame: FilmFrame, at: number): FilmStanding {
  const { version, text, accepted, nextSeq, filmMs } = frame;
  const isOther = film.text?.version !== version;
  // A yes was given to certain words. And a no that was said elsewhere is never turned by an older yes.
  const isVoid = film.wish === true && ((isOther && accepted !== true) || accepted === false);
  const wish = isVoid ? null : film.wish;
  const isOn = accepted === true && wish === true;
  return {
    ...film,
    text: { version, text },
    accepted,
    wish,
    isChanged: film.isChanged || (isVoid && isOther),
    from: isOn ? (film.from ?? { nextSeq, filmMs, at }) : null,
  };
}

export interface Film extends FilmStanding {
  agree: () => void;
  withdraw: () => void;
}

/** Ask how the film stands whenever the line opens, and say what this tab wants of it. */
export function useFilm(talk: Talk, line: RoomLine): Film {
  const isHere = useRoomKind() === INTERVIEW;
  const token = stored(KEYS.token) ?? "";
  const [film, dispatch] = useReducer(standingAfter, { isHere, token }, begun);
  const latest = useRef(film);
  latest.current = film;
  const isOffered = film.text !== null;

  useEffect(() => {
    if (!isOffered) return;
    return line.listen({
      onFrame: (frame) => {
        if (frame.type === "ERROR") dispatch({ type: "refused", code: frame.code });
        if (frame.type !== "VIDEO_CONSENT") return;
        dispatch({ type: "told", frame, at: performance.now() });
        const { wish, text } = latest.current;
        const isMeant = text?.version === frame.version;
        if (wish === true && frame.accepted === null && isMeant) line.send(answer(true, text));
        if (wish === false && frame.accepted === true) line.send(answer(false));
      },
      onSound: () => undefined,
    });
  }, [isOffered, line]);
  useEffect(() => {
    if (isOffered && talk.link === "open") line.send({ type: "VIDEO_CONSENT" });
  }, [isOffered, talk.link, line]);
  useEffect(() => {
    if (film.text) storeWish(token, film.text.version, film.wish);
  }, [token, film.text, film.wish]);

  const wishFor = useCallback(
    (isYes: boolean) => {
      const { text } = latest.current;
      if (!text) return;
      dispatch({ type: "wished", isYes });
      // On a line that is lost the wish waits; it is said with the first word of the next one.
      line.send(answer(isYes, text));
    },
    [line],
  );
  return useMemo(
    () => ({ ...film, agree: () => wishFor(true), withdraw: () => wishFor(false) }),
    [film, wishFor],
  );
}

function begun({ isHere, token }: { isHere: boolean; token: string }): FilmStanding {
  const text = isHere ? storedFilm() : null;
  const wish = text ? wishAt(token) : null;
  return {
    text,
    wish: wish && wish.version === text?.version ? wish.isYes : null,
    accepted: null,
    from: null,
    isChanged: false,
    wasStopped: false,
  };
}

function answer(accepted: boolean, text?: FilmText) {
  const version = accepted && text ? { version: text.version } : {};
  return { type: "VIDEO_CONSENT" as const, accepted, ...version };
}
