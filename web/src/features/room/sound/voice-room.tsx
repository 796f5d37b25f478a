import { i18n } from "@lingui/core";
import { Check, Mic } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useKeys } from "@/shared/lib/keys";
import { useKeptFocus } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { StatusLine } from "@/shared/ui/status-line";
import type { How } from "../how";
import { atStakeIn, Between, FinishEarly, isBetween } from "../parts/answer-box";
import { AnswerField, useAnswering } from "../parts/answer-field";
import { ConsentAsk } from "../parts/consent-ask";
import { HintBeside } from "../parts/hint-beside";
import { LinkButton } from "../parts/link-button";
import { TimeLeft } from "../parts/time-left";
import { isTouch, useIsPhone } from "../phone/use-phone";
import { askedNow, type RoomSession, roomStatusOf } from "../session";
import type { RoomControls } from "../use-session";
import { AnswerCorrection } from "./answer-correction";
import { Bar } from "./bar";
import { Captions } from "./captions";
import { DeviceNotice } from "./device-notice";
import { LevelMeter } from "./level-meter";
import { SoundChoices } from "./sound-choices";
import { usePauseLength } from "./use-pause-length";
import { useQuietFor, useVoice } from "./use-voice";
import { type Voice, withDraft } from "./voice";
import { stateOf } from "./words";

/** What the page says aloud for those who do not see it, while there is a voice. */
export interface Announcement {
  words: string;
  /** The interviewer's voice plays: nothing may be announced over it. */
  isPlaying: boolean;
}

export interface VoiceRoomProps {
  session: RoomSession;
  controls: RoomControls;
  sessionId: string;
  how: Exclude<How, "type">;
  onHow: (how: How) => void;
  onRefused: (reason: string) => void;
  onAloud: (aloud: Announcement | null) => void;
}

