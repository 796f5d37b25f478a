import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { Interview } from "@/shared/api/types";
import { isPlanned, isRead } from "../words";

const TAB =
  "inline-flex min-h-11 items-center border-b-2 border-transparent text-text2 no-underline hover:text-text aria-[current=page]:border-act aria-[current=page]:font-[550] aria-[current=page]:text-text desk:min-h-9";

/** The pages of one interview that exist so far, from each of them. */
export function InterviewTabs({ interview }: { interview: Interview }) {
  const { id, sessionId, state } = interview;
  const hasReplay = sessionId !== null && state !== "IN_PROGRESS";
  if (!isPlanned(state) && !hasReplay) return null;
  const exact = { exact: true };
  return (
    <nav
      aria-label={i18n._("Pages of this interview")}
      data-page-links=""
      className="mt-4 flex flex-wrap gap-x-5 border-b border-line text-small"
    >
      <Link to="/interviews/$id" params={{ id }} activeOptions={exact} className={TAB}>
        {i18n._("Overview")}
      </Link>
      {isPlanned(state) ? (
        <Link to="/interviews/$id/plan" params={{ id }} activeOptions={exact} className={TAB}>
          {i18n._("Plan")}
        </Link>
      ) : null}
      {isPlanned(state) ? (
        <Link to="/interviews/$id/rubric" params={{ id }} activeOptions={exact} className={TAB}>
          {i18n._("Rubric")}
        </Link>
      ) : null}
      {isRead(state) ? (
        <Link to="/interviews/$id/assessment" params={{ id }} activeOptions={exact} className={TAB}>
          {i18n._("Assessment")}
        </Link>
      ) : null}
      {hasReplay ? (
        <Link to="/sessions/$id/replay" params={{ id: sessionId }} className={TAB}>
          {i18n._("Replay")}
        </Link>
      ) : null}
    </nav>
  );
}
