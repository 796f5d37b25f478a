import { i18n } from "@lingui/core";
import { Check, SendHorizontal } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { sendKeysHint, submitByKey } from "@/shared/lib/keys";
import { useSwitch } from "@/shared/lib/preferences";
import { store, stored } from "@/shared/lib/stored";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Icon } from "@/shared/ui/icon";
import { isTouch, useIsLow, useIsPhone } from "../phone/use-phone";
import { askedNow, type RoomSession } from "../session";
import { HintBeside } from "./hint-beside";
import { TimeLeft } from "./time-left";

const LARGEST_BYTES = 16 * 1024;

export interface Answering {
  text: string;
  setText: (text: string) => void;
  error: string | null;
  /** Return whether there was something that could be sent. */
  send: () => boolean;
}

/** The answer as it is typed, kept in this tab with every letter. */
export function useAnswering(sessionId: string, onSend: (text: string) => void): Answering {
  const key = `interview_draft_${sessionId}`;
  const [text, setText] = useState(() => stored(key) ?? "");
  const [error, setError] = useState<string | null>(null);
  useEffect(() => store(key, text || null), [key, text]);
  const send = () => {
    const words = text.trim();
    const wrong = whatIsWrong(words);
    setError(wrong);
    if (wrong) return false;
    onSend(words);
    setText("");
    return true;
  };
  return { text, setText, error, send };
}

function whatIsWrong(words: string): string | null {
  if (!words) return i18n._("Enter an answer, or skip the question.");
  if (new Blob([words]).size > LARGEST_BYTES) {
    return i18n._("Your answer is too long to send at once. Send the first half, then the rest.");
  }
  return null;
}

interface AnswerFieldProps {
  session: RoomSession;
  answering: Answering;
  isDisconnected: boolean;
  hint?: string;
  onType?: () => void;
  /** What stands beside the button that sends. */
  children?: ReactNode;
}

/** The box, what becomes of its words, and the button that sends them. */
export function AnswerField(props: AnswerFieldProps) {
  const { session, answering, isDisconnected, hint, onType, children } = props;
  const [isTimeless] = useSwitch("timeless");
  const isPhone = useIsPhone();
  const isLow = useIsLow();
  const asked = askedNow(session);
  const form = useFocusBackInField(asked?.seq ?? null);
  const take = (words: string) => {
    onType?.();
    answering.setText(words);
  };
  return (
    <form
      ref={form}
      className="mt-6 low:mt-3 phone:mt-2 phone:flex phone:flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        answering.send();
      }}
    >
      <HintBeside hint={asked?.hint ?? null} onTake={take} />
      <Field
        label={i18n._("Your answer")}
        hint={
          <>
            {hint ?? <span className="phone:sr-only">{ANY_LENGTH()}</span>}
            {isTouch() ? null : <span> {sendKeysHint()}</span>}
          </>
        }
        error={answering.error}
      >
        {(control) => (
          <textarea
            {...control}
            rows={isPhone ? 3 : isLow ? 4 : 5}
            value={answering.text}
            onChange={(event) => take(event.target.value)}
            onKeyDown={submitByKey}
            className={`${inputLook} rounded-large font-voice text-voice leading-[1.45] phone:field-sizing-content phone:max-h-[34dvh] phone:min-h-[6.5rem] phone:scroll-mb-18 sideways:max-h-[8rem]`}
          />
        )}
      </Field>
      <div className="mt-2 flex flex-wrap justify-between gap-x-6 gap-y-1 text-small text-text3 phone:order-last phone:mt-3">
        <span className="inline-flex items-center gap-1.5">
          <Icon of={Check} small />
          {session.pending.length > 0
            ? pendingWords(session.pending.length, isDisconnected)
            : i18n._("Saved in this browser")}
        </span>
        <TimeLeft remaining={session.remaining} place={session.place} isHidden={isTimeless} />
      </div>
      <div className="mt-5 flex flex-wrap gap-3 low:mt-3 phone:mt-2 phone:gap-2">
        <Button
          data-dock-end=""
          look="primary"
          size="large"
          type="submit"
          className="phone:w-full!"
          // The caret stays where it is, so that a phone keeps its keyboard open.
          onMouseDown={(event) => event.preventDefault()}
        >
          {i18n._("Send answer")} <Icon of={SendHorizontal} />
        </Button>
        {children}
      </div>
    </form>
  );
}

const ANY_LENGTH = () =>
  i18n._("Your answer can be short or long. Spelling and style are not assessed.");

/** With a new question the keyboard's place goes from the button that sent back to the field. */
function useFocusBackInField(asked: number | null) {
  const form = useRef<HTMLFormElement>(null);
  const last = useRef(asked);
  useEffect(() => {
    if (last.current === asked) return;
    last.current = asked;
    const hasSent = document.activeElement?.matches("[data-dock-end]");
    // On a touch screen focus would open the keyboard over the question.
    if (hasSent && form.current?.contains(document.activeElement) && !isTouch()) {
      form.current.querySelector("textarea")?.focus({ preventScroll: true });
    }
  }, [asked]);
  return form;
}

function pendingWords(waiting: number, isDisconnected: boolean): string {
  return isDisconnected
    ? i18n._(
        "{waiting, plural, one {Your answer is saved and will be sent when you are connected again} other {# answers are saved and will be sent when you are connected again}}",
        { waiting },
      )
    : i18n._(
        "{waiting, plural, one {Your answer is being sent} other {# answers are being sent}}",
        { waiting },
      );
}
