import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { BulkResult, InterviewRow } from "@/shared/api/types";
import { count } from "@/shared/lib/words";
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
      aria-label="Selected interviews"
      className="floats sticky bottom-16 z-[3] mt-4 rounded-card border border-line bg-raised p-3 desk:bottom-4"
    >
      {acting.error ? (
        <div className="mb-3">
          <Failure problem={asProblem(acting.error)} what="The result is not known." />
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-2.5">
        <p className="mr-auto pl-1 font-[550]" aria-live="polite">
          {rows.length} selected
        </p>
        {isTooMany ? (
          <p className="text-small text-text3">Select at most {MOST} to act on them.</p>
        ) : (
          <>
            <ApprovePlans rows={rows} onApprove={onApprove} />
            <Button
              size="small"
              aria-disabled={invited.length === 0}
              busy={acting.isPending && "Working…"}
              onClick={() => act("remind", invited)}
            >
              Remind{invited.length ? ` ${count(invited.length, "candidate")}` : ""}
            </Button>
            <Button
              size="small"
              look="danger"
              aria-disabled={open.length === 0}
              aria-haspopup="dialog"
              onClick={() => setCanceling(true)}
            >
              Cancel interviews
            </Button>
            <ExportButton query={{ interview: rows.map((row) => row.id) }} />
          </>
        )}
        <Button size="small" look="quiet" onClick={onClear}>
          Clear
        </Button>
      </div>
      <Dialog
        isOpen={isCanceling}
        onClose={() => setCanceling(false)}
        title={`Cancel ${count(open.length, "interview")}?`}
      >
        <p className="text-text2">
          The links stop working and planned calls are dropped. This cannot be undone.
          {open.length < rows.length
            ? ` ${count(rows.length - open.length, "interview")} of your selection ${rows.length - open.length === 1 ? "is" : "are"} over already.`
            : ""}
        </p>
        <div className="mt-4">
          <Field label="Reason (optional)" hint="It stands in the history of each interview.">
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
          <Button onClick={() => setCanceling(false)}>Keep them</Button>
          <Button look="danger" onClick={() => act("cancel", open)}>
            Cancel {count(open.length, "interview")}
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
        title={`Done for ${results.length - failed.length} of ${count(results.length, "interview")}.`}
        actions={
          <Button size="small" onClick={onClose}>
            Close
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
