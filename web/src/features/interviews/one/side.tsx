import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useIsAllowed } from "@/shared/api/caller";
import type { Interview } from "@/shared/api/types";
import { InterviewActions } from "./actions";
import { InterviewFacts } from "./facts";

/** What stands beside an interview: what was asked for, and what can be done. */
export function InterviewSide({ interview }: { interview: Interview }) {
  const mayTemplate = useIsAllowed("intake:use");
  return (
    <div className="desk:px-5">
      <InterviewFacts interview={interview} />
      <InterviewActions interview={interview} />
      {interview.planId && mayTemplate ? (
        <p className="mt-4 text-small">
          <Link to="/templates/new" search={{ interview: interview.id }}>
            {i18n._("Make a template from this interview")}
          </Link>
        </p>
      ) : null}
    </div>
  );
}
