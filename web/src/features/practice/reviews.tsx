import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { EraseAll, EraseSession } from "./parts/erase";
import { groupName, ProgressOf } from "./parts/progress";
import { useProgress, useSessions } from "./queries";
import type { PractisedSession } from "./shapes";
import { kindName, statusName } from "./words";

const OPEN = new Set(["configured", "in_progress"]);

/** What a person has practiced, newest first, each with the way on. */
export function PracticeReviews() {
  const sessions = useSessions();
  const heading = useArrival("my reviews");
  useTitle(`${i18n._("My reviews")} · Vivavoce`);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("My reviews")}
      </h1>
      <div className="mt-6">{content()}</div>
    </>
  );

  function content() {
    if (sessions.error) {
      return (
        <Failure
          problem={asProblem(sessions.error)}
          what={i18n._("Your practice interviews did not load.")}
          onRetry={() => sessions.refetch()}
        />
      );
    }
    if (!sessions.data)
      return <Skeleton rows={4} label={i18n._("Loading your practice interviews")} />;
    if (sessions.data.sessions.length === 0) {
      return (
        <Empty title={i18n._("No practice interviews yet")}>
          <p className="mt-3">
            <Link to="/practice" className={buttonLook("primary")}>
              {i18n._("Start practice")}
            </Link>
          </p>
        </Empty>
      );
    }
    const next = sessions.data.sessions.find(({ status }) => OPEN.has(status));
    return (
      <>
        <Progress />
        <h2>{i18n._("Practice interviews")}</h2>
        <ul className="mt-2 border-t border-line">
          {sessions.data.sessions.map((one) => (
            <Row key={one.session_id} session={one} isNext={one === next} />
          ))}
        </ul>
        <EraseAll />
      </>
    );
  }
}

/** Scores over time, in groups that can be compared; the one practiced last first. */
function Progress() {
  const progress = useProgress();
  const heading = i18n._("Progress");
  if (progress.error) {
    return (
      <div className="mb-8">
        <Failure
          problem={asProblem(progress.error)}
          what={i18n._("Your progress did not load.")}
          onRetry={() => progress.refetch()}
        />
      </div>
    );
  }
  if (!progress.data) return null;
  const [first, ...more] = progress.data.groups;
  return (
    <section className="mb-10 max-w-[45rem]" aria-label={heading}>
      <h2>{heading}</h2>
      {first ? (
        <>
          <h3 className="mt-3">{groupName(first)}</h3>
          <ProgressOf group={first} />
          {more.map((group) => (
            <details key={groupName(group) + group.scorer_kind} className="border-b border-line">
              <summary className="min-h-11 cursor-pointer py-2.5 font-[550]">
                {groupName(group)}
              </summary>
              <div className="pb-4">
                <ProgressOf group={group} />
              </div>
            </details>
          ))}
        </>
      ) : (
        <p className="mt-1 text-text2">
          {i18n._(
            "Your scores appear here after your first review. A trend needs three interviews of the same type, difficulty and role.",
          )}
        </p>
      )}
    </section>
  );
}

interface RowProps {
  session: PractisedSession;
  /** Of all that can be gone on with, the newest. */
  isNext: boolean;
}

function Row({ session, isNext }: RowProps) {
  const sessionId = session.session_id;
  const score = session.review?.overall_score;
  const isOpen = OPEN.has(session.status) && !session.is_erased;
  const title = [kindName(session.interview_type), session.target_role].filter(Boolean).join(", ");
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-4">
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">{title}</p>
        <p className="text-small text-text3">
          {[
            exactly(new Date(session.created_at)),
            i18n._("{minutes} minutes", { minutes: session.duration_minutes }),
            session.is_erased ? i18n._("Deleted") : statusName(session.status),
            typeof score === "number" ? i18n._("{score} of 100", { score: Math.round(score) }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {session.is_erased ? null : isOpen ? (
          <Link
            data-row
            to="/practice/$sessionId"
            params={{ sessionId }}
            className={buttonLook(isNext ? "primary" : "outline", "small")}
          >
            {session.status === "configured" ? i18n._("Start") : i18n._("Continue")}
          </Link>
        ) : session.status === "draft" ? (
          <Link
            data-row
            to="/practice"
            search={{ draft: sessionId }}
            className={buttonLook("outline", "small")}
          >
            {i18n._("View draft")}
          </Link>
        ) : session.review ? (
          <Link
            data-row
            to="/practice/$sessionId/review"
            params={{ sessionId }}
            className={buttonLook("outline", "small")}
          >
            {i18n._("View review")}
          </Link>
        ) : null}
        {session.is_erased ? null : <EraseSession sessionId={sessionId} title={title} />}
      </div>
    </li>
  );
}
