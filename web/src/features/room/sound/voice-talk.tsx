import { Check, Mic } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useKeys } from "@/shared/lib/keys";
import { useKeptFocus } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { BreathLine } from "@/shared/ui/breath-line";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import type { How } from "../how";
import { Between, FinishEarly, isBetween } from "../parts/answer-box";
import { AnswerField, useAnswering } from "../parts/answer-field";
import { ConsentAsk } from "../parts/consent-ask";
import { HintBeside } from "../parts/hint-beside";
import { LinkButton } from "../parts/link-button";
import { TimeLeft } from "../parts/time-left";
import { useIsPhone } from "../phone/use-phone";
import { askedNow, breathOf, type Talk } from "../talk";
import type { RoomControls } from "../use-talk";
import { Bar } from "./bar";
import { Captions } from "./captions";
import { InTheWay } from "./in-the-way";
import { Misheard } from "./misheard";
import { SoundChoices } from "./sound-choices";
import { Strokes } from "./strokes";
import { usePatience } from "./use-patience";
import { useQuietFor, useVoice } from "./use-voice";
import { type Voice, withDraft } from "./voice";
import { stateOf } from "./words";

/** What the page says aloud for those who do not see it, while there is a voice. */
export interface Aloud {
  words: string;
  /** The interviewer's voice plays: nothing may talk over it. */
  isPlaying: boolean;
}

export interface VoiceTalkProps {
  talk: Talk;
  controls: RoomControls;
  sessionId: string;
  how: Exclude<How, "type">;
  onHow: (how: How) => void;
  onRefused: (reason: string) => void;
  onAloud: (aloud: Aloud | null) => void;
}

/** Everything under the question where the talk is spoken. */
export default function VoiceTalk(props: VoiceTalkProps) {
  const { talk, controls, sessionId, how, onHow, onRefused, onAloud } = props;
  const [voice, desk] = useVoice({ talk, line: controls.line, how, onRefused });
  const [wantsBox, setWantsBox] = useState(false);
  const answering = useAnswering(sessionId, (text) => {
    controls.answer(text);
    desk.setTyping(false);
    setWantsBox(false);
  });
  useDraft(voice, answering.text, answering.setText);
  const isHeard = voice.answers !== "typed" && voice.microphone === "open";
  const hasDraft = voice.draft.number > 0 && answering.text !== "";
  const isBoxOpen = wantsBox || !isHeard || hasDraft || voice.isTyping;
  const [isTimeless] = useSwitch("timeless");
  const isPhone = useIsPhone();
  const breath = breathOf(talk);
  const quietFor = useQuietFor(isHeard && voice.hearing === "listening", voice.caption);
  const state = stateOf(talk, voice, quietFor);

  const words = `${state.word} ${state.rest}`.trim();
  useEffect(
    () => onAloud({ words, isPlaying: voice.isPlaying }),
    [onAloud, words, voice.isPlaying],
  );
  useEffect(() => () => onAloud(null), [onAloud]);

  const frame = useKeptFocus(`${breath} ${talk.hasBegun} ${isBoxOpen}`);
  const type = () => {
    setWantsBox(true);
    desk.setTyping(true);
    requestAnimationFrame(() => frame.current?.querySelector("textarea")?.focus());
  };
  const take = (words: string) => {
    answering.setText(words);
    type();
  };
  const mute = () => desk.setMuted(!voice.isMuted);
  const isPaused = isBetween(talk, breath);
  const patience = usePatience(desk, { isOn: voice.phase === "on", breath });
  const moment = () => {
    desk.hush();
    patience.forAMoment();
    controls.pause();
  };
  useLetters(!isPaused && !talk.consent, { w: moment, r: controls.repeat, m: mute, t: type });

  return (
    <div ref={frame} className="min-w-0">
      <div className="mt-6 phone:mt-1 phone:[&_svg]:h-14! sideways:mt-0">
        {state.shape === "other" ? (
          <BreathLine state={breath === "typing" ? "thinking" : breath} />
        ) : (
          <Strokes
            shape={state.shape}
            levels={desk.levels}
            {...(isPhone ? { height: PHONE_STROKES_PX } : {})}
          />
        )}
      </div>
      <p className="text-center">
        <strong className={`font-semibold ${TONES[state.shape] ?? ""}`}>{state.word}</strong>{" "}
        <span className="text-text2">{state.rest}</span>
      </p>
      <InTheWay voice={voice} desk={desk} />
      {talk.consent ? (
        <ConsentAsk consent={talk.consent} onChoice={controls.consent} />
      ) : isPaused ? (
        <Between breath={breath} controls={controls} />
      ) : (
        <>
          <Captions talk={talk} voice={voice} />
          <Misheard talk={talk} voice={voice} desk={desk} />
          {isHeard && !voice.isTyping && !hasDraft ? (
            <p className="mt-4 text-center phone:mt-2">
              <Button
                icon={<Icon of={Check} />}
                aria-disabled={breath === "lost" || voice.isPlaying}
                onClick={() => desk.send({ type: "AUDIO_END" })}
              >
                Finish answer
              </Button>
            </p>
          ) : null}
          {isBoxOpen ? (
            <AnswerField
              talk={talk}
              answering={answering}
              isCut={breath === "lost"}
              onType={() => desk.setTyping(true)}
              {...(hasDraft ? { hint: CHECK_IT } : {})}
            >
              {isHeard && voice.isTyping ? (
                <Button
                  size="large"
                  icon={<Icon of={Mic} />}
                  onClick={() => {
                    desk.setTyping(false);
                    setWantsBox(false);
                  }}
                >
                  {answering.text ? "Say more" : "Resume speaking"}
                </Button>
              ) : null}
            </AnswerField>
          ) : (
            <div className="mt-6">
              <HintBeside hint={askedNow(talk)?.hint ?? null} onTake={take} />
            </div>
          )}
          <Bar
            controls={controls}
            isCut={breath === "lost"}
            onMoment={moment}
            onType={isHeard && !voice.isTyping ? type : null}
            onMute={isHeard ? mute : null}
            isMuted={voice.isMuted}
          />
          <div className="mt-3 flex flex-wrap items-center justify-center gap-x-2 text-small text-text3">
            {isBoxOpen ? null : (
              <TimeLeft remaining={talk.remaining} place={talk.place} isHidden={isTimeless} />
            )}
            <LinkButton onClick={() => onHow("type")}>Turn sound off</LinkButton>
            <FinishEarly controls={controls} isCut={breath === "lost"} />
          </div>
          <SoundChoices
            voice={voice}
            desk={desk}
            isPatient={patience.isPatient}
            onPatient={patience.choose}
          />
        </>
      )}
    </div>
  );
}

const PHONE_STROKES_PX = 56;
const CHECK_IT =
  "Check the text, because speech recognition may be wrong. Correct it, then send it.";
const TONES: Record<string, string> = {
  speaking: "text-tidetext",
  listening: "text-claytext",
  "cut in": "text-claytext",
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

function useLetters(isOn: boolean, keys: Record<string, () => void>): void {
  const [isOff] = useSwitch("letterless");
  useKeys(isOn && !isOff ? keys : {});
}
