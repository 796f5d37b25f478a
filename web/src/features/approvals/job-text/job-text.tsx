import { i18n } from "@lingui/core";
import type { CompetencyGroup, JobStatement } from "@/shared/api/types";
import type { StatementChoice } from "./corrections";
import { JobLine } from "./job-line";
import { type AskedQuestion, questionsByStatement, rowsOf } from "./lines";
import { summaryOf } from "./words";

/** What a person has corrected and not yet sent, by where each statement begins. */
export type Choices = Record<string, StatementChoice>;

export interface Correcting {
  choices: Choices;
  onChoose: (statement: JobStatement, choice: StatementChoice | null) => void;
}

interface JobTextProps {
  title: string;
  jobText: string;
  statements: JobStatement[];
  groups: CompetencyGroup[];
  asked?: AskedQuestion[];
  /** The statement that is pointed at, here or at a question. */
  pointed?: number | null;
  onPoint?: (start: number | null) => void;
  correcting?: Correcting | undefined;
}

const NO_QUESTIONS: AskedQuestion[] = [];

/** The job text line by line: what each line was read as, and which question comes from it. */
export function JobText(props: JobTextProps) {
  const { title, jobText, statements, groups, asked = NO_QUESTIONS, pointed, correcting } = props;
  const questions = questionsByStatement(asked, statements);
  const summary = summaryOf(statements);
  return (
    <section aria-labelledby="job-text">
      <h2 id="job-text">{title}</h2>
      <p className="mt-1 max-w-prose text-small text-text3">
        {[
          summary && i18n._("Found in this text: {summary}.", { summary }),
          i18n._(
            "Questions come from tasks and requirements. Checks need a proof and are not asked about.",
          ),
          correcting && i18n._("Correct a line that was read wrongly."),
        ]
          .filter(Boolean)
          .join(" ")}
      </p>
      <ol className="-mx-3 mt-3 border-t border-line">
        {rowsOf(jobText, statements).map((row) => (
          <JobLine
            key={row.key}
            row={row}
            groups={groups}
            questions={row.statement ? questions.get(row.statement.start) : undefined}
            isPlanned={asked.length > 0}
            isPointed={row.statement !== null && row.statement.start === pointed}
            onPoint={props.onPoint}
            correcting={correcting}
          />
        ))}
      </ol>
    </section>
  );
}
