import type { JobStatement, PlanQuestion } from "@/shared/api/types";

/** One row of the job text: a statement that was read, or a line that nothing was read in. */
export interface JobRow {
  key: string;
  line: number;
  text: string;
  statement: JobStatement | null;
}

/** A question with its number in the interview. */
export interface AskedQuestion {
  number: number;
  question: PlanQuestion;
}

const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * Return the job text line by line with what was read in each; empty lines are left out.
 *
 * A line with several statements gives a row for each. Statements that the text does not hold, because they
 * come from another field of the request, follow at the end.
 */
export function rowsOf(jobText: string, statements: JobStatement[]): JobRow[] {
  const lines = jobText.split(LINE_END);
  const covered = new Set<number>();
  const byLine = new Map<number, JobStatement[]>();
  for (const statement of statements) {
    byLine.set(statement.line_number, [...(byLine.get(statement.line_number) ?? []), statement]);
    const more = statement.text.split(LINE_END).length - 1;
    for (let next = 1; next <= more; next += 1) covered.add(statement.line_number + next);
  }
  const last = Math.max(lines.length, ...byLine.keys());
  const rows: JobRow[] = [];
  for (let line = 1; line <= last; line += 1) {
    const found = byLine.get(line) ?? [];
    for (const statement of found) {
      rows.push({ key: `${statement.start}`, line, text: statement.text, statement });
    }
    const text = (lines[line - 1] ?? "").trim();
    if (found.length === 0 && text && !covered.has(line)) {
      rows.push({ key: `line ${line}`, line, text, statement: null });
    }
  }
  return rows;
}

/** Return the statement that a question comes from, if it names one. */
export function statementOf(
  question: PlanQuestion,
  statements: JobStatement[],
): JobStatement | undefined {
  const origin = question.origin;
  if (!origin?.line_number) return undefined;
  const onLine = statements.filter((each) => each.line_number === origin.line_number);
  const words = origin.job_line ?? "";
  return onLine.find((each) => words && each.text.includes(words)) ?? onLine[0];
}

/** Return the questions that come from each statement, by where the statement begins. */
export function questionsByStatement(
  asked: AskedQuestion[],
  statements: JobStatement[],
): Map<number, AskedQuestion[]> {
  const found = new Map<number, AskedQuestion[]>();
  for (const each of asked) {
    const statement = statementOf(each.question, statements);
    if (statement) {
      found.set(statement.start, [...(found.get(statement.start) ?? []), each]);
    }
  }
  return found;
}
