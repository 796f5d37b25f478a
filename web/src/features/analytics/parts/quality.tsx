import type { Quality } from "@/shared/api/types";
import { count, humanised, percent } from "@/shared/lib/words";
import { endingName, inOrder, PROPOSALS } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

/** How interviews ended, and what people made of the proposals. */
export function Outcomes({ quality }: { quality: Quality }) {
  const ended = inOrder(quality.ended);
  const total = ended.reduce((sum, [, amount]) => sum + amount, 0);
  const isRated = quality.completionRate !== null;
  return (
    <div className="grid gap-x-12 gap-y-9 wide:grid-cols-2">
      <section className="min-w-0">
        <h2>Outcomes</h2>
        <p className="mt-1 text-small text-text3">
          {quality.started} started, {quality.assessed} assessed, {quality.openFlags} flags to
          review
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
      </section>
      <section className="min-w-0">
        <h2>Agreement with human decisions</h2>
        <p className="mt-1 text-small text-text3">
          Based on {count(quality.decided, "decision")}
          {quality.rejectionRate === null ? "" : `, ${percent(quality.rejectionRate)} sent back`}
        </p>
        {Object.keys(quality.decisionsByRecommendation).length === 0 ? (
          <p className="mt-3 text-text2">Shown after five decisions.</p>
        ) : (
          <Table
            caption="Proposals and decisions"
            heads={[
              { label: "Proposed" },
              { label: "Approved", isNumber: true },
              { label: "Sent back", isNumber: true },
            ]}
          >
            {inOrder(quality.decisionsByRecommendation, PROPOSALS).map(([proposal, decided]) => (
              <Row key={proposal}>
                <Name>{proposal === "NONE" ? "No proposal" : humanised(proposal)}</Name>
                <Figure>{decided["approved"] ?? 0}</Figure>
                <Figure>{decided["rejected"] ?? 0}</Figure>
              </Row>
            ))}
          </Table>
        )}
      </section>
    </div>
  );
}
