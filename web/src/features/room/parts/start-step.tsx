import { i18n } from "@lingui/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { SessionStarted } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { Failure } from "@/shared/ui/states";

interface StartStepProps {
  start: () => Promise<SessionStarted>;
  onStarted: (started: SessionStarted) => void;
  onCodeNeeded: () => void;
}

/** The moment between the candidate link and the room. Nothing begins here that the candidate did not press. */
export function StartStep({ start, onStarted, onCodeNeeded }: StartStepProps) {
  const heading = useArrival("start");
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = useCallback(async () => {
    setProblem(null);
    try {
      onStarted(await start());
    } catch (failure) {
      const wrong = asProblem(failure);
      if (wrong.status === 401) onCodeNeeded();
      else setProblem(wrong);
    }
  }, [start, onStarted, onCodeNeeded]);

  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    void begin();
  }, [begin]);

  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {problem ? i18n._("Your interview did not open") : i18n._("Opening your interview")}
      </h1>
      {problem ? (
        <div className="mt-5">
          <Failure problem={problem} what={i18n._("Your answers are saved.")} onRetry={begin} />
        </div>
      ) : (
        <p className="mt-3 text-text2">
          {i18n._("This takes a moment. Nothing has been recorded so far.")}
        </p>
      )}
    </>
  );
}
