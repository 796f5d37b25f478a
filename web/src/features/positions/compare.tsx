import { Link } from "@tanstack/react-router";
import { Eye, EyeOff, X } from "lucide-react";
import { useState } from "react";
import type { ComparedCandidate, Comparison } from "@/shared/api/types";
import { nameOf as fullName, OUTCOMES, RECOMMENDATIONS } from "@/shared/lib/interview-words";
import { count, dayOf } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Empty } from "@/shared/ui/states";
import { type Comparable, comparables } from "./order";
import { ComparedCell } from "./parts/compared-cell";
import { Overall } from "./parts/overall";
import { useComparison } from "./queries";

const ROOT = { to: "/positions", name: "Positions" } as const;

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
  return (
    <>
      <PageHead
        root={ROOT}
        trail={[position || "Compare"]}
        title="Compare candidates"
        documentTitle={`Compare, ${position}`}
        under={position}
        aside={
          <Button
            aria-pressed={isNameless}
            icon={<Icon of={isNameless ? Eye : EyeOff} small />}
            onClick={() => setNameless(!isNameless)}
          >
            {isNameless ? "Show names" : "Hide names"}
          </Button>
        }
      />
      <div className="mt-5">
        <Loaded of={found} what="The candidates" rows={6}>
          {(comparison) => (
            <Compared
              comparison={comparison}
              isNameless={isNameless}
              isChosen={ids.length > 0}
              onChoose={onChoose}
            />
          )}
        </Loaded>
      </div>
    </>
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
    isNameless ? `Candidate ${candidates.indexOf(candidate) + 1}` : fullName(candidate);
  const all = isChosen ? (
    <Button size="small" onClick={() => onChoose([])}>
      Show all candidates
    </Button>
  ) : null;
  if (candidates.length === 0) {
    return (
      <Empty title="No candidates to compare yet">
        <p>Candidates appear here once they were interviewed. {erased(comparison)}</p>
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
          title={groups.length > 1 ? titleOf(group) : "Overall"}
          nameOf={nameOf}
        />
      ))}
      <h2 className="mt-8">Competencies</h2>
      <p className="text-small text-text3">
        Levels from 1 to 5. The band is the range that the evidence allows.
      </p>
      <section
        aria-label="Levels of each candidate"
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
          <caption className="sr-only">Levels by competency and candidate</caption>
          <thead className="max-desk:block">
            <tr className="align-top max-desk:block">
              <th scope="col" className="w-44 max-desk:hidden">
                <span className="sr-only">Competency</span>
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
                  {name}
                  {candidates.some((each) => each.levels[at]?.isRequired) ? (
                    <span className="block text-small font-normal text-text3">Must-have</span>
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
  const shown = count(candidates.length, "candidate");
  return total > candidates.length ? `The newest ${shown} of ${total}.` : `${shown}.`;
}

function erased({ erasedCount }: Comparison): string {
  if (erasedCount === 0) return "";
  return `${count(erasedCount, "candidate")} left out: their data was deleted.`;
}

function titleOf({ form, scorer }: Comparable): string {
  return `Overall, ${form === null ? "questions not known" : `question set ${form}`}, ${scorer}`;
}

/** What stands in the way of comparing, said before any number. */
function Differences({ comparison, groups }: { comparison: Comparison; groups: Comparable[] }) {
  if (groups.length < 2 && comparison.formCount < 2) return null;
  const { formCount, scorers } = comparison;
  return (
    <div className="mt-3 grid gap-3">
      {formCount > 1 ? (
        <Note tone="amber" title={`These candidates had ${formCount} different sets of questions.`}>
          Compare levels only between candidates with the same set.
        </Note>
      ) : null}
      {scorers.length > 1 ? (
        <Note tone="amber" title={`They were scored by ${scorers.join(" and by ")}.`}>
          Scores of different scorers are not comparable.
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
            ? "Not assessed yet"
            : proposed
              ? `Proposed: ${proposed.toLowerCase()}`
              : "No recommendation: not enough evidence"}
        </p>
        {hiringDecision ? (
          <p className="text-small text-claytext">
            {hiringDecision.decidedBy} decided: {OUTCOMES[hiringDecision.outcome].toLowerCase()}
          </p>
        ) : null}
        <p className="text-small text-text3">
          {[
            assessedAt ? `Assessed ${dayOf(new Date(assessedAt))}` : "",
            hasForms && form !== null ? `question set ${form}` : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {onRemove ? (
        <button
          type="button"
          aria-label={`Leave out ${name}`}
          className={`${buttonLook("quiet", "small")} shrink-0`}
          onClick={onRemove}
        >
          <Icon of={X} small />
        </button>
      ) : null}
    </div>
  );
}
