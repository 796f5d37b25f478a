import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import {
  CircleCheck,
  CircleHelp,
  Clock3,
  Eye,
  FileText,
  type LucideIcon,
  Mail,
  TriangleAlert,
  XCircle,
} from "lucide-react";
import { useEffect, useRef } from "react";
import type { InterviewRow, InterviewState, Recommendation } from "@/shared/api/types";
import { jobOf, nameOf, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";
import { useKeys } from "@/shared/lib/keys";
import { exactly } from "@/shared/lib/words";
import { Status } from "@/shared/ui/status";
import { TestMark } from "@/shared/ui/test-mark";
import { type Column, decisionText } from "../columns";

type Tone = "plain" | "tide" | "clay" | "leaf" | "amber" | "rose";

const LOOKS: Partial<Record<InterviewState, [LucideIcon, Tone]>> = {
  INFO_NEEDED: [CircleHelp, "amber"],
  PENDING: [FileText, "tide"],
  APPROVED: [Mail, "plain"],
  SCHEDULED: [Mail, "plain"],
  IN_PROGRESS: [Clock3, "clay"],
  ASSESSMENT_PENDING: [Eye, "tide"],
  ASSESSMENT_APPROVED: [CircleCheck, "leaf"],
  REJECTED: [XCircle, "plain"],
  CANCELLED: [XCircle, "plain"],
};

interface InterviewTableProps {
  rows: InterviewRow[];
  columns: Column[];
  /** The ids of the selected rows; null where nothing can be done with them. */
  selected: ReadonlySet<string> | null;
  onSelect: (selected: ReadonlySet<string>) => void;
}

/** One row an interview: a table on a desk, cards on a phone. X selects the row that has the focus. */
export function InterviewTable({ rows, columns, selected, onSelect }: InterviewTableProps) {
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(selected);
    if (isOn) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  const table = useRef<HTMLTableElement>(null);
  useKeys({ x: () => selectFocused(table.current) });
  return (
    <table ref={table} className="w-full border-collapse max-desk:block">
      <caption className="sr-only">{i18n._("Interviews")}</caption>
      <thead className="max-desk:hidden">
        <tr className="border-b border-line text-left text-small text-text3">
          {selected ? (
            <th scope="col" className="w-10 py-2 pl-2.5">
              <SelectAll rows={rows} selected={selected} onSelect={onSelect} />
            </th>
          ) : null}
          <th scope="col" className="py-2 pr-4 font-[550]">
            {i18n._("Candidate")}
          </th>
          {columns.map((column) => (
            <th key={column.key} scope="col" className="py-2 pr-4 font-[550]">
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-desk:block max-desk:border-t max-desk:border-line">
        {rows.map((row) => (
          <tr
            key={row.id}
            className={`border-b border-line align-top max-desk:grid max-desk:grid-cols-[auto_minmax(0,1fr)] max-desk:py-3 ${
              selected?.has(row.id) ? "bg-tidesoft" : "hover:bg-sunken"
            }`}
          >
            {selected ? (
              <td className="max-desk:row-span-3 desk:py-3 desk:pl-2.5">
                <label className="flex min-h-11 min-w-11 items-start desk:min-h-6 desk:min-w-0">
                  <input
                    type="checkbox"
                    className="mt-1 size-4.5"
                    checked={selected.has(row.id)}
                    onChange={(event) => toggle(row.id, event.target.checked)}
                  />
                  <span className="sr-only">{i18n._("Select {name}", { name: nameOf(row) })}</span>
                </label>
              </td>
            ) : null}
            <td className="max-desk:col-start-2 desk:max-w-72 desk:py-3 desk:pr-4">
              <Link
                data-row
                to="/interviews/$id"
                params={{ id: row.id }}
                className="font-[550] text-text [overflow-wrap:anywhere]"
              >
                {nameOf(row)}
              </Link>{" "}
              {row.isTest ? <TestMark /> : null}
              <span className="block text-small text-text3 desk:hidden">{jobOf(row)}</span>
            </td>
            {columns.map((column) => (
              <Cell key={column.key} row={row} column={column} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Select the row that has the focus, or take it out of the selection again. */
function selectFocused(table: HTMLElement | null): void {
  const row = document.activeElement?.closest("tbody tr");
  if (row && table?.contains(row)) row.querySelector<HTMLElement>("[type=checkbox]")?.click();
}

/** On a phone a card has the status, the recommendation and the day; the job stands under the name. */
const ON_CARDS = new Set(["status", "recommendation", "requested"]);

function Cell({ row, column }: { row: InterviewRow; column: Column }) {
  const look = `${ON_CARDS.has(column.key) ? "max-desk:col-start-2 max-desk:text-small" : "max-desk:hidden"} desk:py-3 desk:pr-4 [overflow-wrap:anywhere]`;
  return (
    <td className={`${look} ${column.key === "requested" ? "text-text3" : ""}`}>{content()}</td>
  );

  function content() {
    if (column.key === "status") return <StatusOf row={row} />;
    if (column.key === "recommendation") {
      if (!row.recommendation) return isAssessed(row) ? i18n._("No proposal") : null;
      const proposed = RECOMMENDATIONS[row.recommendation as Recommendation];
      return (
        <>
          <span className="text-text3 desk:hidden">{i18n._("Proposal:")} </span>
          {proposed}
        </>
      );
    }
    if (column.key === "requested") {
      return <time dateTime={row.createdAt}>{exactly(new Date(row.createdAt))}</time>;
    }
    return column.text?.(row);
  }
}

/** Whether a scorer read the answers: then no proposal means that there was too little to propose one. */
const isAssessed = ({ state }: InterviewRow) =>
  state === "ASSESSMENT_PENDING" || state === "ASSESSMENT_APPROVED";

function StatusOf({ row }: { row: InterviewRow }) {
  if (row.failure) {
    return (
      <Status icon={TriangleAlert} tone="rose">
        {i18n._("{state}: failed", { state: STATES[row.state] })}
      </Status>
    );
  }
  const [icon, tone] = LOOKS[row.state] ?? [Clock3, "plain"];
  if (row.hiringDecision && row.state === "ASSESSMENT_APPROVED") {
    // A person's decision, not the proposal beside it: it has no color of good or bad.
    return (
      <Status icon={icon} tone="plain">
        {decisionText(row)}
      </Status>
    );
  }
  const words =
    row.state === "INFO_NEEDED"
      ? i18n._("{count, plural, one {# detail} other {# details}} needed", {
          count: row.missingFields.length,
        })
      : STATES[row.state];
  return (
    <Status icon={icon} tone={tone}>
      {words}
    </Status>
  );
}

function SelectAll({
  rows,
  selected,
  onSelect,
}: {
  rows: InterviewRow[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}) {
  const box = useRef<HTMLInputElement>(null);
  const chosen = rows.filter((row) => selected.has(row.id)).length;
  const isAll = chosen === rows.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosen > 0 && !isAll;
  }, [chosen, isAll]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="size-4.5"
      aria-label={i18n._("Select all shown")}
      checked={isAll}
      onChange={() => onSelect(isAll ? new Set() : new Set(rows.map((row) => row.id)))}
    />
  );
}
