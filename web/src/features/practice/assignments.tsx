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
  pending: "Not started",
  in_progress: "In progress",
  completed: "Completed",
  unassigned: "Canceled",
};

/** What others asked me to practice; and, for those who may, asking others. */
export function Assignments() {
  const mine = useAssignments();
  const heading = useArrival("assignments");
  const mayAssign = useIsAllowed("practice:assign");
  const title = mayAssign ? "Assignments" : "Assigned to me";
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
          <h2 className="mt-12">Assigned to me</h2>
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
          what="Your assignments did not load."
          onRetry={() => mine.refetch()}
        />
      );
    }
    if (!mine.data) return <Skeleton rows={3} label="Loading your assignments" />;
    if (mine.data.assignments.length === 0) {
      if (mayAssign) return <p className="text-text2">You have no assignments.</p>;
      return (
        <Empty title="You have no assignments">
          <p>You can practice on your own at any time.</p>
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
          {roundName(round)} · assigned on {dayOf(new Date(assigned_at))} · {STATUS[status]}
        </p>
      </div>
      {status === "pending" ? (
        <Link
          to="/practice"
          search={{ assignment: assignment_id, role }}
          className={buttonLook("primary", "small")}
        >
          Start
        </Link>
      ) : session_id && status === "completed" ? (
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId: session_id }}
          className={buttonLook("outline", "small")}
        >
          View review
        </Link>
      ) : null}
    </li>
  );
}
