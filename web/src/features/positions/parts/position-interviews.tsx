import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { HiringDecision, InterviewRow } from "@/shared/api/types";
import { nameOf, OUTCOMES, STATES } from "@/shared/lib/interview-words";
import { exactly } from "@/shared/lib/words";
import { Loaded } from "@/shared/ui/loaded";
import { TestMark } from "@/shared/ui/test-mark";
import { usePositionInterviews } from "../queries";

/** The newest interviews of a position, where each stands and what a person decided. */
export function PositionInterviews({ position }: { position: string }) {
  const found = usePositionInterviews(position);
  return (
    <section className="mt-9">
      <h2>{i18n._("Interviews")}</h2>
      <Loaded of={found} what={i18n._("The interviews")} rows={4}>
        {({ data, total }) => (
          <>
            <table className="mt-2 w-full border-collapse border-t border-line max-desk:block">
              <caption className="sr-only">{i18n._("Interviews")}</caption>
              <thead className="max-desk:hidden">
                <tr className="border-b border-line text-left text-small text-text3">
                  {[
                    i18n._("Candidate"),
                    i18n._("Status"),
                    i18n._("Decision"),
                    i18n._("Requested"),
                  ].map((name) => (
                    <th key={name} scope="col" className="py-2 pr-4 font-[550]">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody className="max-desk:block">
                {data.map((row) => (
                  <Row key={row.id} row={row} />
                ))}
              </tbody>
            </table>
            <p className="mt-3">
              <Link to="/interviews" search={{ position }} className="inline-block py-1">
                {total > data.length
                  ? i18n._("Show all {total} interviews", { total })
                  : i18n._("Show in the list of interviews")}
              </Link>
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
}

const CELL = "max-desk:block desk:py-3 desk:pr-4 [overflow-wrap:anywhere]";

function Row({ row }: { row: InterviewRow }) {
  return (
    <tr className="border-b border-line align-top hover:bg-sunken max-desk:block max-desk:py-3">
      <td className={CELL}>
        <Link
          to="/interviews/$id"
          params={{ id: row.id }}
          data-stop=""
          className="inline-block font-[550] text-text max-desk:py-1"
        >
          {nameOf(row)}
        </Link>{" "}
        {row.isTest ? <TestMark /> : null}
      </td>
      <td className={CELL}>
        {row.failure ? i18n._("{state}: failed", { state: STATES[row.state] }) : STATES[row.state]}
      </td>
      <td className={CELL}>
        {row.hiringDecision ? (
          <span className="text-claytext">{decisionOf(row.hiringDecision)}</span>
        ) : (
          <span className="text-small text-text3 max-desk:hidden">{i18n._("None yet")}</span>
        )}
      </td>
      <td className={`${CELL} text-small whitespace-nowrap text-text3`}>
        <time dateTime={row.createdAt}>{exactly(new Date(row.createdAt))}</time>
      </td>
    </tr>
  );
}

/** What a person decided, with their name, and whether it can still change. */
function decisionOf({ outcome: decided, status, decidedBy }: HiringDecision): string {
  const outcome = OUTCOMES[decided];
  return status === "final"
    ? i18n._("{outcome}, {name}", { outcome, name: decidedBy })
    : i18n._("{outcome}, not final yet", { outcome });
}
