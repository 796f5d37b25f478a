import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import { useArrival, useTitle } from "@/shared/lib/page";
import { dayOf } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Empty, Failure, Skeleton } from "@/shared/ui/states";
import { AssignForm } from "./parts/assign-form";
import { ProgressLookup } from "./parts/progress-lookup";
import { useAssignments } from "./queries";
import type { Assignment } from "./shapes";
import { roundName } from "./words";

const STATUS = {
  get pending() {
    return i18n._("Not started");
  },
  get in_progress() {
    return i18n._("In progress");
  },
  get completed() {
    return i18n._("Completed");
  },
  get unassigned() {
    return i18n._("Canceled");
  },
};

/** What others asked me to practice; and, for those who may, asking others. */
export function Assignments() {
  const mine = useAssignments();
  const heading = useArrival("assignments");
  const mayAssign = useIsAllowed("practice:assign");
  const title = mayAssign ? i18n._("Assignments") : i18n._("Assigned to me");
  useTitle(`${title} · Vivavoce`);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {mayAssign ? (
        <>
          <div className="grid items-start gap-x-12 wide:grid-cols-2">
            <AssignForm />
            <ProgressLookup />
          </div>
          <h2 className="mt-12">{i18n._("Assigned to me")}</h2>
          <div className="mt-3">{content()}</div>
        </>
      ) : (
        <div className="mt-6">{content()}</div>
      )}
    </>
  );

  function content() {
    if (mine.error) {
      return (
        <Failure
          problem={asProblem(mine.error)}
          what={i18n._("Your assignments did not load.")}
          onRetry={() => mine.refetch()}
        />
      );
    }
    if (!mine.data) return <Skeleton rows={3} label={i18n._("Loading your assignments")} />;
    if (mine.data.assignments.length === 0) {
      if (mayAssign) return <p className="text-text2">{i18n._("You have no assignments.")}</p>;
      return (
        <Empty title={i18n._("You have no assignments")}>
          <p>{i18n._("You can practice on your own at any time.")}</p>
          <p className="mt-4">
            <Link to="/practice" className={buttonLook("primary")}>
              {i18n._("Start practice")}
            </Link>
          </p>
        </Empty>
      );
    }
    return (
      <ul className="border-t border-line">
        {mine.data.assignments.map((one) => (
          <Row key={one.assignment_id} assignment={one} />
        ))}
      </ul>
    );
  }
}

function Row({ assignment }: { assignment: Assignment }) {
  const { assignment_id, role, round, status, session_id, assigned_at } = assignment;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-4">
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">{role}</p>
        <p className="text-small text-text3">
          {[
            roundName(round),
            i18n._("assigned on {day}", { day: dayOf(new Date(assigned_at)) }),
            STATUS[status],
          ].join(" · ")}
        </p>
      </div>
      {status === "pending" ? (
        <Link
          to="/practice"
          search={{ assignment: assignment_id, role }}
          className={buttonLook("primary", "small")}
        >
          {i18n._("Start")}
        </Link>
      ) : session_id && status === "completed" ? (
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId: session_id }}
          className={buttonLook("outline", "small")}
        >
          {i18n._("View review")}
        </Link>
      ) : null}
    </li>
  );
}
