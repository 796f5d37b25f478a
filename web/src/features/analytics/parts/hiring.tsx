import type { HiringGroup, HiringReport } from "@/shared/api/types";
import { dollars } from "@/shared/lib/dollars";
import { OUTCOMES } from "@/shared/lib/interview-words";
import { count, percent } from "@/shared/lib/words";
import { DownloadButton } from "@/shared/ui/download-button";
import { type HiringQuery, useAnalyticsCalls } from "../calls";
import { agreementOf, CHANNELS, inOrder, PROPOSALS, seconds } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

/** Positions, channels, weeks and questions: how interviews lead to decisions about people. */
export function Hiring({ report, query }: { report: HiringReport; query: HiringQuery }) {
  const calls = useAnalyticsCalls();
  return (
    <div className="grid gap-9">
      <section aria-labelledby="by-position" className="min-w-0">
        <header className="flex flex-wrap items-center justify-between gap-3">
          <h2 id="by-position">By position</h2>
          <DownloadButton
            look="quiet"
            read={() => calls.exportHiring(query)}
            fileName="hiring.csv"
            failure="The report was not exported."
          />
        </header>
        <Groups groups={report.byPosition} label="Position" unknown="Position not known" />
      </section>
      <div className="grid gap-x-12 gap-y-9 wide:grid-cols-2">
        <Reached reached={report.reached} />
        <Agreement report={report} />
        <Weeks report={report} />
        <section className="min-w-0">
          <h2>By channel</h2>
          <p className="mt-1 text-small text-text3">How candidates answered.</p>
          <Groups
            groups={report.byChannel}
            label="Channel"
            unknown="Not ended yet"
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
  unknown,
  names = {},
  isNarrow = false,
}: {
  groups: HiringGroup[];
  label: string;
  unknown: string;
  names?: Record<string, string>;
  isNarrow?: boolean;
}) {
  if (groups.length === 0) return <p className="mt-3 text-text2">No interviews yet.</p>;
  return (
    <Table
      caption={`Interviews by ${label.toLowerCase()}`}
      heads={[
        { label },
        { label: "Interviews", isNumber: true },
        { label: "Completed", isNumber: true },
        { label: "Decided", isNumber: true, isWide: true },
        { label: "Hires", isNumber: true },
        ...(isNarrow
          ? []
          : [
              { label: "Time to decision", isNumber: true, isWide: true },
              { label: "Mean cost", isNumber: true, isWide: true },
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
      <h2>Where candidates stop</h2>
      <p className="mt-1 text-small text-text3">
        How many of the interviews that ended reached each question. Shorter plans have fewer
        questions.
      </p>
      {first === 0 ? (
        <p className="mt-3 text-text2">No interviews have ended yet.</p>
      ) : (
        <Table
          caption="Interviews by question reached"
          heads={[
            { label: "Question" },
            { label: "Reached by", isNumber: true },
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
      <h2>Proposals and decisions</h2>
      <p className="mt-1 text-small text-text3">{agreementOf(report)}</p>
      {Object.keys(report.outcomesByRecommendation).length === 0 ? (
        <p className="mt-3 text-text2">Shown after five decisions.</p>
      ) : (
        <Table
          caption="Decisions by proposal"
          heads={[
            { label: "Proposed" },
            ...outcomes.map(([, name]) => ({ label: name, isNumber: true })),
          ]}
        >
          {inOrder(report.outcomesByRecommendation, Object.keys(PROPOSALS)).map(
            ([proposal, decided]) => (
              <Row key={proposal}>
                <Name>{PROPOSALS[proposal] ?? proposal}</Name>
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
      <h2>By week</h2>
      <p className="mt-1 text-small text-text3">
        {count(report.interviews, "interview")}, {count(report.decided, "decision")}
      </p>
      <Table
        caption="Interviews by week"
        heads={[
          { label: "Week from" },
          { label: "Requested", isNumber: true },
          { label: "Completed", isNumber: true },
          { label: "Decided", isNumber: true },
          { label: "", isWide: true },
        ]}
      >
        {[...report.weeks].reverse().map((week) => (
          <Row key={week.startsOn}>
            <Name>{dayOfWeek(week.startsOn)}</Name>
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
  return at.toLocaleDateString(undefined, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
}
