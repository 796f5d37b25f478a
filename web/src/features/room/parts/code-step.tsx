import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { useArrival } from "@/shared/lib/page";
import { store } from "@/shared/lib/stored";
import { clockTime, countdown } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import type { CandidateLinkCalls } from "../calls";
import { KEYS } from "../keys";
import { codeWords } from "./code-words";

interface CodeStepProps {
  token: string;
  /** The address with only its first letters, until the e-mail is sent. */
  maskedEmail: string;
  /** Where this stands among other steps. */
  step?: string;
  calls: Pick<CandidateLinkCalls, "sendCode" | "verifyCode">;
  onVerified: () => void;
}

const DIGITS = 6;

/** Six digits from the mail. One field, so that a code can be pasted whole. */
export function CodeStep(props: CodeStepProps) {
  const { token, step, calls, onVerified } = props;
  const heading = useArrival("code");
  const [maskedEmail, setMaskedEmail] = useState(props.maskedEmail);
  const [code, setCode] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [attemptsLeft, setTriesLeft] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isChecking, setChecking] = useState(false);
  const [wait, setWait] = useCountdown();
  const field = useRef<HTMLInputElement>(null);

  const send = useCallback(async () => {
    setProblem(null);
    setError(null);
    try {
      const sent = await calls.sendCode(token);
      setMaskedEmail(sent.maskedEmail);
      setTriesLeft(null);
      setWait(sent.resendAfterSeconds);
    } catch (failure) {
      const wrong = asProblem(failure);
      if (wrong.status === 429) {
        setWait(wrong.retryAfterSeconds ?? 60);
        setError(closedUntil(wrong));
      } else setProblem(wrong);
    }
  }, [calls, token, setWait]);

  const isSent = useRef(false);
  useEffect(() => {
    if (isSent.current) return;
    isSent.current = true;
    void send();
  }, [send]);

  async function check(event: FormEvent) {
    event.preventDefault();
    if (isChecking) return;
    setProblem(null);
    const digits = code.replace(/\D/g, "");
    if (digits.length !== DIGITS) {
      setError(codeWords.digits(digits.length));
      field.current?.focus();
      return;
    }
    setChecking(true);
    setError(null);
    try {
      const verified = await calls.verifyCode(token, digits);
      store(KEYS.token, token);
      store(KEYS.sessionToken, verified.sessionToken);
      onVerified();
    } catch (failure) {
      refuse(asProblem(failure));
    }
  }

  function refuse(wrong: Problem) {
    setChecking(false);
    if (wrong.status === 429) setError(closedUntil(wrong));
    else if (wrong.status === 401 || wrong.status === 400) {
      setError(codeWords.wrong);
      setTriesLeft(wrong.body.attemptsLeft ?? null);
    } else setProblem(wrong);
    field.current?.focus();
  }

  return (
    <>
      {step ? <p className="text-small text-text3">{step}</p> : null}
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {codeWords.sent} <span className="[overflow-wrap:anywhere]">{maskedEmail}</span>
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">{codeWords.intro}</p>
      <form onSubmit={check} noValidate className="mt-8">
        <Field label={codeWords.label} hint={codeWords.hint} error={error}>
          {(control) => (
            <input
              {...control}
              ref={field}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              inputMode="numeric"
              autoComplete="one-time-code"
              spellCheck={false}
              maxLength={12}
              className={`${inputLook} text-[1.75rem] pad:max-w-75 font-[550] tracking-[0.25em]`}
            />
          )}
        </Field>
        {problem ? (
          <div className="mt-4">
            <Failure problem={problem} what={codeWords.failed} onRetry={send} />
          </div>
        ) : null}
        <div className="mt-6 flex flex-wrap gap-3">
          <Button look="primary" size="large" type="submit" busy={isChecking && codeWords.checking}>
            {codeWords.next}
          </Button>
          <Button size="large" aria-disabled={wait > 0} onClick={send}>
            {wait > 0 ? codeWords.againIn(countdown(wait)) : codeWords.again}
          </Button>
        </div>
      </form>
      {attemptsLeft === null ? null : (
        <p className="mt-4 text-small text-text3">{codeWords.left(attemptsLeft)}</p>
      )}
      <p className="mt-4 text-small text-text3">{codeWords.noAccess}</p>
    </>
  );
}

function closedUntil(wrong: Problem): string {
  const at = new Date(Date.now() + (wrong.retryAfterSeconds ?? 60) * 1000);
  return codeWords.closedUntil(clockTime(at));
}

function useCountdown(): [number, (seconds: number) => void] {
  const [seconds, setSeconds] = useState(0);
  const isRunning = seconds > 0;
  useEffect(() => {
    if (!isRunning) return;
    const tick = setInterval(() => setSeconds((left) => left - 1), 1000);
    return () => clearInterval(tick);
  }, [isRunning]);
  return [seconds, setSeconds];
}
