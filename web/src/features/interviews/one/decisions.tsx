import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { asProblem } from "@/shared/api/problem";
import type { HiringDecision, Interview } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
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
      <h2>{i18n._("Decisions about the candidate")}</h2>
      {found.data ? (
        <ol className="mt-2 border-t border-line">
          {found.data.map((decision) => (
            <Row key={decision.decisionId} decision={decision} all={found.data} />
          ))}
        </ol>
      ) : found.error ? (
        <Failure
          problem={asProblem(found.error)}
          what={i18n._("The decisions did not load.")}
          onRetry={() => found.refetch()}
        />
      ) : (
        <Skeleton rows={1} label={i18n._("Loading the decisions")} />
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
          {confirmedBy ? `, ${i18n._("confirmed by {confirmedBy}", { confirmedBy })}` : ""}
        </span>
      </p>
      <p className="text-small text-text2">{statusOf(decision, all)}</p>
      {levels.length > 0 ? (
        <p className="text-small text-text2">
          {i18n._("Own levels: {levels}.", {
            levels: levels
              .map((each) => `${competencyName(each.competency)} ${each.level}`)
              .join(", "),
          })}
        </p>
      ) : null}
      {comments ? <p className="mt-1 whitespace-pre-wrap">{comments}</p> : null}
    </li>
  );
}

function statusOf({ decisionId, status }: HiringDecision, all: HiringDecision[]): string {
  if (all.some(({ replaces, status }) => replaces === decisionId && status === "final")) {
    return i18n._("Replaced by a later decision.");
  }
  if (status === "pending") return i18n._("Can still be undone. Nothing was sent.");
  if (status === "awaiting_second_person") return i18n._("A second person has to confirm it.");
  return i18n._("Final.");
}