/** Everything under the question where the interview is spoken. */
export default function VoiceRoom(props: VoiceRoomProps) {
  const { session, controls, sessionId, how, onHow, onRefused, onAloud } = props;
  const [voice, voiceSession] = useVoice({ session, line: controls.line, how, onRefused });
  const [wantsBox, setWantsBox] = useState(false);
  const answering = useAnswering(sessionId, (text) => {
    controls.answer(text);
    voiceSession.setTyping(false);
    setWantsBox(false);
  });
  useDraft(voice, answering.text, answering.setText);
  const isHeard = voice.answers !== "typed" && voice.microphone === "open";
  const hasDraft = voice.draft.number > 0 && answering.text !== "";
  const isBoxOpen = wantsBox || !isHeard || hasDraft || voice.isTyping;
  const [isTimeless] = useSwitch("timeless");
  const [isLetterless] = useSwitch("letterless");
  const isPhone = useIsPhone();
  const roomStatus = roomStatusOf(session);
  const quietFor = useQuietFor(isHeard && voice.hearing === "listening", voice.caption);
  const state = stateOf(session, voice, quietFor, hasDraft);

  const words = `${state.word} ${state.rest}`.trim();
  useEffect(
    () => onAloud({ words, isPlaying: voice.isPlaying }),
    [onAloud, words, voice.isPlaying],
  );
  useEffect(() => () => onAloud(null), [onAloud]);

  const frame = useKeptFocus(`${roomStatus} ${session.hasBegun} ${isBoxOpen}`);
  const type = () => {
    setWantsBox(true);
    voiceSession.setTyping(true);
    requestAnimationFrame(() => frame.current?.querySelector("textarea")?.focus());
  };
  const take = (words: string) => {
    answering.setText(words);
    type();
  };
  const mute = () => voiceSession.setMuted(!voice.isMuted);
  const isPaused = isBetween(session, roomStatus);
  const pauseLength = usePauseLength(voiceSession, { isOn: voice.phase === "on", roomStatus });
  const moment = () => {
    voiceSession.silence();
    pauseLength.forAMoment();
    controls.pause();
  };
  useKeys(
    isLetterless || isPaused || session.consent
      ? {}
      : { w: moment, r: controls.repeat, m: mute, t: type },
  );

  return (
    <div ref={frame} className="min-w-0">
      <div className="mt-6 phone:mt-1 phone:[&_svg]:h-14! sideways:mt-0">
        {state.shape === "other" ? (
          <StatusLine state={roomStatus === "typing" ? "thinking" : roomStatus} />
        ) : (
          <LevelMeter
            shape={state.shape}
            levels={voiceSession.levels}
            {...(isPhone ? { height: PHONE_STROKES_PX } : {})}
          />
        )}
      </div>
      <p className="text-center phone:text-small">
        <strong className={`font-semibold ${TONES[state.shape] ?? ""}`}>{state.word}</strong>{" "}
        <span className="text-text2">{state.rest}</span>
      </p>
      <DeviceNotice voice={voice} voiceSession={voiceSession} />
      {session.consent ? (
        <ConsentAsk consent={session.consent} onChoice={controls.consent} />
      ) : isPaused ? (
        <Between roomStatus={roomStatus} controls={controls} />
      ) : (
        <>
          <Captions session={session} voice={voice} />
          <AnswerCorrection session={session} voice={voice} voiceSession={voiceSession} />
          {isHeard && !voice.isTyping && !hasDraft ? (
            <p className="mt-4 text-center phone:mt-2">
              <Button
                icon={<Icon of={Check} />}
                aria-disabled={
                  roomStatus === "lost" || voice.isPlaying || voice.finish === "awaited"
                }
                onClick={() => voiceSession.finishAnswer()}
              >
                {i18n._("Finish answer")}
              </Button>
            </p>
          ) : null}
          {isBoxOpen ? (
            <AnswerField
              session={session}
              answering={answering}
              isDisconnected={roomStatus === "lost"}
              onType={() => voiceSession.setTyping(true)}
              {...(hasDraft ? { hint: CHECK_IT() } : {})}
            >
              {isHeard && voice.isTyping ? (
                <Button
                  size="large"
                  icon={<Icon of={Mic} />}
                  onClick={() => {
                    voiceSession.setTyping(false);
                    setWantsBox(false);
                  }}
                >
                  {answering.text ? i18n._("Say more") : i18n._("Resume speaking")}
                </Button>
              ) : null}
            </AnswerField>
          ) : (
            <div className="mt-6">
              <HintBeside hint={askedNow(session)?.hint ?? null} onTake={take} />
            </div>
          )}
          <Bar
            controls={controls}
            isDisconnected={roomStatus === "lost"}
            onMoment={moment}
            onType={isHeard && !voice.isTyping ? type : null}
            onMute={isHeard ? mute : null}
            isMuted={voice.isMuted}
          />
          <div className="mt-3 flex flex-wrap items-center justify-center gap-x-2 text-small text-text3">
            {isBoxOpen ? null : (
              <TimeLeft remaining={session.remaining} place={session.place} isHidden={isTimeless} />
            )}
            <LinkButton onClick={() => onHow("type")}>{i18n._("Turn sound off")}</LinkButton>
            <FinishEarly
              controls={controls}
              isDisconnected={roomStatus === "lost"}
              atStake={atStakeIn(session, answering)}
            />
          </div>
          {!isHeard || isTouch() || isPhone || isLetterless ? null : (
            <p className="mt-2 text-center text-small text-text3">
              {i18n._("Press W to pause, R to repeat the question, M to mute, T to type.")}
            </p>
          )}
          <SoundChoices
            voice={voice}
            voiceSession={voiceSession}
            hasLongPauses={pauseLength.hasLongPauses}
            onLongPauses={pauseLength.choose}
          />
        </>
      )}
    </div>
  );
}

const PHONE_STROKES_PX = 56;
const CHECK_IT = () =>
  i18n._("Check the text, because speech recognition may be wrong. Correct it, then send it.");
const TONES: Record<string, string> = {
  speaking: "text-tidetext",
  listening: "text-claytext",
  interrupted: "text-claytext",
  typing: "text-claytext",
};

/** Put each new draft into the box, after what was typed there. */
function useDraft(voice: Voice, box: string, setBox: (text: string) => void): void {
  const taken = useRef({ number: 0, text: "" });
  useEffect(() => {
    const { number, text } = voice.draft;
    if (number === taken.current.number) return;
    setBox(withDraft(box, taken.current.text, text));
    taken.current = { number, text };
  }, [voice.draft, box, setBox]);
}
