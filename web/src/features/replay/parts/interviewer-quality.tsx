import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { asProblem } from "@/shared/api/problem";
import type { InterviewerQuality as Quality } from "@/shared/api/types";
import { describeReason } from "@/shared/lib/event-texts";
import { percent } from "@/shared/lib/words";
import { Note } from "@/shared/ui/note";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useReplayApi } from "../calls";
import { personWords } from "../person-words";
import type { Replay } from "../shapes";

const WARNINGS: Record<Exclude<Quality["warnings"][number], "silence">, string> = {
  get mandatory_not_asked() {
    return i18n._("A mandatory question was not asked.");
  },
  get mandatory_unanswered() {
    return i18n._("A mandatory question has no answer.");
  },
  get over_budget() {
    return i18n._("A question took more than its time.");
  },
  get time_expired() {
    return i18n._("The time ran out before the end.");
  },
  get asked_twice() {
    return i18n._("A question was asked twice in the same words.");
  },
  get model_failed() {
    return i18n._("A model failed.");
  },
  get connection_lost() {
    return i18n._("The connection was lost.");
  },
  get plan_unknown() {
    return i18n._("The plan no longer exists, so there are no figures by question.");
  },
};

interface InterviewerQualityProps {
  sessionId: string;
  replay: Replay;
}

/** How the interviewer, and not who answered, did in this session. */
export function InterviewerQuality({ sessionId, replay }: InterviewerQualityProps) {
  const calls = useReplayApi();
  const found = useQuery({
    queryKey: ["replay", sessionId, "quality"],
    queryFn: () => calls.quality(sessionId),
  });
  return (
    <section className="mt-10 border-t border-line pt-5" aria-labelledby="interviewer-quality">
      <h2 id="interviewer-quality">{i18n._("Quality of the interviewer")}</h2>
      <p className="mt-1 max-w-prose text-small text-text3">
        {personWords(replay.session.profile).notAbout}
      </p>
      {found.data ? (
        <Report report={found.data} replay={replay} />
      ) : found.error ? (
        <Failure
          problem={asProblem(found.error)}
          what={i18n._("The quality report did not load.")}
          onRetry={() => found.refetch()}
        />
      ) : (
        <Skeleton rows={3} label={i18n._("Loading the quality report")} />
      )}
    </section>
  );
}

function Report({ report, replay }: { report: Quality; replay: Replay }) {
  const { profile } = replay.session;
  return (
    <>
      {report.warnings.length > 0 ? (
        <div className="mt-3 max-w-prose">
          <Note tone="amber" title={i18n._("Please check:")}>
            {report.warnings
              .map((code) => (code === "silence" ? personWords(profile).waited : WARNINGS[code]))
              .join(" ")}
          </Note>
        </div>
      ) : null}
      <dl className="mt-4 grid gap-x-8 gap-y-3 pad:grid-cols-3">
        {factsOf(report, profile).map(([name, value]) => (
          <div key={name}>
            <dt className="text-small text-text3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {report.questions.length > 0 ? (
        <section
          className="mt-5 overflow-x-auto"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard, too
          tabIndex={0}
          aria-label={i18n._("Figures by question")}
        >
          <table className="w-full min-w-[38rem] border-t border-line text-left">
            <caption className="sr-only">{i18n._("Figures by question")}</caption>
            <thead className="text-small text-text3">
              <tr className="border-b border-line">
                {[
                  i18n._("Question"),
                  i18n._("Time"),
                  i18n._("Follow-ups"),
                  i18n._("Elements found"),
                ].map((name) => (
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
                    {replay.questions.find(({ id }) => id === each.questionId)?.text ??
                      each.questionId}
                    {each.isAsked ? "" : ` ${i18n._("(not asked)")}`}
                  </th>
                  <td className="py-2 pr-4 whitespace-nowrap">
                    {timeUsed(each.usedSeconds, each.budgetSeconds)}
                    {each.isOverBudget ? `, ${i18n._("too long")}` : ""}
                  </td>
                  <td className="py-2 pr-4">
                    {each.probes}
                    {each.unproductiveProbes > 0
                      ? `, ${i18n._("{probes} without anything new", {
                          probes: each.unproductiveProbes,
                        })}`
                      : ""}
                  </td>
                  <td className="py-2">
                    {i18n._("{part} of {whole}", {
                      part: each.elementsFound,
                      whole: each.elements,
                    })}
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

function factsOf(report: Quality, profile: string): [string, string][] {
  const { coverage, talkRatio, interruptions } = report;
  return [
    [
      i18n._("Mandatory questions with an answer"),
      coverage === null ? i18n._("No mandatory questions") : percent(coverage),
    ],
    [personWords(profile).share, talkRatio === null ? i18n._("No words") : percent(talkRatio)],
    [i18n._("Time used"), timeUsed(report.usedSeconds, report.limitSeconds)],
    [i18n._("Follow-ups"), byReason(report.probes, profile)],
    [i18n._("Reasons to move on"), byReason(report.stopReasons, profile)],
    [
      i18n._("Waits for the interviewer"),
      report.silences === 0
        ? i18n._("None over 3 seconds")
        : i18n._("{silences}, the longest {seconds} seconds", {
            silences: report.silences,
            seconds: Math.round(report.longestSilenceSeconds),
          }),
    ],
    [i18n._("Repeated on request"), times(report.repeats)],
    [
      personWords(profile).cutOff,
      interruptions === null ? i18n._("No voice") : times(interruptions),
    ],
    [i18n._("Disconnected"), times(report.disconnects)],
  ];
}

function times(count: number): string {
  return i18n._("{count, plural, one {# time} other {# times}}", { count });
}

function timeUsed(seconds: number, limit: number): string {
  return i18n._("{part} of {whole}", { part: minutes(seconds), whole: minutes(limit) });
}

function byReason(amounts: Record<string, number>, profile: string): string {
  const parts = Object.entries(amounts).map(
    ([code, many]) => `${many} (${describeReason(code, profile)})`,
  );
  return parts.length > 0 ? parts.join(", ") : i18n._("None");
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
