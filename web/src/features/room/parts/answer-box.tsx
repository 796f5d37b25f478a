import { i18n } from "@lingui/core";
import { ArrowRight, Clock, SkipForward } from "lucide-react";
import { useState } from "react";
import { useKeptFocus } from "@/shared/lib/page";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import type { RoomStatus } from "@/shared/ui/status-line";
import type { How } from "../how";
import { isTouch } from "../phone/use-phone";
import type { RoomSession, TranscriptEntry } from "../session";
import type { RoomControls } from "../use-session";
import { AnswerField, type Answering, useAnswering } from "./answer-field";
import { AskFirst, type AtStake, type Irreversible } from "./ask-first";
import { LinkButton } from "./link-button";

interface AnswerBoxProps {
  session: RoomSession;
  roomStatus: RoomStatus;
  controls: RoomControls;
  sessionId: string;
  /** Go on by voice instead, where there is one. */
  sound: Exclude<How, "type"> | null;
  onSound: (how: How) => void;
}

/** What the candidate can do now. Focus stays in here when one control takes another's place. */
export function AnswerBox(props: AnswerBoxProps) {
  // On a touch screen a focused field opens the keyboard over the question.
  const heirs = isTouch() ? "button" : "textarea, button";
  const box = useKeptFocus(`${props.roomStatus} ${props.session.hasBegun}`, heirs);
  return (
    <div ref={box}>
      <Controls {...props} />
    </div>
  );
}

function Controls({ session, roomStatus, controls, sessionId, sound, onSound }: AnswerBoxProps) {
  const answering = useAnswering(sessionId, controls.answer);
  if (isBetween(session, roomStatus))
    return <Between roomStatus={roomStatus} controls={controls} />;
  const isDisconnected = roomStatus === "lost";
  return (
    <>
      <AnswerField session={session} answering={answering} isDisconnected={isDisconnected}>
        <Button
          size="large"
          className={HALF}
          icon={<Icon of={Clock} />}
          aria-disabled={isDisconnected}
          onClick={controls.pause}
        >
          {i18n._("Take a moment")}
        </Button>
        <Skip controls={controls} isDisconnected={isDisconnected} />
      </AnswerField>
      <div className="mt-3 -ml-2 flex flex-wrap gap-x-2 text-small">
        <LinkButton onClick={controls.repeat} isOff={isDisconnected}>
          {i18n._("Repeat the question")}
        </LinkButton>
        {sound ? (
          <LinkButton onClick={() => onSound(sound)} isOff={isDisconnected}>
            {sound === "speak" ? i18n._("Switch to speaking") : i18n._("Listen to the questions")}
          </LinkButton>
        ) : null}
        <FinishEarly
          controls={controls}
          isDisconnected={isDisconnected}
          atStake={atStakeIn(session, answering)}
        />
      </div>
    </>
  );
}

/** Whether there is nothing to answer now: before the interview, in a pause, in the queue. */
export function isBetween(session: RoomSession, roomStatus: RoomStatus): boolean {
  return (
    roomStatus === "ready" ||
    roomStatus === "queued" ||
    roomStatus === "moment" ||
    !session.hasBegun
  );
}

/** What can be done where there is nothing to answer. */
export function Between({ roomStatus, controls }: Pick<AnswerBoxProps, "roomStatus" | "controls">) {
  if (roomStatus === "ready") {
    return (
      <Middle>
        <Button look="primary" size="large" onClick={controls.begin}>
          {" "}
          {i18n._("Start")} <Icon of={ArrowRight} />
        </Button>
      </Middle>
    );
  }
  if (roomStatus !== "moment") return null;
  return (
    <Middle>
      <Button look="primary" size="large" onClick={controls.resume}>
        {" "}
        {i18n._("Continue")} <Icon of={ArrowRight} />
      </Button>
      <p className="w-full text-small text-text3">
        {i18n._(
          "The clock stops for up to five minutes at a time. Keep this page open to return to this question.",
        )}
      </p>
    </Middle>
  );
}

/** On a phone two of them share a line. */
const HALF = "phone:w-auto! phone:flex-auto phone:px-3 phone:whitespace-nowrap";

interface AskedFirstProps {
  controls: RoomControls;
  isDisconnected: boolean;
}

function Skip({ controls, isDisconnected }: AskedFirstProps) {
  const [asking, ask] = useAskFirst(controls);
  return (
    <>
      <Button
        size="large"
        className={HALF}
        icon={<Icon of={SkipForward} />}
        aria-disabled={isDisconnected}
        onClick={() => ask("skip")}
      >
        {i18n._("Skip")}
      </Button>
      {asking}
    </>
  );
}

/** What the candidate would lose by ending now. */
export function atStakeIn(session: RoomSession, answering: Answering): AtStake {
  const isAnswer = ({ role, kind }: TranscriptEntry) => role === "candidate" && kind === "answer";
  return {
    hasAnswered: session.pending.length > 0 || session.said.some(isAnswer),
    hasUnsent: answering.text.trim() !== "",
  };
}

export function FinishEarly({
  controls,
  isDisconnected,
  atStake,
}: AskedFirstProps & { atStake: AtStake }) {
  const [asking, ask] = useAskFirst(controls, atStake);
  return (
    <>
      <LinkButton onClick={() => ask("finish")} isOff={isDisconnected}>
        {i18n._("End interview")}
      </LinkButton>
      {asking}
    </>
  );
}

const NOTHING: AtStake = { hasAnswered: true, hasUnsent: false };

/** Ask before what cannot be taken back. */
export function useAskFirst(
  controls: RoomControls,
  atStake: AtStake = NOTHING,
): [React.ReactNode, (what: Irreversible) => void] {
  const [asking, setAsking] = useState<Irreversible | null>(null);
  const dialog = (
    <AskFirst
      what={asking}
      atStake={atStake}
      onKeep={() => setAsking(null)}
      onSure={() => {
        setAsking(null);
        if (asking === "skip") controls.skip();
        else controls.finish();
      }}
    />
  );
  return [dialog, setAsking];
}

function Middle({ children }: { children: React.ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-center gap-3 text-center">{children}</div>;
}
