import { i18n } from "@lingui/core";
import { PencilLine } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { CompetencyGroup, JobStatement, PlanDocument } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { OwnInvitation } from "../edit/own-invitation";
import {
  type QuestionChange,
  questionChanges,
  scriptChanges,
  summaryOf,
  weightChanges,
} from "../edit/plan-changes";
import { QuestionRow } from "./question-row";
import { SentenceChanges } from "./sentence-changes";

interface PlanQuestionsProps {
  document: PlanDocument;
  /** The language of the interview, which its e-mails have too. */
  language: string;
  /** The version before this one, if there is one. */
  before: PlanDocument | null;
  statements: JobStatement[];
  groups: CompetencyGroup[];
  /** The statement of the job text that is pointed at, here or in the text. */
  pointed: number | null;
  onPoint: (start: number | null) => void;
  /** Absent where the plan can no longer be edited, or not by this person. */
  onEdit?: ((questionId?: string) => void) | undefined;
}

/** The questions in the order of the interview, each with what it is for and where it comes from. */
export function PlanQuestions({
  document,
  language,
  before,
  onEdit,
  ...pointing
}: PlanQuestionsProps) {
  const [isWhole, setWhole] = useState(false);
  const competencies = new Map(
    document.competencies.flatMap((one) => one.questions.map(({ id }) => [id, one])),
  );
  const changes = questionChanges(document, before ?? document);
  const rows = isWhole ? changes.filter(({ change }) => change !== "removed") : changes;
  const asked = changes.filter(({ change }) => change !== "removed");
  const traced = asked.filter(({ question }) => question.origin?.line_number).length;
  const row = (each: QuestionChange) => (
    <QuestionRow
      key={each.question.id}
      asked={{ number: asked.indexOf(each) + 1, question: each.question }}
      language={language}
      competency={competencies.get(each.question.id)}
      change={before && !isWhole ? each : null}
      onEdit={onEdit && (() => onEdit(each.question.id))}
      {...pointing}
    />
  );
  return (
    <section>
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2>{i18n._("Questions")}</h2>
        {onEdit ? (
          <Button
            id="edit-plan"
            size="small"
            icon={<Icon of={PencilLine} small />}
            onClick={() => onEdit()}
          >
            {i18n._("Edit plan")}
          </Button>
        ) : null}
      </div>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "{count, plural, one {# question, in this order. The interviewer asks follow-up questions when an answer is incomplete.} other {# questions, in this order. The interviewer asks follow-up questions when an answer is incomplete.}}",
          { count: asked.length },
        )}{" "}
        {tracedOf(traced, asked.length)}
      </p>
      {before ? (
        <SinceBefore
          document={document}
          before={before}
          summary={summaryOf(changes)}
          isWhole={isWhole}
          onWhole={setWhole}
        />
      ) : null}
      <Script title={i18n._("Invitation")} text={document.inmail_draft} language={language}>
        <OwnInvitation language={language} />
      </Script>
      <Script
        title={i18n._("Opening message")}
        text={document.greeting_script}
        language={language}
      />
      <ol className="-mx-3 border-t border-line">
        {runsOf(rows, before !== null && !isWhole).map((run) =>
          run.length > 1 ? (
            <li key={run[0]?.question.id} className="border-b border-line px-3 py-2">
              <details>
                <summary className="min-h-11 py-2.5 text-small text-text2 desk:min-h-8 desk:py-1.5">
                  {i18n._(
                    "{count, plural, one {# unchanged question} other {# unchanged questions}}",
                    {
                      count: run.length,
                    },
                  )}
                </summary>
                <ol className="-mx-3">{run.map(row)}</ol>
              </details>
            </li>
          ) : (
            run.map(row)
          ),
        )}
      </ol>
      <Script
        title={i18n._("Closing message")}
        text={document.closing_script}
        language={language}
      />
    </section>
  );
}

/** A list of so many questions is long: what did not change between two changes is folded. */
const LONG_LIST = 7;

/** The rows one by one; with `isFolded` and many of them, neighbors that did not change stand together. */
function runsOf(rows: QuestionChange[], isFolded: boolean): QuestionChange[][] {
  const runs: QuestionChange[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    const isSame = row.change === "unchanged" && last?.[0]?.change === "unchanged";
    if (isFolded && rows.length >= LONG_LIST && isSame) last?.push(row);
    else runs.push([row]);
  }
  return runs;
}

const PRESSED = "aria-pressed:border-text aria-pressed:bg-sunken";

interface SinceBeforeProps {
  document: PlanDocument;
  before: PlanDocument;
  summary: string;
  isWhole: boolean;
  onWhole: (isWhole: boolean) => void;
}

/** What changed since the version before, in one line, and whether it is marked below. */
function SinceBefore({ document, before, summary, isWhole, onWhole }: SinceBeforeProps) {
  const weights = weightChanges(document, before);
  const scripts = scriptChanges(document, before);
  return (
    <div className="mt-3 mb-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-small text-text2">
          {i18n._("Since version {version}: {summary}", { version: before.version, summary })}
        </p>
        <div className="flex gap-1.5">
          <Button
            size="small"
            className={PRESSED}
            aria-pressed={!isWhole}
            onClick={() => onWhole(false)}
          >
            {i18n._("Changes")}
          </Button>
          <Button
            size="small"
            className={PRESSED}
            aria-pressed={isWhole}
            onClick={() => onWhole(true)}
          >
            {i18n._("Whole plan")}
          </Button>
        </div>
      </div>
      {weights.length > 0 && !isWhole ? (
        <p className="mt-1 text-small text-text2">
          {i18n._("Weights: {weights}.", { weights: weights.join("; ") })}
        </p>
      ) : null}
      {scripts.length > 0 && !isWhole ? (
        <p className="mt-1 text-small text-text2">
          {i18n._("Changed messages: {messages}.", { messages: scripts.join(", ") })}
        </p>
      ) : null}
      {isWhole ? null : <SentenceChanges document={document} before={before} />}
    </div>
  );
}

function tracedOf(traced: number, all: number): string {
  if (traced === 0) return "";
  if (traced === all && all > 1) return i18n._("All of them come from the job text.");
  return i18n._(
    "{traced, plural, one {# of them comes from the job text.} other {# of them come from the job text.}}",
    { traced },
  );
}

interface ScriptProps {
  title: string;
  text: string;
  language: string;
  /** What a person should know about it. */
  children?: ReactNode;
}

function Script({ title, text, language, children }: ScriptProps) {
  if (!text) return null;
  return (
    <details className="my-2">
      <summary className="min-h-8 py-1.5 text-small font-[550] text-text2">{title}</summary>
      <p
        lang={language}
        className="max-w-prose whitespace-pre-line pt-1 pb-3 font-voice text-voice leading-normal text-text2"
      >
        {text}
      </p>
      {children ? <div className="pb-3">{children}</div> : null}
    </details>
  );
}
