import { i18n } from "@lingui/core";
import type { Quality } from "@/shared/api/types";
import { percent } from "@/shared/lib/words";
import { endingName, inOrder } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

/** How interviews ended. */
export function Outcomes({ quality }: { quality: Quality }) {
  const ended = inOrder(quality.ended);
  const total = ended.reduce((sum, [, amount]) => sum + amount, 0);
  const isRated = quality.completionRate !== null;
  return (
    <>
      <h2>{i18n._("Outcomes")}</h2>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "{started} started, {assessed} assessed, {openFlags, plural, one {# flag} other {# flags}} to review",
          {
            started: quality.started,
            assessed: quality.assessed,
            openFlags: quality.openFlags,
          },
        )}
      </p>
      {total === 0 ? (
        <p className="mt-3 text-text2">{i18n._("No interviews have ended yet.")}</p>
      ) : (
        <Table
          caption={i18n._("Interviews by outcome")}
          heads={[
            { label: i18n._("Outcome") },
            { label: i18n._("Interviews"), isNumber: true },
            { label: i18n._("Share"), isNumber: true },
            { label: "", isWide: true },
          ]}
        >
          {ended.map(([outcome, amount]) => (
            <Row key={outcome}>
              <Name>{endingName(outcome)}</Name>
              <Figure isStrong>{amount}</Figure>
              <Figure>{isRated ? percent(amount / total) : i18n._("too few")}</Figure>
              <ChartCell>{isRated ? <Bar share={amount / total} /> : null}</ChartCell>
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}
