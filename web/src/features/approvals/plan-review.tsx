import { FileText } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { Interview, Plan } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { PlanDecision } from "./parts/plan-decision";
import { PlanFacts } from "./parts/plan-facts";
import { PlanQuestions } from "./parts/plan-questions";
import { DecisionLink, TwoColumns } from "./parts/two-columns";
import { useInterview, usePlan } from "./queries";
import { changesOf } from "./reading";
import { actorOf, nameOf } from "./words";

/** A plan before the candidate is invited: what will be asked, why, and a person's yes or no. */
export function PlanReview({ id }: { id: string }) {
  const interview = useInterview(id);
  const plan = usePlan(id, interview.data?.updatedAt);
  const problem = interview.error ?? plan.error;
  if (interview.data && plan.data) {
    return <PlanPage interview={interview.data} plan={plan.data} />;
  }
  return (
    <>
      <PageHead trail={["Plan"]} title="Plan" documentTitle="Plan" />
      <div className="mt-6">
        {problem ? (
          <NoPlan interview={interview.data} error={problem} onRetry={() => plan.refetch()} />
        ) : (
          <Skeleton rows={6} label="Loading the plan" />
        )}
      </div>
    </>
  );
}

const BEING_WRITTEN = new Set(["RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"]);

interface NoPlanProps {
  interview: Interview | undefined;
  error: Error;
  onRetry: () => void;
}

function NoPlan({ interview, error, onRetry }: NoPlanProps) {
  const problem = asProblem(error);
  if (problem.status === 404 && interview && BEING_WRITTEN.has(interview.state)) {
    return (
      <Note tone="tide" title="The plan is being written.">
        It will appear in the queue.
      </Note>
    );
  }
  const what =
    problem.status === 404 ? "There is no plan at this address." : "The plan did not load.";
  return <Failure problem={problem} what={what} onRetry={onRetry} />;
}

function PlanPage({ interview, plan }: { interview: Interview; plan: Plan }) {
  const { document } = plan;
  const changes = changesOf(document);
  const request = lastRequest(interview, plan.version);
  const place = [interview.position, interview.level].filter(Boolean).join(", ");
  return (
    <>
      <PageHead
        trail={[nameOf(interview), "Plan"]}
        title={`Plan for ${nameOf(interview)}`}
        documentTitle={`${nameOf(interview)}, plan`}
        under={`${place} · ${document.duration_minutes} minutes · version ${plan.version}, written by ${document.planner}`}
        aside={
          interview.state === "PENDING" ? (
            <Status icon={FileText} tone="tide">
              Waiting for approval
            </Status>
          ) : null
        }
      />
      <DecisionLink />
      <TwoColumns
        side={
          <>
            <PlanDecision key={plan.planId} interview={interview} plan={plan} />
            <PlanFacts document={document} />
          </>
        }
      >
        {request ? (
          <blockquote className="mb-7 border-l-2 border-clay pl-4">
            <p className="text-small text-text3">
              {actorOf(request)} requested a change on {exactly(new Date(request.at))}
            </p>
            <p className="font-voice text-[1.125rem] leading-normal text-claytext">
              {request.reason}
            </p>
          </blockquote>
        ) : null}
        {changes.length > 0 ? (
          <section className="mb-7">
            <h2>What changed</h2>
            <ul className="mt-2 grid list-disc gap-1 pl-5 text-tidetext">
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </section>
        ) : null}
        <PlanQuestions document={document} />
      </TwoColumns>
    </>
  );
}

/** The words that led to this version, where a person asked for a change. */
function lastRequest(interview: Interview, version: number) {
  if (version < 2) return null;
  return (
    interview.transitions.findLast((step) => step.reason && step.transition === "MODIFY") ?? null
  );
}
