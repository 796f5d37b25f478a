import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Eye, EyeOff, X } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ComparedCandidate, Comparison } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { competencyName } from "@/shared/lib/competency-names";
import { nameOfAuthor, OUTCOMES, RECOMMENDATIONS } from "@/shared/lib/interview-words";
import { dayOf, withinSentence } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Empty } from "@/shared/ui/states";
import { type Comparable, comparables, distinctName } from "./order";
import { ComparedCell } from "./parts/compared-cell";
import { Overall } from "./parts/overall";
import { useComparison } from "./queries";

const ROOT = {
  to: "/positions",
  get name() {
    return i18n._("Positions");
  },
} as const;

interface CompareProps {
  position: string;
  /** The interviews that stand in the address; without any, the newest that were held. */
  ids: string[];
  onChoose: (ids: string[]) => void;
}

/** The candidates of a position side by side: levels, ranges and quotes, and no rank. */
export function Compare({ position, ids, onChoose }: CompareProps) {
  const [isNameless, setNameless] = useState(false);
  const found = useComparison(position, ids);
  const isUnknown = found.error !== null && asProblem(found.error).status === 404;
  return (
    <>
      <PageHead
        root={ROOT}
        trail={[position || i18n._("Compare")]}
        title={i18n._("Compare candidates")}
        documentTitle={
          position ? i18n._("Compare, {position}", { position }) : i18n._("Compare candidates")
        }
        under={position}
        aside={
          position ? (
            <Button
              aria-pressed={isNameless}
              icon={<Icon of={isNameless ? Eye : EyeOff} small />}
              onClick={() => setNameless(!isNameless)}
            >
              {isNameless ? i18n._("Show names") : i18n._("Hide names")}
            </Button>
          ) : null
        }
      />
      <div className="mt-5">
        {isUnknown ? (
          <NoPosition title={i18n._("There are no interviews for this position")} />
        ) : position ? (
          <Loaded of={found} what={i18n._("The candidates")} rows={6}>
            {(comparison) => (
              <Compared
                comparison={comparison}
                isNameless={isNameless}
                isChosen={ids.length > 0}
                onChoose={onChoose}
              />
            )}
          </Loaded>
        ) : (
          <NoPosition title={i18n._("Choose a position first")} />
        )}
      </div>
    </>
  );
}

/** The address names no position, or none that there is: the list of positions leads to one. */
function NoPosition({ title }: { title: string }) {
  return (
    <Empty title={title}>
      <p>{i18n._("Candidates of the same position can be compared.")}</p>
      <p className="mt-4">
        <Link to="/positions" className={buttonLook("primary")}>
          {i18n._("View positions")}
        </Link>
      </p>
    </Empty>
  );
}

interface ComparedProps {
  comparison: Comparison;
  isNameless: boolean;
  isChosen: boolean;
  onChoose: (ids: string[]) => void;
}

