import { i18n } from "@lingui/core";
import { type ReactNode, useEffect, useState } from "react";
import type { Problem } from "@/shared/api/problem";
import { Button } from "./button";
import { Note } from "./note";

/** Grey lines where rows will be. They wait 300 ms, so that a quick answer never flickers. */
export function Skeleton({ rows = 4, label }: { rows?: number; label: string }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true">
      <p className="sr-only">{label}</p>
      {isLate
        ? Array.from({ length: rows }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
            <div key={row} aria-hidden="true" className="border-b border-line py-4">
              <div className="h-2.5 w-2/5 rounded-full bg-line" />
              <div className="mt-3 h-2.5 w-3/5 rounded-full bg-line" />
            </div>
          ))
        : null}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-surface px-6 py-10 text-center">
      <svg viewBox="0 0 90 8" className="mx-auto mb-4 h-2 w-24" aria-hidden="true">
        <path d="M0 4h74" stroke="var(--edge)" strokeWidth="1" />
        <circle cx="84" cy="4" r="3" fill="var(--text)" />
      </svg>
      <h2>{title}</h2>
      {children ? <div className="mx-auto mt-1 max-w-prose text-text2">{children}</div> : null}
    </div>
  );
}

interface FailureProps {
  problem: Problem;
  what: string;
  onRetry?: () => void;
}

const CHANGES_NOTHING = new Set([
  "change_request_not_understood",
  "change_request_unlawful",
  "change_request_without_effect",
]);

/** Whether words asked for a change and changed nothing: no failure, and the words are still there. */
export function changesNothing(problem: Problem): boolean {
  return problem.status === 422 && CHANGES_NOTHING.has(problem.code);
}

/** A change request that changed nothing: why, and what is understood. */
export function Unchanged({ problem }: { problem: Problem }) {
  return (
    <div role="alert">
      <Note tone="amber" title={i18n._("Your text is still in the box.")}>
        {problem.body.detail}
      </Note>
    </div>
  );
}

/** What did not work, what is safe, what to do. */
export function Failure({ problem, what, onRetry }: FailureProps) {
  return (
    <Note
      tone="rose"
      title={what}
      requestId={problem.body.requestId}
      actions={
        onRetry ? (
          <Button size="small" onClick={onRetry}>
            {i18n._("Try again")}
          </Button>
        ) : null
      }
    >
      {problem.status === 0
        ? i18n._("Vivavoce cannot be reached. Check your connection.")
        : problem.body.detail}
    </Note>
  );
}
