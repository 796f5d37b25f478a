import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { Play, Square } from "lucide-react";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { VoiceRecording } from "../api/types";
import { Icon } from "../ui/icon";
import { VoiceApi } from "./calls";
import { partOf, type SoundPart, type SpokenWords } from "./recording";

interface Listening {
  recording: VoiceRecording | null;
  /** Whether it could not be found out what is recorded. */
  isUnknown: boolean;
  /** The part that plays now or is being loaded, and whether the last one could not be loaded. */
  playing: string | null;
  failed: string | null;
  toggle: (part: SoundPart) => void;
}

const SILENT: Listening = {
  recording: null,
  isUnknown: false,
  playing: null,
  failed: null,
  toggle: () => undefined,
};
const ListeningContext = createContext<Listening>(SILENT);
const nameOf = (part: SoundPart) => `${part.fromMs}-${part.toMs}`;

interface VoiceOfProps {
  /** Null where the turns of the page are not those of one session. */
  sessionId: string | null;
  children: ReactNode;
}

/** Lets the buttons in it play what the candidate said in a session, one at a time. */
export function VoiceOf({ sessionId, children }: VoiceOfProps) {
  const calls = useContext(VoiceApi);
  const found = useQuery({
    queryKey: ["voice", sessionId],
    queryFn: () => calls.recording(sessionId ?? ""),
    enabled: sessionId !== null,
  });
  const recording = found.data ?? null;
  const [playing, setPlaying] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const stop = useRef<() => void>(() => undefined);

  const silence = useCallback(() => {
    wanted.current = null;
    stop.current();
    stop.current = () => undefined;
    setPlaying(null);
  }, []);
  useEffect(() => silence, [silence]);
  const toggle = useCallback(
    (part: SoundPart) => {
      const name = nameOf(part);
      const isPlaying = wanted.current === name;
      silence();
      setFailed(null);
      if (isPlaying || sessionId === null) return;
      wanted.current = name;
      setPlaying(name);
      const end = () => {
        if (wanted.current === name) silence();
      };
      const fail = () => {
        if (wanted.current !== name) return;
        silence();
        setFailed(name);
      };
      calls.sound(sessionId, part.fromMs, part.toMs).then((sound) => {
        if (wanted.current === name) stop.current = calls.play(sound, end, fail);
      }, fail);
    },
    [calls, sessionId, silence],
  );
  const listening = useMemo(
    () => ({ recording, isUnknown: found.isError, playing, failed, toggle }),
    [recording, found.isError, playing, failed, toggle],
  );
  return <ListeningContext.Provider value={listening}>{children}</ListeningContext.Provider>;
}

/** Plays words of the candidate, from a second before to their end; nothing where no sound is stored. */
export function PlayWords({ turn, start, end }: SpokenWords) {
  const { recording, playing, failed, toggle } = useContext(ListeningContext);
  const part = useMemo(
    () => (recording ? partOf(recording, { turn, start, end }) : null),
    [recording, turn, start, end],
  );
  if (!part) return null;
  const isPlaying = playing === nameOf(part);
  const seconds = Math.max(1, Math.round((part.toMs - part.fromMs) / 1000));
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <button
        type="button"
        data-listen=""
        aria-label={
          isPlaying
            ? i18n._("Stop listening to turn {turn}, {seconds} s", { turn, seconds })
            : i18n._("Listen to turn {turn}, {seconds} s", { turn, seconds })
        }
        onClick={() => toggle(part)}
        className="press inline-flex min-h-11 min-w-11 items-center justify-center gap-1.5 rounded-control border border-edge bg-surface px-2 text-small text-text hover:bg-sunken desk:min-h-8.5 desk:min-w-8.5"
      >
        <Icon of={isPlaying ? Square : Play} small />
        {i18n._("{seconds} s", { seconds })}
      </button>
      {part.isComplete ? null : (
        <span className="text-small text-text3">{i18n._("Part of the sound is missing.")}</span>
      )}
      {failed === nameOf(part) ? (
        <span role="alert" className="text-small text-rosetext">
          {i18n._("The sound did not load.")}
        </span>
      ) : null}
    </span>
  );
}

interface NoVoiceReasonProps {
  hasSpoken: boolean;
  /** Whether the reader is the one who spoke. */
  isOwn?: boolean;
}

/** Why there is nothing to listen to although the candidate spoke; nothing where there is something. */
export function NoVoiceReason({ hasSpoken, isOwn = false }: NoVoiceReasonProps) {
  const { recording, isUnknown } = useContext(ListeningContext);
  if (!hasSpoken || (!recording && !isUnknown) || recording?.passages.length) return null;
  return (
    <p className="mt-2 text-small text-text3">
      {recording
        ? (isOwn ? ownReasonOf : reasonOf)(recording)
        : i18n._("The list of recordings of the voice did not load.")}
    </p>
  );
}

function reasonOf({ consent, storedMs }: VoiceRecording): string {
  switch (consent) {
    case "not_answered":
      return i18n._(
        "You cannot listen to this interview: the candidate did not agree to a recording of their voice, or was not asked.",
      );
    case "declined":
      return i18n._(
        "You cannot listen to this interview: the candidate did not agree to a recording of their voice.",
      );
    case "withdrawn":
      return i18n._(
        "You cannot listen to this interview: the candidate withdrew consent, and the recording of their voice was deleted.",
      );
    case "agreed":
      return storedMs > 0
        ? i18n._("The recording of the candidate's voice belongs to no answer.")
        : i18n._(
            "There is no recording of the candidate's voice: nothing was received, or it was deleted after its retention period.",
          );
  }
}

function ownReasonOf({ consent, storedMs }: VoiceRecording): string {
  switch (consent) {
    case "not_answered":
    case "declined":
      return i18n._("You cannot listen to your answers: you kept no recording of your voice.");
    case "withdrawn":
      return i18n._(
        "You cannot listen to your answers: you stopped the recording of your voice, and it was deleted.",
      );
    case "agreed":
      return storedMs > 0
        ? i18n._("The recording of your voice belongs to no answer.")
        : i18n._(
            "There is no recording of your voice: nothing was received, or it was deleted after its retention period.",
          );
  }
}
