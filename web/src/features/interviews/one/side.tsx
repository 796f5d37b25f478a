import { Link } from "@tanstack/react-router";
import { useCaller } from "@/shared/api/caller";
import type { Interview } from "@/shared/api/types";
import { canCreateInterviews } from "@/shared/lib/roles";
import { InterviewActions } from "./actions";
import { InterviewFacts } from "./facts";

/** What stands beside an interview: what was asked for, and what can be done. */
export function InterviewSide({ interview }: { interview: Interview }) {
  const role = useCaller()?.user.role;
  return (
    <div className="px-5">
      <InterviewFacts interview={interview} />
      <InterviewActions interview={interview} />
      {interview.planId && canCreateInterviews(role) ? (
        <p className="mt-4 text-small">
          <Link to="/templates/new" search={{ interview: interview.id }}>
            Make a template from this interview
          </Link>
        </p>
      ) : null}
    </div>
  );
}
