import { ArrowRight, Check, Clock, SendHorizontal, SkipForward } from "lucide-react";
import { useEffect, useState } from "react";
import { useKeptFocus } from "@/shared/lib/page";
import { useSwitch } from "@/shared/lib/preferences";
import { store, stored } from "@/shared/lib/stored";
import type { Breath } from "@/shared/ui/breath-line";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { askedNow, type Talk } from "../talk";
import type { RoomControls } from "../use-talk";
import { AskFirst, type Irreversible } from "./ask-first";
import { HintBeside } from "./hint-beside";
import { TimeLeft } from "./time-left";

interface AnswerBoxProps {
  talk: Talk;
  breath: Breath;
  controls: RoomControls;
  sessionId: string;
}

const LARGEST_BYTES = 16 * 1024;

/** What the candidate can do now. Focus stays in here when one control takes another's place. */
export function AnswerBox(props: AnswerBoxProps) {
  const box = useKeptFocus(`${props.breath} ${props.talk.hasBegun}`);
  return (
    <div ref={box}>
      <Controls {...props} />
    </div>
  );
}

/** The answer as it is typed, kept in this tab with every letter, and what can be done with it. */
function Controls({ talk, breath, controls, sessionId }: AnswerBoxProps) {
  const draftKey = `interview_draft_${sessionId}`;
  const [draft, setDraft] = useState(() => stored(draftKey) ?? "");
  const [error, setError] = useState<string | null>(null);
  const [asking, setAsking] = useState<Irreversible | null>(null);
  const [isTimeless] = useSwitch("timeless");
  useEffect(() => store(draftKey, draft || null), [draftKey, draft]);

  if (breath === "ready") {
    return (
      <Middle>
        <Button look="primary" size="large" onClick={controls.begin}>
          Begin <Icon of={ArrowRight} />
        </Button>
      </Middle>
    );
  }
  if (breath === "queued") return null;
  if (breath === "moment") {
    return (
      <Middle>
        <Button look="primary" size="large" onClick={controls.resume}>
          Go on <Icon of={ArrowRight} />
        </Button>
        <p className="w-full text-small text-text3">
          The clock stands still for up to five minutes at a time. Leave this page open, so that you
          come back to this question.
        </p>
      </Middle>
    );
  }
  if (!talk.hasBegun) return null;

  function send() {
    const text = draft.trim();
    if (!text) {
      setError("There is nothing to send yet. Type your answer, or skip the question.");
      return;
    }
    if (new Blob([text]).size > LARGEST_BYTES) {
      setError("That is more than can be sent at once. Send the first half, then the rest.");
      return;
    }
    setError(null);
    controls.answer(text);
    setDraft("");
  }

  const isCut = breath === "lost";
  return (
    <form
      className="mt-6"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <HintBeside hint={askedNow(talk)?.hint ?? null} onTake={setDraft} />
      <Field
        label="Your answer"
        hint="As long or as short as you like. Spelling and style do not count."
        error={error}
      >
        {(control) => (
          <textarea
            {...control}
            rows={5}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            className={`${inputLook} rounded-large font-voice text-voice leading-[1.45]`}
          />
        )}
      </Field>
      <div className="mt-2 flex flex-wrap justify-between gap-x-6 gap-y-1 text-small text-text3">
        <span className="inline-flex items-center gap-1.5">
          <Icon of={Check} small />
          {talk.pending.length > 0 ? pendingWords(talk.pending.length, isCut) : "Kept as you type"}
        </span>
        <TimeLeft remaining={talk.remaining} place={talk.place} isHidden={isTimeless} />
      </div>
      <div className="mt-5 flex flex-wrap gap-3">
        <Button look="primary" size="large" type="submit">
          Send this answer <Icon of={SendHorizontal} />
        </Button>
        <Button
          size="large"
          icon={<Icon of={Clock} />}
          aria-disabled={isCut}
          onClick={controls.pause}
        >
          Take a moment
        </Button>
        <Button
          size="large"
          icon={<Icon of={SkipForward} />}
          aria-disabled={isCut}
          onClick={() => setAsking("skip")}
        >
          Skip
        </Button>
      </div>
      <div className="mt-3 -ml-2 flex flex-wrap gap-x-2 text-small">
        <LinkButton onClick={controls.repeat} isOff={isCut}>
          Repeat the question
        </LinkButton>
        <LinkButton onClick={() => setAsking("finish")} isOff={isCut}>
          Finish early
        </LinkButton>
      </div>
      <AskFirst
        what={asking}
        onKeep={() => setAsking(null)}
        onSure={() => {
          setAsking(null);
          if (asking === "skip") controls.skip();
          else controls.finish();
        }}
      />
    </form>
  );
}

function Middle({ children }: { children: React.ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-center gap-3 text-center">{children}</div>;
}

interface LinkButtonProps {
  onClick: () => void;
  isOff: boolean;
  children: string;
}

function LinkButton({ onClick, isOff, children }: LinkButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={isOff || undefined}
      className="min-h-11 px-2 text-tidetext underline underline-offset-3 aria-disabled:text-text3"
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      {children}
    </button>
  );
}

function pendingWords(waiting: number, isCut: boolean): string {
  const what = waiting === 1 ? "Your answer is" : `${waiting} answers are`;
  return isCut ? `${what} kept, and sent when the line is back` : `${what} on the way`;
}
