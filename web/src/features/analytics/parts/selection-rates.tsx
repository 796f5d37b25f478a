import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { QuestionRates, SelectionRates as Rates } from "@/shared/api/types";
import { count, humanised, percent } from "@/shared/lib/words";
import { DownloadButton } from "@/shared/ui/download-button";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useAnalyticsCalls } from "../calls";
import { quartersBefore } from "../quarters";
import { useSelectionRates } from "../queries";
import { SELECT } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

const QUESTIONS: Record<string, string> = {
  gender: "Gender",
  ethnicity: "Ethnic group",
  age: "Age",
  disability: "Disability",
};
const FOUR_FIFTHS = 0.8;
/** How small a p is called unlikely by chance: a convention of statistics, and no rule of law. */
const UNLIKELY = 0.05;

/** How often candidates of each group were selected, where candidates volunteer what group they are in. */
export function SelectionRates() {
  const calls = useAnalyticsCalls();
  const mayRead = useIsAllowed("tenant:read");
  const [quarter, setQuarter] = useState<string | null>(null);
  const found = useSelectionRates(quarter, mayRead);
  if (!mayRead) return null;
  const quarters = quartersBefore(new Date());
  return (
    <section className="min-w-0" aria-labelledby="selection-rates">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="selection-rates">Selection rates</h2>
        {found.data?.isAsked ? (
          <DownloadButton
            look="quiet"
            read={() => calls.exportSelectionRates(quarter)}
            fileName="selection-rates.csv"
            failure="The selection rates were not exported."
          />
        ) : null}
      </header>
      <label className="mt-2 flex flex-wrap items-center gap-2 text-small text-text2">
        Quarter{" "}
        <select
          value={quarter ?? quarters[0]?.startsOn}
          onChange={(event) => setQuarter(event.target.value)}
          className={SELECT}
        >
          {quarters.map(({ startsOn, name }) => (
            <option key={startsOn} value={startsOn}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <div className="mt-3">
        {found.data ? (
          <Found rates={found.data} />
        ) : found.error ? (
          <Failure
            problem={asProblem(found.error)}
            what="The selection rates did not load."
            onRetry={() => void found.refetch()}
          />
        ) : (
          <Skeleton rows={3} label="Loading the selection rates" />
        )}
      </div>
    </section>
  );
}

function Found({ rates }: { rates: Rates }) {
  if (!rates.isAsked) {
    return (
      <p className="max-w-prose text-text2">
        Candidates are not asked. An administrator can switch voluntary questions on in Settings,
        Organization.
      </p>
    );
  }
  const shown = rates.rates.filter(({ groups }) => groups.length > 0);
  return (
    <>
      <p className="max-w-prose text-text2">
        These rates come from answers that candidates gave voluntarily. The four-fifths check
        compares each group with the group that was selected most often (29 CFR 1607.4 D). It is a
        reason to look, and not a proof of discrimination; a ratio above it is no proof of equal
        treatment. The check is meant for gender and ethnic group. For age and disability, the same
        figures are shown without being such a check.
      </p>
      {shown.length === 0 ? (
        <div className="mt-3 max-w-prose">
          <Note title="Too few to tell">
            A group needs at least {rates.minimum} candidates with a decision. More groups are left
            out where the answer of one person could be worked out.
          </Note>
        </div>
      ) : (
        <div className="mt-5 grid gap-8">
          {shown.map((each) => (
            <OfQuestion key={`${each.question} ${each.position}`} rates={each} />
          ))}
          <p className="max-w-prose text-small text-text3">
            Groups under {rates.minimum} candidates are left out, and more where the answer of one
            person could be worked out. Counted once, after the end of the quarter: later answers
            and deletions change nothing.
          </p>
        </div>
      )}
    </>
  );
}

function OfQuestion({ rates }: { rates: QuestionRates }) {
  const name = QUESTIONS[rates.question] ?? humanised(rates.question);
  const where = rates.position ?? `${count(rates.positions, "small position")} together`;
  return (
    <section className="min-w-0">
      <h3 className="[overflow-wrap:anywhere]">
        {name} · {where}
      </h3>
      <Table
        caption={`Selection rates by ${name.toLowerCase()}, ${where}`}
        heads={[
          { label: "Group" },
          { label: "Decided", isNumber: true },
          { label: "Selected", isNumber: true },
          { label: "Rate", isNumber: true },
          { label: "Ratio", isNumber: true },
          { label: "" },
          { label: "Exact test", isNumber: true, isWide: true },
        ]}
      >
        {rates.groups.map((group) => (
          <Row key={group.group}>
            <Name>{humanised(group.group)}</Name>
            <Figure>{group.candidates}</Figure>
            <Figure>{group.selected}</Figure>
            <Figure isStrong>{percent(group.rate)}</Figure>
            <Figure>{group.ratio === null ? "–" : group.ratio.toFixed(2)}</Figure>
            <ChartCell>
              <Bar share={group.ratio ?? 0} mark={FOUR_FIFTHS} />
            </ChartCell>
            <Figure isWide>{group.pValue === null ? "–" : pOf(group.pValue)}</Figure>
          </Row>
        ))}
      </Table>
      <ul className="mt-2 max-w-prose list-disc pl-5 text-text2">
        {rates.groups
          .filter((group) => group.isBelowFourFifths)
          .map((group) => (
            <li key={group.group}>{sentenceOf(group, rates)}</li>
          ))}
      </ul>
      {rates.groups.some((group) => group.isBelowFourFifths) ? null : (
        <p className="mt-2 text-text2">
          {rates.groups[0]?.ratio === null
            ? "No one was selected in these groups."
            : "No group is under four fifths."}
        </p>
      )}
    </section>
  );
}

type Group = QuestionRates["groups"][number];

function sentenceOf(group: Group, { groups }: QuestionRates): string {
  const top = groups[0]?.group ?? "";
  const people = group.candidates + (groups[0]?.candidates ?? 0);
  const ratio = (group.ratio ?? 0).toFixed(2);
  const chance =
    (group.pValue ?? 1) < UNLIKELY
      ? "chance alone would rarely make a gap this wide"
      : "a gap this wide can well be chance";
  return `${humanised(group.group)}: ${ratio} of the rate of “${humanised(top)}”, which is under four fifths. With ${people} people, ${chance} (Fisher’s exact test, p ${pOf(group.pValue ?? 1)}).`;
}

function pOf(value: number): string {
  return value < 0.001 ? "< 0.001" : value.toFixed(3);
}
