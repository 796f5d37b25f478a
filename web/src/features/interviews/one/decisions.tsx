import { useQuery } from "@tanstack/react-query";
import { asProblem } from "@/shared/api/problem";
import type { HiringDecision, Interview } from "@/shared/api/types";
import { OUTCOMES } from "@/shared/lib/interview-words";
import { exactly } from "@/shared/lib/words";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useInterviewCalls } from "../calls";

/** Who decided what about the candidate, newest first. Nothing stands here before a decision. */
export function Decisions({ interview }: { interview: Interview }) {
  const calls = useInterviewCalls();
  const current = interview.hiringDecision ?? null;
  const found = useQuery({
    queryKey: ["interview", interview.id, "decisions", current?.decisionId, current?.status],
    queryFn: () => calls.decisions(interview.id),
    enabled: current !== null,
  });
  if (!current) return null;
  return (
    <section className="mt-9">
      <h2>Decisions about the candidate</h2>
      {found.data ? (
        <ol className="mt-2 border-t border-line">
          {found.data.map((decision) => (
            <Row key={decision.decisionId} decision={decision} all={found.data} />
          ))}
        </ol>
      ) : found.error ? (
        <Failure
          problem={asProblem(found.error)}
          what="The decisions did not load."
          onRetry={() => found.refetch()}
        />
      ) : (
        <Skeleton rows={1} label="Loading the decisions" />
      )}
    </section>
  );
}

function Row({ decision, all }: { decision: HiringDecision; all: HiringDecision[] }) {
  const { outcome, levels, comments, decidedBy, decidedAt, confirmedBy } = decision;
  return (
    <li className="border-b border-line py-2.5 [overflow-wrap:anywhere]">
      <p>
        <span className="font-[550]">{OUTCOMES[outcome]}</span>{" "}
        <span className="text-small text-text3">
          {decidedBy}, <time dateTime={decidedAt}>{exactly(new Date(decidedAt))}</time>
          {confirmedBy ? `, confirmed by ${confirmedBy}` : ""}
        </span>
      </p>
      <p className="text-small text-text2">{statusOf(decision, all)}</p>
      {levels.length > 0 ? (
        <p className="text-small text-text2">
          Own levels: {levels.map((each) => `${each.competency} ${each.level}`).join(", ")}.
        </p>
      ) : null}
      {comments ? <p className="mt-1 whitespace-pre-wrap">{comments}</p> : null}
    </li>
  );
}

function statusOf({ decisionId, status }: HiringDecision, all: HiringDecision[]): string {
  if (all.some(({ replaces, status }) => replaces === decisionId && status === "final")) {
    return "Replaced by a later decision.";
  }
  if (status === "pending") return "Can still be undone. Nothing was sent.";
  if (status === "awaiting_second_person") return "A second person has to confirm it.";
  return "Final.";
}
