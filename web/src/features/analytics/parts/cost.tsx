import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { Cost } from "@/shared/api/types";
import { dollars } from "@/shared/lib/dollars";
import { Note } from "@/shared/ui/note";
import { useIsOperator } from "../queries";
import { amountOf, costSummaryOf, kindName } from "../words";
import { Bar } from "./bar";
import { ChartCell, Name, Row, Table } from "./table";

/** What was used and what it cost; a use without a price is never shown as free. */
export function Costs({ cost }: { cost: Cost }) {
  const isOperator = useIsOperator();
  const unpriced = cost.lines.filter((line) => line.cost === null);
  const most = Math.max(...cost.lines.map((line) => line.cost ?? 0), 0);
  return (
    <>
      <h2>{i18n._("Cost")}</h2>
      {cost.lines.length === 0 ? null : (
        <p className="mt-1 text-small text-text3">{costSummaryOf(cost)}</p>
      )}
      {cost.lines.length === 0 ? (
        <p className="mt-3 text-text2">
          {i18n._(
            "No paid services were used. The built-in rules run on this machine free of charge.",
          )}
        </p>
      ) : (
        <Table
          caption={i18n._("Usage")}
          heads={[
            { label: i18n._("Item") },
            { label: i18n._("Provider"), isWide: true },
            { label: i18n._("Amount"), isNumber: true },
            { label: i18n._("Cost"), isNumber: true },
            { label: i18n._("Compared with the highest"), isWide: true },
          ]}
        >
          {cost.lines.map((line) => (
            <Row key={`${line.provider} ${line.model} ${line.kind}`}>
              <Name>
                {kindName(line.kind)}
                <span className="block text-small font-normal text-text2 pad:hidden">
                  {ownerOf(line)}
                </span>
              </Name>
              <td className="hidden py-2.5 pr-3 text-text2 pad:table-cell">
                {ownerOf(line) || "–"}
              </td>
              <td className="py-2.5 pr-3 text-right">{amountOf(line.kind, line.quantity)}</td>
              <td className="py-2.5 pr-3 text-right font-semibold">
                {line.cost === null ? i18n._("price unknown") : dollars(line.cost)}
              </td>
              <ChartCell>{line.cost && most ? <Bar share={line.cost / most} /> : null}</ChartCell>
            </Row>
          ))}
        </Table>
      )}
      {unpriced.length ? (
        <div className="mt-4">
          <Note
            tone="amber"
            title={i18n._(
              "{prices, plural, one {# price is missing.} other {# prices are missing.}}",
              {
                prices: unpriced.length,
              },
            )}
          >
            {unpriced.map(nameOf).join("; ")}.{" "}
            {isOperator ? (
              <Link to="/operations/prices">{i18n._("Set prices")}</Link>
            ) : (
              i18n._("An operator of the installation can set prices.")
            )}
          </Note>
        </div>
      ) : null}
    </>
  );
}

function nameOf(line: Cost["lines"][number]): string {
  return [kindName(line.kind), ownerOf(line)].filter(Boolean).join(", ");
}

function ownerOf({ model, provider }: Cost["lines"][number]): string {
  return [model, provider].filter(Boolean).join(", ");
}
