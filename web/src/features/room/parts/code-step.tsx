import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { InvitationCard } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { store } from "@/shared/lib/stored";
import { clockTime, count, countdown } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import type { CandidateLinkCalls } from "../calls";
import { KEYS } from "../keys";

interface CodeStepProps {
  token: string;
  card: InvitationCard;
  calls: CandidateLinkCalls;
  onVerified: () => void;
}

const DIGITS = 6;

/** Six digits from the mail. One field, so that a code can be pasted whole. */
export function CodeStep({ token, card, calls, onVerified }: CodeStepProps) {
  const heading = useArrival("code");
  const [maskedEmail, setMaskedEmail] = useState(card.maskedEmail);
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
      setError(`The code must have ${DIGITS} digits. You entered ${digits.length}.`);
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
      setError("The code is incorrect. Use the code from our most recent e-mail.");
      setTriesLeft(wrong.body.attemptsLeft ?? null);
    } else setProblem(wrong);
    field.current?.focus();
  }

  return (
    <>
      <p className="text-small text-text3">Step 2 of 3 · Confirm your identity</p>
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        We sent a six-digit code to <span className="[overflow-wrap:anywhere]">{maskedEmail}</span>
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        The code expires after 10 minutes. If it does not arrive within a minute, look in your spam
        folder.
      </p>
      <form onSubmit={check} noValidate className="mt-8">
        <Field label="Six-digit code" hint="You can paste the whole code." error={error}>
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
              className={`${inputLook} max-w-75 text-[1.75rem] font-[550] tracking-[0.25em]`}
            />
          )}
        </Field>
        {problem ? (
          <div className="mt-4">
            <Failure
              problem={problem}
              what="The code could not be sent or checked."
              onRetry={send}
            />
          </div>
        ) : null}
        <div className="mt-6 flex flex-wrap gap-3">
          <Button look="primary" size="large" type="submit" busy={isChecking && "Checking…"}>
            Continue
          </Button>
          <Button size="large" aria-disabled={wait > 0} onClick={send}>
            {wait > 0 ? `Send a new code in ${countdown(wait)}` : "Send a new code"}
          </Button>
        </div>
      </form>
      {attemptsLeft === null ? null : (
        <p className="mt-4 text-small text-text3">
          {attemptsLeft > 0
            ? `${count(attemptsLeft, "attempt")} left with this code.`
            : "No attempts left with this code. Send a new one."}
        </p>
      )}
      <p className="mt-4 text-small text-text3">
        If you do not have access to this address, contact the person who invited you.
      </p>
    </>
  );
}

function closedUntil(wrong: Problem): string {
  const at = new Date(Date.now() + (wrong.retryAfterSeconds ?? 60) * 1000);
  return `Too many attempts. Try again at ${clockTime(at)}.`;
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
