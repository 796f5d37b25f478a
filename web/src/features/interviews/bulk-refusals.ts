import { i18n } from "@lingui/core";
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
  return more > 0 ? [...texts, i18n._("and {more} more", { more })] : texts;
}

function refusalText(result: BulkResult, row: InterviewRow | undefined): string {
  const name = row ? nameOf(row) : i18n._("An interview");
  return result.code === "invalid_transition" && row
    ? i18n._("{name}: the status is “{state}”.", { name, state: STATES[row.state] })
    : `${name}: ${result.message}`;
}
