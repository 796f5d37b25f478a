import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { QuestionRates, SelectionRates as Rates } from "@/shared/api/types";
import { decimal, humanised, percent, withinSentence } from "@/shared/lib/words";
import { DownloadButton } from "@/shared/ui/download-button";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useAnalyticsCalls } from "../calls";
import { quartersBefore } from "../quarters";
import { useSelectionRates } from "../queries";
import { SELECT } from "../words";
import { Bar } from "./bar";
import { ChartCell, Figure, Name, Row, Table } from "./table";

const questionNames = (): Record<QuestionRates["question"], string> => ({
  gender: i18n._("Gender"),
  ethnicity: i18n._("Ethnic group"),
  age: i18n._("Age"),
  disability: i18n._("Disability"),
});

/** The groups that candidates can name on their page. */
const groupNames = (): Record<string, string> => ({
  woman: i18n._("Woman"),
  man: i18n._("Man"),
  non_binary: i18n._("Non-binary"),
  other: i18n._("Other"),
  under_30: i18n._("Under 30"),
  "30_to_39": i18n._("30 to 39"),
  "40_to_49": i18n._("40 to 49"),
  "50_to_59": i18n._("50 to 59"),
  "60_or_over": i18n._("60 or over"),
  yes: i18n._("Yes"),
  no: i18n._("No"),
  hispanic_or_latino: i18n._("Hispanic or Latino"),
  white: i18n._("White"),
  black_or_african_american: i18n._("Black or African American"),
  asian: i18n._("Asian"),
  native_hawaiian_or_pacific_islander: i18n._("Native Hawaiian or Pacific Islander"),
  american_indian_or_alaska_native: i18n._("American Indian or Alaska Native"),
  two_or_more: i18n._("Two or more"),
  black: i18n._("Black"),
  mixed: i18n._("Mixed"),
});

function groupName(group: string): string {
  return groupNames()[group] ?? humanised(group);
}

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
        <h2 id="selection-rates">{i18n._("Selection rates")}</h2>
        {found.data?.isAsked ? (
          <DownloadButton
            look="quiet"
            read={() => calls.exportSelectionRates(quarter)}
            fileName="selection-rates.csv"
            failure={i18n._("The selection rates were not exported.")}
          />
        ) : null}
      </header>
      <label className="mt-2 flex flex-wrap items-center gap-2 text-small text-text2">
        {i18n._("Quarter")}{" "}
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
            what={i18n._("The selection rates did not load.")}
            onRetry={() => void found.refetch()}
          />
        ) : (
          <Skeleton rows={3} label={i18n._("Loading the selection rates")} />
        )}
      </div>
    </section>
  );
}

function Found({ rates }: { rates: Rates }) {
  const mayChange = useIsAllowed("tenant:update");
  if (!rates.isAsked) {
    return (
      <p className="max-w-prose text-text2">
        {i18n._("Candidates are not asked.")}{" "}
        {mayChange ? (
          <Link to="/settings/candidates">{i18n._("Turn on the voluntary questions")}</Link>
        ) : (
          i18n._("An administrator can turn on voluntary questions.")
        )}
      </p>
    );
  }
  const shown = rates.rates.filter(({ groups }) => groups.length > 0);
  return (
    <>
      <p className="max-w-prose text-text2">
        {i18n._(
          "These rates come from answers that candidates gave voluntarily. The four-fifths check compares each group with the group that was selected most often (29 CFR 1607.4 D). It is a reason to look, and not a proof of discrimination; a ratio above it is no proof of equal treatment. The check is meant for gender and ethnic group. For age and disability, the same figures are shown without being such a check.",
        )}
      </p>
      {shown.length === 0 ? (
        <div className="mt-3 max-w-prose">
          <Note title={i18n._("Too few to tell")}>
            {i18n._(
              "A group needs at least {minimum} candidates with a decision. More groups are left out where the answer of one person could be worked out.",
              { minimum: rates.minimum },
            )}
          </Note>
        </div>
      ) : (
        <div className="mt-5 grid gap-8">
          {shown.map((each) => (
            <OfQuestion key={`${each.question} ${each.position}`} rates={each} />
          ))}
          <p className="max-w-prose text-small text-text3">
            {i18n._(
              "Groups under {minimum} candidates are left out, and more where the answer of one person could be worked out. Counted once, after the end of the quarter: later answers and deletions change nothing.",
              { minimum: rates.minimum },
            )}
          </p>
        </div>
      )}
    </>
  );
}

function OfQuestion({ rates }: { rates: QuestionRates }) {
  const name = questionNames()[rates.question];
  const where =
    rates.position ??
    i18n._("{positions, plural, one {# small position} other {# small positions}} together", {
      positions: rates.positions,
    });
  return (
    <section className="min-w-0">
      <h3 className="[overflow-wrap:anywhere]">
        {name} · {where}
      </h3>
      <Table
        caption={i18n._("Selection rates by {question}, {where}", {
          question: withinSentence(name),
          where,
        })}
        heads={[
          { label: i18n._("Group") },
          { label: i18n._("Decided"), isNumber: true },
          { label: i18n._("Selected"), isNumber: true },
          { label: i18n._("Rate"), isNumber: true },
          { label: i18n._("Ratio"), isNumber: true },
          { label: "" },
          { label: i18n._("Exact test"), isNumber: true, isWide: true },
        ]}
      >
        {rates.groups.map((group) => (
          <Row key={group.group}>
            <Name>{groupName(group.group)}</Name>
            <Figure>{group.candidates}</Figure>
            <Figure>{group.selected}</Figure>
            <Figure isStrong>{percent(group.rate)}</Figure>
            <Figure>{group.ratio === null ? "–" : decimal(group.ratio, 2)}</Figure>
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
            ? i18n._("No one was selected in these groups.")
            : i18n._("No group is under four fifths.")}
        </p>
      )}
    </section>
  );
}

type Group = QuestionRates["groups"][number];

function sentenceOf(group: Group, { groups }: QuestionRates): string {
  const top = groups[0]?.group ?? "";
  const people = group.candidates + (groups[0]?.candidates ?? 0);
  const ratio = decimal(group.ratio ?? 0, 2);
  const values = {
    group: groupName(group.group),
    top: groupName(top),
    ratio,
    people,
    p: pOf(group.pValue ?? 1),
  };
  return (group.pValue ?? 1) < UNLIKELY
    ? i18n._(
        "{group}: {ratio} of the rate of “{top}”, which is under four fifths. With {people} people, chance alone would rarely make a gap this wide (Fisher’s exact test, p {p}).",
        values,
      )
    : i18n._(
        "{group}: {ratio} of the rate of “{top}”, which is under four fifths. With {people} people, a gap this wide can well be chance (Fisher’s exact test, p {p}).",
        values,
      );
}

function pOf(value: number): string {
  return value < 0.001 ? `< ${decimal(0.001, 3)}` : decimal(value, 3);
}
