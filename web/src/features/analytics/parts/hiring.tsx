import { i18n } from "@lingui/core";
import type { HiringGroup, HiringReport } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { dollars } from "@/shared/lib/dollars";
import { OUTCOMES, RECOMMENDATIONS } from "@/shared/lib/interview-words";
import { percent } from "@/shared/lib/words";
import { DownloadButton } from "@/shared/ui/download-button";
import { type HiringQuery, useAnalyticsCalls } from "../calls";
import { agreementOf, CHANNELS, inOrder, proposalName, seconds } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

/** Positions, channels, weeks and questions: how interviews lead to decisions about people. */
export function Hiring({ report, query }: { report: HiringReport; query: HiringQuery }) {
  const calls = useAnalyticsCalls();
  return (
    <div className="grid gap-9">
      <section aria-labelledby="by-position" className="min-w-0">
        <header className="flex flex-wrap items-center justify-between gap-3">
          <h2 id="by-position">{i18n._("By position")}</h2>
          <DownloadButton
            look="quiet"
            read={() => calls.exportHiring(query)}
            fileName="hiring.csv"
            failure={i18n._("The report was not exported.")}
          />
        </header>
        <Groups
          groups={report.byPosition}
          label={i18n._("Position")}
          caption={i18n._("Interviews by position")}
          unknown={i18n._("Without a plan")}
        />
      </section>
      <div className="grid gap-x-12 gap-y-9 wide:grid-cols-2">
        <Reached reached={report.reached} />
        <Agreement report={report} />
        <Weeks report={report} />
        <section className="min-w-0">
          <h2>{i18n._("By channel")}</h2>
          <p className="mt-1 text-small text-text3">{i18n._("How candidates answered.")}</p>
          <Groups
            groups={report.byChannel}
            label={i18n._("Channel")}
            caption={i18n._("Interviews by channel")}
            unknown={i18n._("Not ended yet")}
            names={CHANNELS}
            isNarrow
          />
        </section>
      </div>
    </div>
  );
}

function Groups({
  groups,
  label,
  caption,
  unknown,
  names = {},
  isNarrow = false,
}: {
  groups: HiringGroup[];
  label: string;
  caption: string;
  unknown: string;
  names?: Record<string, string>;
  isNarrow?: boolean;
}) {
  if (groups.length === 0) return <p className="mt-3 text-text2">{i18n._("No interviews yet.")}</p>;
  return (
    <Table
      caption={caption}
      heads={[
        { label },
        { label: i18n._("Interviews"), isNumber: true },
        { label: i18n._("Completed"), isNumber: true },
        { label: i18n._("Decided"), isNumber: true, isWide: true },
        { label: i18n._("Hires"), isNumber: true },
        ...(isNarrow
          ? []
          : [
              { label: i18n._("Time to decision"), isNumber: true, isWide: true },
              { label: i18n._("Mean cost"), isNumber: true, isWide: true },
            ]),
      ]}
    >
      {groups.map((group) => (
        <Row key={group.name ?? ""}>
          <Name>{group.name === null ? unknown : (names[group.name] ?? group.name)}</Name>
          <Figure isStrong>{group.interviews}</Figure>
          <Figure>{withShare(group.completed, group.completionRate)}</Figure>
          <Figure isWide>{group.decided}</Figure>
          <Figure>{withShare(group.hires, group.hireRate)}</Figure>
          {isNarrow ? null : (
            <>
              <Figure isWide>
                {group.timeToDecision.p50Seconds === null
                  ? "–"
                  : seconds(group.timeToDecision.p50Seconds)}
              </Figure>
              <Figure isWide>
                {group.meanCostDollars === null ? "–" : dollars(group.meanCostDollars)}
              </Figure>
            </>
          )}
        </Row>
      ))}
    </Table>
  );
}

/** "7 (70%)", or only the count where there are too few for a share. */
function withShare(amount: number, share: number | null): string {
  return share === null ? String(amount) : `${amount} (${percent(share)})`;
}

function Reached({ reached }: { reached: number[] }) {
  const first = reached[0] ?? 0;
  return (
    <section className="min-w-0">
      <h2>{i18n._("Where candidates stop")}</h2>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "How many of the interviews that ended reached each question. Shorter plans have fewer questions.",
        )}
      </p>
      {first === 0 ? (
        <p className="mt-3 text-text2">{i18n._("No interviews have ended yet.")}</p>
      ) : (
        <Table
          caption={i18n._("Interviews by question reached")}
          heads={[
            { label: i18n._("Question") },
            { label: i18n._("Reached by"), isNumber: true },
            { label: "", isWide: true },
          ]}
        >
          {reached.map((amount, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the question's number
            <Row key={index}>
              <Name>{index + 1}</Name>
              <Figure isStrong>{amount}</Figure>
              <ChartCell>
                <Bar share={amount / first} />
              </ChartCell>
            </Row>
          ))}
        </Table>
      )}
    </section>
  );
}

function Agreement({ report }: { report: HiringReport }) {
  const outcomes = Object.entries(OUTCOMES);
  return (
    <section className="min-w-0">
      <h2>{i18n._("Proposals and decisions")}</h2>
      <p className="mt-1 text-small text-text3">{agreementOf(report)}</p>
      {Object.keys(report.outcomesByRecommendation).length === 0 ? (
        <p className="mt-3 text-text2">{i18n._("Shown after five decisions.")}</p>
      ) : (
        <Table
          caption={i18n._("Decisions by proposal")}
          heads={[
            { label: i18n._("Proposed") },
            ...outcomes.map(([, name]) => ({ label: name, isNumber: true })),
          ]}
        >
          {inOrder(report.outcomesByRecommendation, [...Object.keys(RECOMMENDATIONS), "NONE"]).map(
            ([proposal, decided]) => (
              <Row key={proposal}>
                <Name>{proposalName(proposal)}</Name>
                {outcomes.map(([outcome]) => (
                  <Figure key={outcome}>{decided[outcome] ?? 0}</Figure>
                ))}
              </Row>
            ),
          )}
        </Table>
      )}
    </section>
  );
}

function Weeks({ report }: { report: HiringReport }) {
  const most = Math.max(...report.weeks.map((week) => week.received), 0);
  return (
    <section className="min-w-0">
      <h2>{i18n._("By week")}</h2>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "{interviews, plural, one {# interview} other {# interviews}}, {decisions, plural, one {# decision} other {# decisions}}",
          { interviews: report.interviews, decisions: report.decided },
        )}
      </p>
      <Table
        caption={i18n._("Interviews by week")}
        heads={[
          { label: i18n._("Week from") },
          { label: i18n._("Requested"), isNumber: true },
          { label: i18n._("Completed"), isNumber: true },
          { label: i18n._("Decided"), isNumber: true },
          { label: "", isWide: true },
        ]}
      >
        {[...report.weeks].reverse().map((week) => (
          <Row key={week.startsOn}>
            <Name>
              <span className="whitespace-nowrap">{dayOfWeek(week.startsOn)}</span>
            </Name>
            <Figure isStrong>{week.received}</Figure>
            <Figure>{week.completed}</Figure>
            <Figure>{week.decided}</Figure>
            <ChartCell>{most ? <Bar share={week.received / most} /> : null}</ChartCell>
          </Row>
        ))}
      </Table>
    </section>
  );
}

function dayOfWeek(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const isThisYear = at.getUTCFullYear() === new Date().getUTCFullYear();
  return at.toLocaleDateString(dateLocale(), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
}
