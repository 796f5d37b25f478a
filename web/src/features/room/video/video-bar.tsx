import { i18n } from "@lingui/core";
import { Video, VideoOff } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import { useAnnounce } from "@/shared/ui/announcer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Status } from "@/shared/ui/status";
import { KEYS } from "../keys";
import { LinkButton } from "../parts/link-button";
import type { RoomSession } from "../session";
import { closeCamera, openCamera, recorderOn, whyNoCamera } from "./camera";
import { CameraChoice } from "./camera-choice";
import { CameraPreview } from "./camera-preview";
import { chunkSender } from "./uploader";
import type { ConsentPanel } from "./use-consent";
import { type Equipment, VideoRecorder, type VideoState } from "./video-recorder";
import { videoStatus } from "./words";

interface VideoBarProps {
  video: ConsentPanel;
  from: NonNullable<ConsentPanel["from"]>;
  session: RoomSession;
  sessionId: string;
}

/** Whether video is recorded, always in sight, with the way out beside it. */
export default function VideoBar({ video, from, session, sessionId }: VideoBarProps) {
  const { recorder, state, picture } = useVideoRecorder(from, sessionId);
  const [isHidden, setHidden] = useState(false);
  const say = useAnnounce();
  const { title, rest, mayTryAgain } = videoStatus(state);
  const isGoingOn =
    session.hasBegun && !session.consent && !["paused", "queued"].includes(session.sessionState);
  useEffect(() => recorder?.setOn(isGoingOn), [recorder, isGoingOn]);
  useEffect(() => {
    if (session.link === "open") recorder?.onReconnected();
  }, [recorder, session.link]);
  useEffect(() => say(`${title} ${rest}`), [say, title, rest]);
  const stop = () => {
    recorder?.drop();
    video.withdraw();
    // The button goes with the bar; a keyboard user is taken to the question.
    document.querySelector("h1")?.focus({ preventScroll: true });
  };
  const isRecording = state.kind === "recording";
  return (
    <section
      aria-label={i18n._("Video recording")}
      data-video={state.kind}
      className="sticky top-2 z-10 -mx-2 mb-6 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-large border border-line bg-raised px-2.5 py-2 text-small"
    >
      {picture && !isHidden ? <CameraPreview stream={picture} /> : null}
      <div className="min-w-40 flex-1">
        <p>
          <Status icon={isRecording ? Video : VideoOff} tone={isRecording ? "clay" : "plain"}>
            {title}
          </Status>
        </p>
        {rest ? <p className="text-text2">{rest}</p> : null}
        {picture ? (
          <LinkButton onClick={() => setHidden(!isHidden)}>
            {isHidden ? i18n._("Show my video") : i18n._("Hide my video")}
          </LinkButton>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        {picture ? (
          <CameraChoice
            stream={picture}
            onChoice={(id) => {
              store(KEYS.camera, id);
              void recorder?.open(id);
            }}
          />
        ) : null}
        {mayTryAgain ? (
          <Button size="small" onClick={() => void recorder?.open(stored(KEYS.camera))}>
            {i18n._("Try again")}
          </Button>
        ) : null}
        <Button size="small" icon={<Icon of={VideoOff} small />} onClick={stop}>
          {i18n._("Stop and delete video")}
        </Button>
      </div>
    </section>
  );
}

const BROWSER_CAMERA: Equipment<MediaStream> = {
  open: openCamera,
  close: closeCamera,
  why: whyNoCamera,
  recorder: recorderOn,
  onLost: (stream, lost) => {
    for (const track of stream.getTracks()) track.onended = lost;
  },
};

/** A recorder from the first yes until this page is left; its last chunk is sent behind the page's back. */
function useVideoRecorder(from: VideoBarProps["from"], sessionId: string) {
  const [recorder, setStudio] = useState<VideoRecorder<MediaStream> | null>(null);
  const [state, setState] = useState<VideoState>({ kind: "opening" });
  const [picture, setPicture] = useState<MediaStream | null>(null);
  const begin = useRef(from);
  const made = useCallback(() => {
    const { nextSeq, recordingMs, at } = begin.current;
    return new VideoRecorder<MediaStream>({
      equipment: BROWSER_CAMERA,
      send: chunkSender(sessionId),
      nextSeq,
      recordingMs: recordingMs + performance.now() - at,
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
  return { recorder, state, picture };
}
