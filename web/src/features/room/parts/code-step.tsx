import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { CodeSent } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { store } from "@/shared/lib/stored";
import { clockTime, countdown } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import type { CandidateLinkCalls } from "../calls";
import { KEYS } from "../keys";
import { CodeDelivery } from "./code-delivery";
import { codeWords } from "./code-words";

interface CodeStepProps {
  token: string;
  /** The invited address, as the invitation shows it. */
  email: string;
  /** Where this stands among other steps. */
  step?: string;
  calls: Pick<CandidateLinkCalls, "card" | "sendCode" | "verifyCode">;
  onVerified: () => void;
}

const DIGITS = 6;

/** Six digits from the mail. One field, so that a code can be pasted whole. */
export function CodeStep(props: CodeStepProps) {
  const { token, email, step, calls, onVerified } = props;
  const heading = useArrival("code");
  const [sent, setSent] = useState<CodeSent | null>(null);
  const [earlier, setEarlier] = useState<Problem | null>(null);
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
      const answer = await calls.sendCode(token);
      setSent(answer);
      setEarlier(null);
      setTriesLeft(null);
      setWait(answer.resendAfterSeconds);
    } catch (failure) {
      const wrong = asProblem(failure);
      // The code of an earlier request may still work, as after a reload of the page.
      if (wrong.status === 429) setWait(wrong.retryAfterSeconds ?? 60);
      else setProblem(wrong);
      setEarlier(wrong.status === 429 ? wrong : null);
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

  // A request that failed is described by its failure alone.
  const hasFailed = !sent && problem !== null;
  return (
    <>
      {step ? <p className="text-small text-text3">{step}</p> : null}
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {codeWords.title}
      </h1>
      <div className="mt-3 text-[1.1em] text-text2">
        {hasFailed ? null : <CodeDelivery {...{ token, email, sent, earlier, calls }} />}
      </div>
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
