import { useQuery } from "@tanstack/react-query";
import { asProblem } from "@/shared/api/problem";
import type { InterviewerQuality as Quality } from "@/shared/api/types";
import { describeReason } from "@/shared/lib/event-texts";
import { count, humanised, percent } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useReplayApi } from "../calls";
import type { Replay } from "../shapes";

const WARNINGS: Record<string, string> = {
  mandatory_not_asked: "A mandatory question was not asked.",
  mandatory_unanswered: "A mandatory question has no answer.",
  over_budget: "A question took more than its time.",
  time_expired: "The time ran out before the end.",
  asked_twice: "A question was asked twice in the same words.",
  silence: "The candidate waited more than 3 seconds for the interviewer.",
  model_failed: "A model failed.",
  connection_lost: "The connection was lost.",
  plan_unknown: "The plan no longer exists, so there are no figures by question.",
};

interface InterviewerQualityProps {
  sessionId: string;
  questions: Replay["questions"];
}

/** How the interviewer, and not the candidate, did in this session. */
export function InterviewerQuality({ sessionId, questions }: InterviewerQualityProps) {
  const calls = useReplayApi();
  const found = useQuery({
    queryKey: ["replay", sessionId, "quality"],
    queryFn: () => calls.quality(sessionId),
  });
  return (
    <section className="mt-10 border-t border-line pt-5" aria-labelledby="interviewer-quality">
      <h2 id="interviewer-quality">Quality of the interviewer</h2>
      <p className="mt-1 max-w-prose text-small text-text3">
        About the interviewer and the system, and not about the candidate.
      </p>
      {found.data ? (
        <Report report={found.data} questions={questions} />
      ) : found.error ? (
        <Failure
          problem={asProblem(found.error)}
          what="The quality report did not load."
          onRetry={() => found.refetch()}
        />
      ) : (
        <Skeleton rows={3} label="Loading the quality report" />
      )}
    </section>
  );
}

function Report({ report, questions }: { report: Quality; questions: Replay["questions"] }) {
  return (
    <>
      {report.warnings.length > 0 ? (
        <div className="mt-3 max-w-prose">
          <Note tone="amber" title="Please check">
            {report.warnings.map((code) => WARNINGS[code] ?? humanised(code)).join(" ")}
          </Note>
        </div>
      ) : null}
      <dl className="mt-4 grid gap-x-8 gap-y-3 pad:grid-cols-3">
        {factsOf(report).map(([name, value]) => (
          <div key={name}>
            <dt className="text-small text-text3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {report.questions.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard, too
        <section className="mt-5 overflow-x-auto" tabIndex={0} aria-label="Figures by question">
          <table className="w-full min-w-[38rem] border-t border-line text-left">
            <caption className="sr-only">Figures by question</caption>
            <thead className="text-small text-text3">
              <tr className="border-b border-line">
                {["Question", "Time", "Follow-ups", "Elements found"].map((name) => (
                  <th key={name} scope="col" className="py-2 pr-4 font-[inherit]">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.questions.map((each) => (
                <tr key={each.questionId} className="border-b border-line align-top">
                  <th scope="row" className="py-2 pr-4 font-normal">
                    {questions.find(({ id }) => id === each.questionId)?.text ?? each.questionId}
                    {each.isAsked ? "" : " (not asked)"}
                  </th>
                  <td className="py-2 pr-4">
                    {minutes(each.usedSeconds)} of {minutes(each.budgetSeconds)}
                    {each.isOverBudget ? ", too long" : ""}
                  </td>
                  <td className="py-2 pr-4">
                    {each.probes}
                    {each.unproductiveProbes > 0
                      ? `, ${each.unproductiveProbes} without anything new`
                      : ""}
                  </td>
                  <td className="py-2">
                    {each.elementsFound} of {each.elements}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </>
  );
}

function factsOf(report: Quality): [string, string][] {
  const { coverage, talkRatio, interruptions } = report;
  return [
    [
      "Mandatory questions with an answer",
      coverage === null ? "No mandatory questions" : percent(coverage),
    ],
    ["The candidate's share of the words", talkRatio === null ? "No words" : percent(talkRatio)],
    ["Time used", `${minutes(report.usedSeconds)} of ${minutes(report.limitSeconds)}`],
    ["Follow-ups", byReason(report.probes)],
    ["Reasons to move on", byReason(report.stopReasons)],
    [
      "Waits for the interviewer",
      report.silences === 0
        ? "None over 3 seconds"
        : `${report.silences}, the longest ${Math.round(report.longestSilenceSeconds)} seconds`,
    ],
    ["Repeated on request", count(report.repeats, "time")],
    ["Candidate cut off", interruptions === null ? "No voice" : count(interruptions, "time")],
    ["Disconnected", count(report.disconnects, "time")],
  ];
}

function byReason(amounts: Record<string, number>): string {
  const parts = Object.entries(amounts).map(([code, many]) => `${many} (${describeReason(code)})`);
  return parts.length > 0 ? parts.join(", ") : "None";
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
