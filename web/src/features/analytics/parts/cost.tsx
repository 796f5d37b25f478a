import type { Cost } from "@/shared/api/types";
import { dollars } from "@/shared/lib/dollars";
import { count } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { costSummaryOf, kindName } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

/** What was used and what it cost; a use without a price is never shown as free. */
export function Costs({ cost }: { cost: Cost }) {
  const most = Math.max(...cost.lines.map((line) => line.cost ?? 0), 0);
  return (
    <>
      <h2>Cost</h2>
      <p className="mt-1 text-small text-text3">{costSummaryOf(cost)}</p>
      {cost.lines.length === 0 ? (
        <p className="mt-3 text-text2">
          No paid services were used. The built-in rules run on this machine free of charge.
        </p>
      ) : (
        <Table
          caption="Usage"
          heads={[
            { label: "Item" },
            { label: "Provider", isWide: true },
            { label: "Amount", isNumber: true },
            { label: "Cost", isNumber: true },
            { label: "Compared with the highest", isWide: true },
          ]}
        >
          {cost.lines.map((line) => (
            <Row key={`${line.provider} ${line.model} ${line.kind}`}>
              <Name>{kindName(line.kind)}</Name>
              <td className="hidden py-2.5 pr-3 text-text2 pad:table-cell">
                {line.model}, {line.provider}
              </td>
              <Figure>{line.quantity.toLocaleString()}</Figure>
              <Figure isStrong>{line.cost === null ? "price unknown" : dollars(line.cost)}</Figure>
              <ChartCell>{line.cost && most ? <Bar share={line.cost / most} /> : null}</ChartCell>
            </Row>
          ))}
        </Table>
      )}
      {cost.warnings.length ? (
        <div className="mt-4">
          <Note
            tone="amber"
            title={`${count(cost.warnings.length, "price is", "prices are")} missing.`}
          >
            {cost.warnings.join(" ")} An operator can set prices with PUT /api/v1/prices.
          </Note>
        </div>
      ) : null}
    </>
  );
}
