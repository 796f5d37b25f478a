import { Video, VideoOff } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import { useSay } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Status } from "@/shared/ui/status";
import { KEYS } from "../keys";
import { LinkButton } from "../parts/link-button";
import type { Talk } from "../talk";
import { closeCamera, openCamera, recorderOn, whyNoCamera } from "./camera";
import { CameraChoice } from "./camera-choice";
import { OwnPicture } from "./own-picture";
import { type Equipment, type FilmState, Studio } from "./studio";
import { pieceSender } from "./uploader";
import type { Film } from "./use-film";
import { filmWords } from "./words";

interface FilmBarProps {
  film: Film;
  from: NonNullable<Film["from"]>;
  talk: Talk;
  sessionId: string;
}

/** Whether somebody is filmed, always in sight, with the way out beside it. */
export default function FilmBar({ film, from, talk, sessionId }: FilmBarProps) {
  const { studio, state, picture } = useStudio(from, sessionId);
  const [isHidden, setHidden] = useState(false);
  const say = useSay();
  const { title, rest, mayTryAgain } = filmWords(state);
  const isGoingOn =
    talk.hasBegun && !talk.consent && !["paused", "queued"].includes(talk.sessionState);
  useEffect(() => studio?.setOn(isGoingOn), [studio, isGoingOn]);
  useEffect(() => {
    if (talk.link === "open") studio?.lineIsBack();
  }, [studio, talk.link]);
  useEffect(() => say(`${title} ${rest}`), [say, title, rest]);
  const stop = () => {
    studio?.drop();
    film.withdraw();
    // The button goes with the bar; whoever pressed it by keyboard is left at the question.
    document.querySelector("h1")?.focus({ preventScroll: true });
  };
  const isFilming = state.kind === "filming";
  return (
    <section
      aria-label="Video recording"
      data-film={state.kind}
      className="sticky top-2 z-10 -mx-2 mb-6 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-large border border-line bg-raised px-2.5 py-2 text-small"
    >
      {picture && !isHidden ? <OwnPicture stream={picture} /> : null}
      <div className="min-w-40 flex-1">
        <p>
          <Status icon={isFilming ? Video : VideoOff} tone={isFilming ? "clay" : "plain"}>
            {title}
          </Status>
        </p>
        {rest ? <p className="text-text2">{rest}</p> : null}
        {picture ? (
          <LinkButton onClick={() => setHidden(!isHidden)}>
            {isHidden ? "Show my video" : "Hide my video"}
          </LinkButton>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        {picture ? (
          <CameraChoice
            stream={picture}
            onChoice={(id) => {
              store(KEYS.camera, id);
              void studio?.open(id);
            }}
          />
        ) : null}
        {mayTryAgain ? (
          <Button size="small" onClick={() => void studio?.open(stored(KEYS.camera))}>
            Try again
          </Button>
        ) : null}
        <Button size="small" icon={<Icon of={VideoOff} small />} onClick={stop}>
          Stop and delete video
        </Button>
      </div>
    </section>
  );
}

const EQUIPMENT: Equipment<MediaStream> = {
  open: openCamera,
  close: closeCamera,
  why: whyNoCamera,
  recorder: recorderOn,
  onLost: (stream, lost) => {
    for (const track of stream.getTracks()) track.onended = lost;
  },
};

/** A studio from the first yes until this page is left; its last piece is sent behind the page's back. */
function useStudio(from: FilmBarProps["from"], sessionId: string) {
  const [studio, setStudio] = useState<Studio<MediaStream> | null>(null);
  const [state, setState] = useState<FilmState>({ kind: "opening" });
  const [picture, setPicture] = useState<MediaStream | null>(null);
  const begin = useRef(from);
  const made = useCallback(() => {
    const { nextSeq, filmMs, at } = begin.current;
    return new Studio<MediaStream>({
      equipment: EQUIPMENT,
      send: pieceSender(sessionId),
      nextSeq,
      filmMs: filmMs + performance.now() - at,
      now: () => performance.now(),
      onState: setState,
      onPicture: setPicture,
    });
  }, [sessionId]);
  useEffect(() => {
    const opened = made();
    setStudio(opened);
    void opened.open(stored(KEYS.camera));
    return () => void opened.finish();
  }, [made]);
  return { studio, state, picture };
}
