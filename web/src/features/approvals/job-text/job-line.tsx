import { i18n } from "@lingui/core";
import { Pencil, Undo2, User } from "lucide-react";
import { useState } from "react";
import type { CompetencyGroup, JobStatement } from "@/shared/api/types";
import { isMoved } from "@/shared/lib/pointer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Status } from "@/shared/ui/status";
import { unfold } from "../parts/unfold";
import { CorrectionForm } from "./correction-form";
import { groupPlacesOf, type StatementChoice } from "./corrections";
import type { Correcting } from "./job-text";
import type { AskedQuestion, JobRow } from "./lines";
import { checkedAs, groupName, KINDS, readAs } from "./words";

interface JobLineProps {
  row: JobRow;
  groups: CompetencyGroup[];
  questions: AskedQuestion[] | undefined;
  isPlanned: boolean;
  isPointed: boolean;
  onPoint: ((start: number | null) => void) | undefined;
  correcting: Correcting | undefined;
}

/** One line of the job text; a line in which nothing was read stands there as it is. */
export function JobLine({ row, onPoint, isPointed, ...props }: JobLineProps) {
  const { line, text, statement } = row;
  const start = statement?.start ?? null;
  return (
    <li
      id={start === null ? undefined : `job-line-${start}`}
      tabIndex={-1}
      aria-current={isPointed || undefined}
      onPointerMove={(event) => isMoved(event) && onPoint?.(start)}
      onFocus={() => onPoint?.(start)}
      className="grid scroll-mt-4 grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2 border-b border-line px-3 py-2.5 aria-[current]:bg-tidesoft"
    >
      <span className="text-small leading-[1.7] text-text3">{line}</span>
      {statement ? (
        <ReadStatement statement={statement} text={text} {...props} />
      ) : (
        <p className="min-w-0 text-text3 [overflow-wrap:anywhere]">{text}</p>
      )}
    </li>
  );
}

interface ReadStatementProps extends Omit<JobLineProps, "row" | "isPointed" | "onPoint"> {
  statement: JobStatement;
  text: string;
}

function ReadStatement(props: ReadStatementProps) {
  const { statement, text, groups, questions, isPlanned, correcting } = props;
  const [isOpen, setOpen] = useState(false);
  const choice = correcting?.choices[statement.start];
  const isBare = isPlanned && !questions && groupPlacesOf(statement).length > 0;
  return (
    <div className="min-w-0">
      <div className="grid gap-x-6 gap-y-1 pad:grid-cols-[minmax(0,1fr)_15rem]">
        <div className="min-w-0">
          <p className="[overflow-wrap:anywhere]">{text}</p>
          {questions?.map(({ number, question }) => (
            <p key={question.id} className="mt-0.5 truncate text-small">
              <a
                href={`#question-${question.id}`}
                onClick={() => unfold(document.getElementById(`question-${question.id}`))}
              >
                {i18n._("Question {number}", { number })}
              </a>{" "}
              <span className="text-text3">{question.text}</span>
            </p>
          ))}
          {isBare ? (
            <p className="mt-0.5 text-small text-text3">
              {i18n._("No question comes from this line.")}
            </p>
          ) : null}
        </div>
        <div className="flex min-w-0 items-start justify-between gap-x-2 text-small">
          <div className="min-w-0">
            {choice ? (
              <ChosenReading choice={choice} statement={statement} groups={groups} />
            ) : (
              <Reading statement={statement} groups={groups} />
            )}
          </div>
          {correcting && !isOpen ? (
            <div className="-mt-2.5 -mr-2.5 grid justify-items-end desk:-mt-1.5">
              <Button
                size="small"
                look="quiet"
                icon={<Icon of={Pencil} small />}
                aria-label={i18n._("Correct line {line}: {text}", {
                  line: statement.line_number,
                  text,
                })}
                onClick={() => setOpen(true)}
              >
                {i18n._("Correct")}
              </Button>
              {choice ? (
                <Button
                  size="small"
                  look="quiet"
                  icon={<Icon of={Undo2} small />}
                  aria-label={i18n._("Undo the correction of line {line}", {
                    line: statement.line_number,
                  })}
                  onClick={() => correcting.onChoose(statement, null)}
                >
                  {i18n._("Undo")}
                </Button>
              ) : null}
            </div>
          ) : null}
        </div>
      </div>
      {correcting && isOpen ? (
        <CorrectionForm
          statement={statement}
          choice={choice}
          groups={groups}
          onDone={(chosen) => {
            setOpen(false);
            document.getElementById(`job-line-${statement.start}`)?.focus();
            if (chosen) correcting.onChoose(statement, chosen);
          }}
        />
      ) : null}
    </div>
  );
}

interface ReadingProps {
  statement: JobStatement;
  groups: CompetencyGroup[];
}

/** What the rules read, or what a person decided in an earlier version. */
function Reading({ statement, groups }: ReadingProps) {
  const places = groupPlacesOf(statement).filter((place) => place.group);
  return (
    <>
      <p className="font-[550]">{checkedAs(statement) ?? readAs(statement)}</p>
      {places.map(({ start, text, group }) => (
        <p key={start} className="text-text2 not-first:mt-0.5 [overflow-wrap:anywhere]">
          {places.length > 1 ? <span className="text-text3">{text}: </span> : null}
          {groupName(groups, group ?? "")}
        </p>
      ))}
      {statement.is_corrected ? (
        <Status icon={User} tone="clay">
          {i18n._("Corrected by a person")}
        </Status>
      ) : null}
    </>
  );
}

/** What a person chose and has not sent yet. */
function ChosenReading({ choice, statement, groups }: ReadingProps & { choice: StatementChoice }) {
  const isSameKind = choice.kind === statement.kind;
  const chosen = isSameKind ? Object.values(choice.groups) : [choice.groups[statement.start] ?? ""];
  return (
    <>
      <p className="font-[550]">{isSameKind ? readAs(statement) : KINDS[choice.kind]}</p>
      {[...new Set(chosen.filter(Boolean))].map((code) => (
        <p key={code} className="text-text2">
          {groupName(groups, code)}
        </p>
      ))}
      <Status icon={User} tone="clay">
        {i18n._("Your correction, not sent yet")}
      </Status>
    </>
  );
}
