import { i18n } from "@lingui/core";
import type { Cost } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { dollars } from "@/shared/lib/dollars";
import { Note } from "@/shared/ui/note";
import { costSummaryOf, kindName } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

/** What was used and what it cost; a use without a price is never shown as free. */
export function Costs({ cost }: { cost: Cost }) {
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
              <Name>{kindName(line.kind)}</Name>
              <td className="hidden py-2.5 pr-3 text-text2 pad:table-cell">
                {line.model}, {line.provider}
              </td>
              <Figure>{line.quantity.toLocaleString(dateLocale())}</Figure>
              <Figure isStrong>
                {line.cost === null ? i18n._("price unknown") : dollars(line.cost)}
              </Figure>
              <ChartCell>{line.cost && most ? <Bar share={line.cost / most} /> : null}</ChartCell>
            </Row>
          ))}
        </Table>
      )}
      {cost.warnings.length ? (
        <div className="mt-4">
          <Note
            tone="amber"
            title={i18n._(
              "{prices, plural, one {# price is missing.} other {# prices are missing.}}",
              {
                prices: cost.warnings.length,
              },
            )}
          >
            {cost.warnings.join(" ")}{" "}
            {i18n._("An operator can set prices with PUT /api/v1/prices.")}
          </Note>
        </div>
      ) : null}
    </>
  );
}
