import { i18n } from "@lingui/core";
import { useRouterState } from "@tanstack/react-router";
import { Button } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { useRenewInterview } from "../decision/queries";
import type { Entry } from "./outbox";
import { useEntries, useOutbox } from "./pending-decisions";
import { troubleOf } from "./words";

/** Decisions that did not get through, on every page but their own, where they stand beside the form. */
export function NotSent() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const entries = useEntries().filter(
    ({ decision }) => !path.startsWith(`/interviews/${decision.interviewId}/`),
  );
  return (
    <div className="grid gap-2 not-empty:mb-5">
      {entries.map((entry) => (
        <Trouble key={entry.decision.interviewId} entry={entry} />
      ))}
    </div>
  );
}

/** Why this decision is not recorded, with the ways on; nothing where there is no trouble. */
export function Trouble({ entry }: { entry: Entry }) {
  const outbox = useOutbox();
  const renew = useRenewInterview();
  const trouble = troubleOf(entry);
  if (!trouble) return null;
  const { decision, stage } = entry;
  const requestId = "problem" in stage ? stage.problem.body.requestId : undefined;
  return (
    <Note
      tone="rose"
      title={trouble.title}
      requestId={requestId}
      actions={
        <>
          {trouble.mayRetry ? (
            <Button size="small" onClick={() => void outbox.retry(decision)}>
              {i18n._("Send now")}
            </Button>
          ) : null}
          {stage.at === "refused" ? (
            <Button size="small" onClick={() => void renew(decision.interviewId)}>
              {i18n._("Refresh")}
            </Button>
          ) : null}
          <Button size="small" onClick={() => outbox.drop(decision)}>
            {trouble.mayRetry ? i18n._("Discard") : i18n._("Dismiss")}
          </Button>
        </>
      }
    >
      {trouble.rest}
    </Note>
  );
}
