import type { BulkResult, InterviewRow } from "@/shared/api/types";
import { nameOf, STATES } from "@/shared/lib/interview-words";

const MOST_NAMED = 8;

/** For which interviews a bulk action is not possible, and why; the first ones by name. */
export function refusalTexts(refused: BulkResult[], rows: InterviewRow[]): string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const texts = refused
    .slice(0, MOST_NAMED)
    .map((result) => refusalText(result, byId.get(result.interviewId)));
  const more = refused.length - texts.length;
  return more > 0 ? [...texts, `and ${more} more`] : texts;
}

function refusalText(result: BulkResult, row: InterviewRow | undefined): string {
  const name = row ? nameOf(row) : "An interview";
  return result.code === "invalid_transition" && row
    ? `${name}: the status is “${STATES[row.state]}”.`
    : `${name}: ${result.message}`;
}
