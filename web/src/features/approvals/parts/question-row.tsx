import { i18n } from "@lingui/core";
import { PencilLine } from "lucide-react";
import type { CompetencyGroup, JobStatement, PlanCompetency } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { isMoved } from "@/shared/lib/pointer";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { sentence } from "@/shared/ui/sentence";
import { ChangedWords, ChangeMark } from "../edit/changed-words";
import type { QuestionChange } from "../edit/plan-changes";
import { type AskedQuestion, statementOf } from "../job-text/lines";
import { AnswersByLevel, FollowUps, Points, QuestionSource } from "./question-details";

const KINDS = {
  get behavioral() {
    return i18n._("Behavioral");
  },
  get situational() {
    return i18n._("Situational");
  },
  get knowledge() {
    return i18n._("Knowledge");
  },
  get work_sample() {
    return i18n._("Work sample");
  },
  get failure() {
    return i18n._("About a mistake");
  },
};

interface QuestionRowProps {
  asked: AskedQuestion;
  /** The language of the interview. */
  language: string;
  /** Absent for a question that this version no longer has. */
  competency: PlanCompetency | undefined;
  /** What became of it since the version before; null shows it as it is. */
  change: QuestionChange | null;
  statements: JobStatement[];
  groups: CompetencyGroup[];
  /** Opens the editor at this question. */
  onEdit?: (() => void) | undefined;
  pointed: number | null;
  onPoint: (start: number | null) => void;
}

/** One question: what it is for, where it comes from, and how answers to it are read. */
export function QuestionRow(props: QuestionRowProps) {
  const { asked, language, competency, change, statements, groups, onEdit, pointed, onPoint } =
    props;
  if (!competency) {
    return <RemovedRow text={asked.question.text} language={language} isOpen={!!onEdit} />;
  }
  const { number, question } = asked;
  const statement = statementOf(question, statements);
  const start = statement?.start ?? null;
  const minutes = Math.max(1, Math.round(question.time_budget_s / 60));
  const parts = [
    i18n._("{minutes} min", { minutes }),
    question.is_mandatory ? i18n._("always asked") : i18n._("asked if time allows"),
    question.origin ? KINDS[question.kind] : "",
    question.is_pinned ? i18n._("pinned") : "",
    question.source === "edited" ? i18n._("edited by hand") : "",
    ...(change?.details ?? []),
  ].filter(Boolean);
  const own = (text: string) => <span lang={language}>{text}</span>;
  return (
    <li
      id={`question-${question.id}`}
      tabIndex={-1}
      data-row={onEdit && change?.change !== "unchanged" ? "" : undefined}
      aria-current={(start !== null && start === pointed) || undefined}
      onPointerMove={(event) => isMoved(event) && onPoint(start)}
      onFocus={() => onPoint(start)}
      className={`grid scroll-mt-4 grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2 border-b border-line px-3 py-5 aria-[current]:bg-tidesoft ${change?.change === "new" ? "bg-tidesoft" : ""}`}
    >
      <span className="pt-0.5 font-[550] text-text3">{number}</span>
      <div className="min-w-0">
        {change ? (
          <p className="text-small">
            <ChangeMark change={change.change} />
          </p>
        ) : null}
        <p lang={language} className="font-voice text-[1.1875rem] leading-[1.42]">
          {change?.change === "reworded" && change.before ? (
            <ChangedWords before={change.before.text} after={question.text} />
          ) : (
            question.text
          )}
        </p>
        <p className="mt-1.5 flex flex-wrap gap-x-4 text-small text-text3">
          {parts.map((part, place) => (
            <span key={part} className={place < 2 ? "font-[550] text-text2" : undefined}>
              {part}
            </span>
          ))}
          <span>
            {competency.is_required
              ? sentence((at) => i18n._("{name}, required", at), {
                  name: competencyName(competency.name),
                })
              : competencyName(competency.name)}
          </span>
          {question.skill ? own(question.skill) : null}
        </p>
        {question.origin ? (
          <Origin origin={question.origin} statement={statement} language={language} />
        ) : null}
        <div className="mt-1.5 flex flex-wrap items-center gap-x-5">
          <AnswersByLevel anchors={question.anchors} language={language} />
          <Points question={question} language={language} />
          <FollowUps question={question} language={language} />
          <QuestionSource question={question} groups={groups} />
          {onEdit ? (
            <Button
              id={`edit-question-${question.id}`}
              size="small"
              look="quiet"
              className="-mx-2.5"
              icon={<Icon of={PencilLine} small />}
              aria-label={i18n._("Edit question {number}", { number })}
              onClick={onEdit}
            >
              {i18n._("Edit")}
            </Button>
          ) : null}
        </div>
      </div>
    </li>
  );
}

interface RemovedRowProps {
  text: string;
  language: string;
  /** Whether the plan waits for a decision: then the keys go from change to change. */
  isOpen: boolean;
}

/** A question that the version before had. */
function RemovedRow({ text, language, isOpen }: RemovedRowProps) {
  return (
    <li
      tabIndex={-1}
      data-row={isOpen ? "" : undefined}
      className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-2 border-b border-line px-3 py-5"
    >
      <span aria-hidden="true" className="text-text3">
        –
      </span>
      <div className="min-w-0">
        <p className="text-small">
          <ChangeMark change="removed" />
        </p>
        <p className="font-voice text-[1.1875rem] leading-[1.42] text-text3">
          <del lang={language}>{text}</del>
        </p>
      </div>
    </li>
  );
}

interface OriginProps {
  origin: NonNullable<AskedQuestion["question"]["origin"]>;
  statement: JobStatement | undefined;
  language: string;
}

/** The line of the job text that led to the question, or the reason where no line did. */
function Origin({ origin, statement, language }: OriginProps) {
  const words = origin.job_line ?? statement?.text;
  if (!origin.line_number || !words) {
    return <p className="mt-1.5 text-small text-text2">{origin.reason}</p>;
  }
  const from = i18n._("From line {line}", { line: origin.line_number });
  return (
    <div className="mt-1.5 text-small text-text2">
      <p className="[overflow-wrap:anywhere]">
        {statement ? <a href={`#job-line-${statement.start}`}>{from}</a> : from}:{" "}
        <span lang={language}>{i18n._("“{words}”", { words })}</span>
      </p>
      {origin.reason && !isQuoted(origin.reason, words) ? (
        <p className="text-text3">{origin.reason}</p>
      ) : null}
    </div>
  );
}

/** Whether a reason says no more than the line that stands above it. */
function isQuoted(reason: string, line: string): boolean {
  const quoted = /["“„](.+)["“”]/.exec(reason)?.[1] ?? line;
  return line.toLowerCase().includes(quoted.toLowerCase()) && reason.includes(quoted);
}