function Compared({ comparison, isNameless, isChosen, onChoose }: ComparedProps) {
  const { candidates } = comparison;
  const nameOf = (candidate: ComparedCandidate) =>
    isNameless
      ? i18n._("Candidate {number}", { number: candidates.indexOf(candidate) + 1 })
      : distinctName(candidate, candidates);
  const all = isChosen ? (
    <Button size="small" onClick={() => onChoose([])}>
      {i18n._("Show all candidates")}
    </Button>
  ) : null;
  if (candidates.length === 0) {
    return (
      <Empty title={i18n._("No candidates to compare yet")}>
        <p>
          {i18n._("Candidates appear here once they were interviewed.")} {erased(comparison)}
        </p>
        <div className="mt-4">{all}</div>
      </Empty>
    );
  }
  const groups = comparables(candidates);
  const ids = candidates.map((each) => each.interviewId);
  return (
    <>
      <p className="text-small text-text3" role="status">
        {shownOf(comparison)} {erased(comparison)}
      </p>
      {all ? <div className="mt-2">{all}</div> : null}
      <Differences comparison={comparison} groups={groups} />
      {groups.map((group) => (
        <Overall
          key={group.key}
          group={group}
          title={groups.length > 1 ? titleOf(group) : i18n._("Overall")}
          nameOf={nameOf}
        />
      ))}
      <h2 className="mt-8">{i18n._("Competencies")}</h2>
      <p className="text-small text-text3">
        {i18n._("Levels from 1 to 5. The band is the range that the evidence allows.")}
      </p>
      <section
        aria-label={i18n._("Levels of each candidate")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard
        tabIndex={0}
        className="mt-2 overflow-x-auto"
      >
        <table
          className="w-full border-collapse max-desk:block desk:table-fixed"
          style={{
            minWidth: candidates.length > 4 ? `${12 + candidates.length * 12}rem` : undefined,
          }}
        >
          <caption className="sr-only">{i18n._("Levels by competency and candidate")}</caption>
          <thead className="max-desk:block">
            <tr className="align-top max-desk:block">
              <th scope="col" className="w-44 max-desk:hidden">
                <span className="sr-only">{i18n._("Competency")}</span>
              </th>
              {candidates.map((candidate) => (
                <th
                  key={candidate.interviewId}
                  scope="col"
                  className="px-3 pb-3 text-left font-normal max-desk:block max-desk:border-b max-desk:border-line max-desk:px-0 max-desk:py-3"
                >
                  <CandidateHead
                    candidate={candidate}
                    name={nameOf(candidate)}
                    hasForms={comparison.formCount > 1}
                    onRemove={
                      candidates.length > 2
                        ? () => onChoose(ids.filter((id) => id !== candidate.interviewId))
                        : undefined
                    }
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="max-desk:block">
            {comparison.competencies.map((name, at) => (
              <tr
                key={name}
                className="border-t border-line align-top max-desk:block max-desk:py-4"
              >
                <th
                  scope="row"
                  className="py-4 pr-3 text-left font-[550] [overflow-wrap:anywhere] max-desk:block max-desk:py-0 max-desk:text-[1.0625rem]"
                >
                  {competencyName(name)}
                  {candidates.some((each) => each.levels[at]?.isRequired) ? (
                    <span className="block text-small font-normal text-text3">
                      {i18n._("Must-have")}
                    </span>
                  ) : null}
                </th>
                {candidates.map((candidate) => {
                  const level = candidate.levels[at];
                  return (
                    <td
                      key={candidate.interviewId}
                      className="px-3 py-4 max-desk:block max-desk:px-0 max-desk:py-2.5"
                    >
                      <p className="text-small font-[550] text-text2 desk:hidden">
                        {nameOf(candidate)}
                      </p>
                      {level ? (
                        <ComparedCell
                          level={level}
                          interviewId={candidate.interviewId}
                          name={nameOf(candidate)}
                        />
                      ) : null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function shownOf({ candidates, total }: Comparison): string {
  const shown = candidates.length;
  return total > shown
    ? i18n._(
        "{shown, plural, one {The newest # candidate of {total}.} other {The newest # candidates of {total}.}}",
        { shown, total },
      )
    : i18n._("{shown, plural, one {# candidate.} other {# candidates.}}", { shown });
}

function erased({ erasedCount }: Comparison): string {
  if (erasedCount === 0) return "";
  return i18n._(
    "{count, plural, one {# candidate left out: their data was deleted.} other {# candidates left out: their data was deleted.}}",
    { count: erasedCount },
  );
}

function titleOf({ form, ...by }: Comparable): string {
  const scorer = by.scorer === null ? null : nameOfAuthor(by.scorer);
  return form === null
    ? i18n._("Overall, questions not known, {scorer}", { scorer })
    : i18n._("Overall, question set {form}, {scorer}", { form, scorer });
}

/** What stands in the way of comparing, said before any number. */
function Differences({ comparison, groups }: { comparison: Comparison; groups: Comparable[] }) {
  if (groups.length < 2 && comparison.formCount < 2) return null;
  const { formCount, scorers } = comparison;
  return (
    <div className="mt-3 grid gap-3">
      {formCount > 1 ? (
        <Note
          tone="amber"
          title={i18n._("These candidates had {count} different sets of questions.", {
            count: formCount,
          })}
        >
          {i18n._("Compare levels only between candidates with the same set.")}
        </Note>
      ) : null}
      {scorers.length > 1 ? (
        <Note
          tone="amber"
          title={i18n._("They were scored by {scorers}.", {
            scorers: new Intl.ListFormat(dateLocale()).format(scorers.map(nameOfAuthor)),
          })}
        >
          {i18n._("Scores of different scorers are not comparable.")}
        </Note>
      ) : null}
    </div>
  );
}

interface CandidateHeadProps {
  candidate: ComparedCandidate;
  name: string;
  hasForms: boolean;
  onRemove: (() => void) | undefined;
}

function CandidateHead({ candidate, name, hasForms, onRemove }: CandidateHeadProps) {
  const { recommendation, hiringDecision, assessedAt, form } = candidate;
  const proposed = RECOMMENDATIONS[recommendation as keyof typeof RECOMMENDATIONS];
  return (
    <div className="flex items-start justify-between gap-2">
      <div className="min-w-0">
        {assessedAt ? (
          <Link
            to="/interviews/$id/assessment"
            params={{ id: candidate.interviewId }}
            className="font-[550] text-text [overflow-wrap:anywhere]"
          >
            {name}
          </Link>
        ) : (
          <Link
            to="/interviews/$id"
            params={{ id: candidate.interviewId }}
            className="font-[550] text-text [overflow-wrap:anywhere]"
          >
            {name}
          </Link>
        )}
        <p className="text-small text-text2">
          {assessedAt === null
            ? i18n._("Not assessed yet")
            : proposed
              ? i18n._("Proposed: {recommendation}", { recommendation: withinSentence(proposed) })
              : i18n._("No proposal: not enough evidence")}
        </p>
        {hiringDecision ? (
          <p className="text-small text-claytext">
            {i18n._("{name} decided: {outcome}", {
              name: hiringDecision.decidedBy,
              outcome: withinSentence(OUTCOMES[hiringDecision.outcome]),
            })}
          </p>
        ) : null}
        <p className="text-small text-text3">
          {[
            assessedAt ? i18n._("Assessed {day}", { day: dayOf(new Date(assessedAt)) }) : "",
            hasForms && form !== null ? i18n._("question set {form}", { form }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {onRemove ? (
        <button
          type="button"
          aria-label={i18n._("Leave out {name}", { name })}
          className={`${buttonLook("quiet", "small")} shrink-0`}
          onClick={onRemove}
        >
          <Icon of={X} small />
        </button>
      ) : null}
    </div>
  );
}
