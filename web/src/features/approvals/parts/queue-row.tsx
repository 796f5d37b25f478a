import { Link } from "@tanstack/react-router";
import { CircleHelp, Eye, FileText } from "lucide-react";
import type { InterviewRow } from "@/shared/api/types";
import { briefly, count, exactly, humanised } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Status } from "@/shared/ui/status";
import { jobOf, nameOf, RECOMMENDATIONS } from "../words";

/** Where a waiting thing is decided. */
export function reviewPath(row: InterviewRow) {
  if (row.state === "ASSESSMENT_PENDING") return "/interviews/$id/assessment" as const;
  if (row.state === "PENDING") return "/interviews/$id/plan" as const;
  return "/interviews/$id" as const;
}

/** Who, what is wanted, for how long it has waited, and one action; the row opens it too. */
export function QueueRow({ row, onOpen }: { row: InterviewRow; onOpen: () => void }) {
  const since = new Date(row.waitingSince ?? row.updatedAt);
  return (
    // The button in the row is the real link; a press beside it is a convenience for the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside carries the keyboard
    <li
      className="grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line py-3.5 hover:bg-sunken desk:grid-cols-[minmax(0,1.1fr)_minmax(0,1.3fr)_9rem_5.5rem] desk:px-2.5"
      onClick={onOpen}
    >
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">{nameOf(row)}</p>
        <p className="text-small text-text3">{jobOf(row)}</p>
      </div>
      <div className="col-start-1 min-w-0 text-small desk:col-start-2">
        <Wanted row={row} />
      </div>
      <p className="col-start-1 text-small text-text2 desk:col-start-3">
        <time dateTime={since.toISOString()} title={exactly(since)}>
          Waiting {briefly(since, new Date())}
        </time>
      </p>
      <Link
        data-row
        to={reviewPath(row)}
        params={{ id: row.id }}
        onClick={(event) => event.stopPropagation()}
        className={`${buttonLook("outline", "small")} col-start-2 row-span-3 row-start-1 self-center justify-self-end desk:col-start-4 desk:row-span-1`}
        aria-label={`${actionOf(row)} ${nameOf(row)}`}
      >
        {actionOf(row)}
      </Link>
    </li>
  );
}

function Wanted({ row }: { row: InterviewRow }) {
  if (row.state === "ASSESSMENT_PENDING") {
    const proposed = RECOMMENDATIONS[row.recommendation as keyof typeof RECOMMENDATIONS];
    return (
      <>
        <Status icon={Eye} tone="tide">
          Ready for a decision
        </Status>
        <p className="text-text3">
          {proposed ? `Proposed: ${proposed.toLowerCase()}` : "No recommendation"}
        </p>
      </>
    );
  }
  if (row.state === "PENDING") {
    return (
      <Status icon={FileText} tone="tide">
        Plan to approve
      </Status>
    );
  }
  const fields = row.missingFields.map((field) => humanised(field.field).toLowerCase());
  return (
    <>
      <Status icon={CircleHelp} tone="amber">
        {count(fields.length, "detail")} needed
      </Status>
      <p className="text-text3">{fields.join(", ")}</p>
    </>
  );
}

function actionOf(row: InterviewRow): string {
  return row.state === "INFO_NEEDED" ? "Fill in" : "Review";
}
