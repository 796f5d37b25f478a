import { i18n } from "@lingui/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { BulkResult, InterviewRow } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Failure } from "@/shared/ui/states";
import { UNDO_MS, UndoBar } from "@/shared/ui/undo-bar";
import { refusalTexts } from "../bulk-refusals";
import { useApprovePlans, useTryApproval } from "../queries";

/** The plans that were read, by the ids of their interviews. */
export type PlanIds = Record<string, string>;

interface ApprovePlansProps {
  rows: InterviewRow[];
  onApprove: (planIds: PlanIds) => void;
}

/** Asks which of the selected plans can be approved, and says it before anything is done. */
export function ApprovePlans({ rows, onApprove }: ApprovePlansProps) {
  const trial = useTryApproval();
  const results = trial.data ?? [];
  const ready = results.filter((result) => result.planId !== null);
  const refused = results.filter((result) => result.planId === null);
  const isAny = rows.some((row) => row.state === "PENDING");
  return (
    <>
      <Button
        size="small"
        aria-disabled={!isAny}
        aria-haspopup="dialog"
        busy={trial.isPending && i18n._("Checking…")}
        onClick={() => isAny && trial.mutate(rows.map((row) => row.id))}
      >
        {i18n._("Approve plans")}
      </Button>
      {trial.error ? (
        <Failure problem={asProblem(trial.error)} what={i18n._("The plans were not checked.")} />
      ) : null}
      <Dialog
        isOpen={trial.data !== undefined}
        onClose={() => trial.reset()}
        title={
          ready.length > 0
            ? i18n._("Approve {count, plural, one {# plan} other {# plans}}?", {
                count: ready.length,
              })
            : i18n._("No plan can be approved")
        }
      >
        <p className="text-text2">
          {ready.length > 0
            ? i18n._("Each candidate gets their link. You can undo this for ten seconds.")
            : i18n._("Nothing has been changed.")}
        </p>
        {refused.length > 0 ? (
          <>
            <p className="mt-3 font-[550]">
              {i18n._(
                "{count, plural, one {# interview} other {# interviews}} without a plan to approve:",
                { count: refused.length },
              )}
            </p>
            <ul className="mt-1 text-small text-text2">
              {refusalTexts(refused, rows).map((text) => (
                <li key={text} className="[overflow-wrap:anywhere]">
                  {text}
                </li>
              ))}
            </ul>
          </>
        ) : null}
        <DialogActions>
          <Button onClick={() => trial.reset()}>
            {ready.length > 0 ? i18n._("Do not approve") : i18n._("Close")}
          </Button>
          {ready.length > 0 ? (
            <Button
              look="primary"
              onClick={() => {
                onApprove(
                  Object.fromEntries(ready.map((each) => [each.interviewId, each.planId ?? ""])),
                );
                trial.reset();
              }}
            >
              {i18n._("Approve {count, plural, one {# plan} other {# plans}}", {
                count: ready.length,
              })}
            </Button>
          ) : null}
        </DialogActions>
      </Dialog>
    </>
  );
}

interface Held {
  planIds: PlanIds;
  until: number;
}

/** Approvals that can be taken back for ten seconds; leaving the page sends them. */
export function useHeldApproval(onDone: (results: BulkResult[]) => void) {
  const [held, setHeld] = useState<Held | null>(null);
  const sending = useApprovePlans();
  const latest = useRef({ held, send: sending.mutate, onDone });
  latest.current = { held, send: sending.mutate, onDone };

  const sendNow = useCallback(() => {
    const { held: waiting, send, onDone: told } = latest.current;
    if (!waiting) return;
    latest.current.held = null;
    setHeld(null);
    send(waiting.planIds, { onSuccess: told });
  }, []);
  useEffect(() => {
    if (!held) return;
    const timer = setTimeout(sendNow, Math.max(0, held.until - Date.now()));
    return () => clearTimeout(timer);
  }, [held, sendNow]);
  useEffect(() => {
    window.addEventListener("pagehide", sendNow);
    return () => {
      window.removeEventListener("pagehide", sendNow);
      sendNow();
    };
  }, [sendNow]);

  return {
    hold(planIds: PlanIds) {
      sendNow();
      setHeld({ planIds, until: Date.now() + UNDO_MS });
    },
    trouble: sending.error,
    bar: held ? (
      <UndoBar
        text={i18n._("Approving {count, plural, one {# plan} other {# plans}}", {
          count: Object.keys(held.planIds).length,
        })}
        until={held.until}
        onUndo={() => setHeld(null)}
        onSendNow={sendNow}
      />
    ) : null,
  };
}
