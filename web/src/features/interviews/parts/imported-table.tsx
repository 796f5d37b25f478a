import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleHelp, Copy, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ImportedRow } from "@/shared/api/types";
import { fieldName } from "@/shared/lib/field-names";
import { Status } from "@/shared/ui/status";

const LOOKS: Record<
  ImportedRow["status"],
  [LucideIcon, "leaf" | "amber" | "rose" | "plain", () => string]
> = {
  ready: [CircleCheck, "leaf", () => i18n._("Ready")],
  created: [CircleCheck, "leaf", () => i18n._("Created")],
  incomplete: [CircleHelp, "amber", () => i18n._("Details missing")],
  wrong: [TriangleAlert, "rose", () => i18n._("Has errors")],
  duplicate: [Copy, "plain", () => i18n._("Twice in the file")],
  existing: [Copy, "plain", () => i18n._("Exists already")],
};

/** Each row of a file by its number in a spreadsheet, and what it needs. */
export function ImportedTable({ rows }: { rows: ImportedRow[] }) {
  return (
    <div className="mt-3 overflow-x-auto">
      <table className="w-full border-collapse">
        <caption className="sr-only">{i18n._("Rows of the file")}</caption>
        <thead>
          <tr className="border-b border-line text-left text-small text-text3">
            <th scope="col" className="py-2 pr-4 font-[550]">
              {i18n._("Row")}
            </th>
            <th scope="col" className="py-2 pr-4 font-[550]">
              {i18n._("Candidate")}
            </th>
            <th scope="col" className="py-2 pr-4 font-[550]">
              {i18n._("Result")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row} className="border-b border-line align-top">
              <td className="py-2.5 pr-4 text-text3">{row.row}</td>
              <td className="py-2.5 pr-4 [overflow-wrap:anywhere]">
                <p className="font-[550]">
                  {row.interviewId ? (
                    <Link to="/interviews/$id" params={{ id: row.interviewId }}>
                      {row.candidateName ?? i18n._("No name")}
                    </Link>
                  ) : (
                    (row.candidateName ?? i18n._("No name"))
                  )}
                </p>
                <p className="text-small text-text3">
                  {row.position ?? i18n._("Position not stated")}
                </p>
              </td>
              <td className="py-2.5">
                <Result row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Result({ row }: { row: ImportedRow }) {
  const [icon, tone, words] = LOOKS[row.status];
  return (
    <>
      <Status icon={icon} tone={tone}>
        {words()}
      </Status>
      {row.sameAsRow ? (
        <p className="text-small text-text3">
          {i18n._("The same as row {sameAsRow}.", { sameAsRow: row.sameAsRow })}
        </p>
      ) : null}
      {row.errors.map((error) => (
        <p key={`${error.field} ${error.message}`} className="text-small text-rosetext">
          {fieldName(error.field)}: {error.message}
        </p>
      ))}
      {row.status === "incomplete" ? (
        <p className="text-small text-text3">
          {row.missingFields.map((gap) => fieldName(gap.field)).join(", ")}
        </p>
      ) : null}
    </>
  );
}
