import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { BulkResult, InterviewRow } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Note } from "@/shared/ui/note";
import { Failure } from "@/shared/ui/states";
import { refusalTexts } from "../bulk-refusals";
import type { BulkAction } from "../calls";
import { useBulkAction } from "../queries";
import { ApprovePlans, type PlanIds } from "./bulk-approval";
import { ExportButton } from "./export-button";

const MOST = 100;
const OVER = new Set(["CANCELLED", "REJECTED", "ASSESSMENT_APPROVED"]);
const INVITED = new Set(["APPROVED", "SCHEDULED", "IN_PROGRESS"]);

interface BulkBarProps {
  rows: InterviewRow[];
  onClear: () => void;
  onDone: (results: BulkResult[]) => void;
  onApprove: (planIds: PlanIds) => void;
}

/** What can be done with the selected interviews; it stays in sight. */
export function BulkBar({ rows, onClear, onDone, onApprove }: BulkBarProps) {
  const [isCanceling, setCanceling] = useState(false);
  const [reason, setReason] = useState("");
  const acting = useBulkAction();
  const open = rows.filter((row) => !OVER.has(row.state));
  const invited = rows.filter((row) => INVITED.has(row.state));
  const isTooMany = rows.length > MOST;

  function act(action: BulkAction, chosen: InterviewRow[]) {
    setCanceling(false);
    acting.mutate(
      { action, ids: chosen.map((row) => row.id), ...(reason.trim() ? { reason } : {}) },
      { onSuccess: onDone },
    );
  }

  return (
    <section
      aria-label={i18n._("Selected interviews")}
      className="floats sticky bottom-16 z-[3] mt-4 rounded-card border border-line bg-raised p-3 desk:bottom-4"
    >
      {acting.error ? (
        <div className="mb-3">
          <Failure problem={asProblem(acting.error)} what={i18n._("The result is not known.")} />
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-2.5">
        <p className="mr-auto pl-1 font-[550]" aria-live="polite">
          {i18n._("{count} selected", { count: rows.length })}
        </p>
        {isTooMany ? (
          <p className="text-small text-text3">
            {i18n._("Select at most {most} to act on them.", { most: MOST })}
          </p>
        ) : (
          <>
            <ApprovePlans rows={rows} onApprove={onApprove} />
            <Button
              size="small"
              aria-disabled={invited.length === 0}
              busy={acting.isPending && i18n._("Working…")}
              onClick={() => act("remind", invited)}
            >
              {invited.length > 0
                ? i18n._("Remind {count, plural, one {# candidate} other {# candidates}}", {
                    count: invited.length,
                  })
                : i18n._("Remind")}
            </Button>
            <Button
              size="small"
              look="danger"
              aria-disabled={open.length === 0}
              aria-haspopup="dialog"
              onClick={() => setCanceling(true)}
            >
              {i18n._("Cancel interviews")}
            </Button>
            <ExportButton query={{ interview: rows.map((row) => row.id) }} />
          </>
        )}
        <Button size="small" look="quiet" onClick={onClear}>
          {i18n._("Clear")}
        </Button>
      </div>
      <Dialog
        isOpen={isCanceling}
        onClose={() => setCanceling(false)}
        title={i18n._("Cancel {count, plural, one {# interview} other {# interviews}}?", {
          count: open.length,
        })}
      >
        <p className="text-text2">
          {i18n._("The links stop working and planned calls are dropped. This cannot be undone.")}
          {open.length < rows.length
            ? ` ${i18n._(
                "{count, plural, one {# interview of your selection is over already.} other {# interviews of your selection are over already.}}",
                { count: rows.length - open.length },
              )}`
            : ""}
        </p>
        <div className="mt-4">
          <Field
            label={i18n._("Reason (optional)")}
            hint={i18n._("It stands in the history of each interview.")}
          >
            {(control) => (
              <input
                {...control}
                className={inputLook}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        </div>
        <DialogActions>
          <Button onClick={() => setCanceling(false)}>{i18n._("Keep them")}</Button>
          <Button look="danger" onClick={() => act("cancel", open)}>
            {i18n._("Cancel {count, plural, one {# interview} other {# interviews}}", {
              count: open.length,
            })}
          </Button>
        </DialogActions>
      </Dialog>
    </section>
  );
}

interface BulkResultsProps {
  results: BulkResult[];
  rows: InterviewRow[];
  onClose: () => void;
}

/** What came of a bulk action, and for which interviews it did not work. */
export function BulkResults({ results, rows, onClose }: BulkResultsProps) {
  if (results.length === 0) return null;
  const failed = results.filter((result) => !result.isDone);
  return (
    <div className="mt-4" role="status">
      <Note
        tone={failed.length ? "amber" : "tide"}
        title={i18n._(
          "Done for {done} of {count, plural, one {# interview} other {# interviews}}.",
          { done: results.length - failed.length, count: results.length },
        )}
        actions={
          <Button size="small" onClick={onClose}>
            {i18n._("Close")}
          </Button>
        }
      >
        {refusalTexts(failed, rows).map((text) => (
          <span key={text} className="block">
            {text}
          </span>
        ))}
      </Note>
    </div>
  );
}
