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
      <h2>Outcomes</h2>
      <p className="mt-1 text-small text-text3">
        {quality.started} started, {quality.assessed} assessed, {quality.openFlags} flags to review
      </p>
      {total === 0 ? (
        <p className="mt-3 text-text2">No interviews have ended yet.</p>
      ) : (
        <Table
          caption="Interviews by outcome"
          heads={[
            { label: "Outcome" },
            { label: "Interviews", isNumber: true },
            { label: "Share", isNumber: true },
            { label: "", isWide: true },
          ]}
        >
          {ended.map(([outcome, amount]) => (
            <Row key={outcome}>
              <Name>{endingName(outcome)}</Name>
              <Figure isStrong>{amount}</Figure>
              <Figure>{isRated ? percent(amount / total) : "too few"}</Figure>
              <ChartCell>{isRated ? <Bar share={amount / total} /> : null}</ChartCell>
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}
