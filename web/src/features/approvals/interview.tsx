import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Interview, InterviewState } from "@/shared/api/types";
import { jobOf, KINDS } from "@/shared/lib/interview-words";
import { exactly, humanised } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { TestMark } from "@/shared/ui/test-mark";
import { CandidateMessagesSection } from "./candidate/messages";
import { JobTextBeforePlan } from "./job-text/job-text-before-plan";
import { AssessmentSummary } from "./parts/assessment-summary";
import { CompleteInfo } from "./parts/complete-info";
import { InterviewTabs } from "./parts/interview-tabs";
import { InvitationLink } from "./parts/invitation-link";
import { Phases } from "./parts/phases";
import { Card, TwoColumns } from "./parts/two-columns";
import { useInterview } from "./queries";
import { actorOf, HAPPENED, isPlanned, isRead, nameOf, OUTCOMES, STATES } from "./words";

/** From here on the link leads to what the candidate is shown about the interview. */
const ENDED = new Set<InterviewState>(["COMPLETED", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"]);
const BEFORE_PLAN = new Set(["RECEIVED", "INFO_NEEDED", "VALIDATING_SKILLS", "GENERATING_PLAN"]);

interface InterviewPageProps {
  id: string;
  /** What stands under the next step, and under the history. */
  side: (interview: Interview) => ReactNode;
  below: (interview: Interview) => ReactNode;
}

/** One interview from the request to the decision: where it stands and how it came there. */
export function InterviewPage({ id, side, below }: InterviewPageProps) {
  const interview = useInterview(id);
  if (interview.data) {
    const { data } = interview;
    return <InterviewHistory interview={data} side={side(data)} below={below(data)} />;
  }
  return (
    <>
      <PageHead
        trail={[i18n._("Interview")]}
        title={i18n._("Interview")}
        documentTitle={i18n._("Interview")}
      />
      <div className="mt-6">
        {interview.error ? (
          <Failure
            problem={asProblem(interview.error)}
            what={i18n._("The interview did not load.")}
            onRetry={() => interview.refetch()}
          />
        ) : (
          <Skeleton rows={4} label={i18n._("Loading the interview")} />
        )}
      </div>
    </>
  );
}

interface InterviewHistoryProps {
  interview: Interview;
  side: ReactNode;
  below: ReactNode;
}

function InterviewHistory({ interview, side, below }: InterviewHistoryProps) {
  const steps = [...interview.transitions].reverse();
  return (
    <>
      <PageHead
        trail={[nameOf(interview)]}
        title={nameOf(interview)}
        documentTitle={nameOf(interview)}
        under={`${jobOf(interview)} · ${KINDS[interview.profile] ?? interview.profile}`}
        aside={interview.isTest ? <TestMark /> : null}
      />
      <InterviewTabs interview={interview} />
      <Phases interview={interview} />
      <TwoColumns first={<NextStep interview={interview} />} side={side}>
        <CompleteInfo interview={interview} />
        {BEFORE_PLAN.has(interview.state) ? <JobTextBeforePlan interview={interview} /> : null}
        <CandidateMessagesSection interview={interview} />
        {isRead(interview.state) ? <AssessmentSummary interview={interview} /> : null}
        <section>
          <h2>{i18n._("History")}</h2>
          {steps.length === 0 ? (
            <p className="mt-2 text-text2">{i18n._("No events yet.")}</p>
          ) : (
            <ol className="mt-3 border-t border-line">
              {steps.map((step) => (
                <li
                  key={step.seq}
                  className="grid gap-x-4 border-b border-line py-2.5 pad:grid-cols-[minmax(0,1fr)_auto]"
                >
                  <div className="min-w-0">
                    <p className="font-[550]">
                      {HAPPENED[step.to as InterviewState] ?? humanised(step.to)}
                    </p>
                    {step.reason ? <p className="text-text2">{step.reason}</p> : null}
                  </div>
                  <p className="text-small text-text3">
                    {actorOf(step)} · <time dateTime={step.at}>{exactly(new Date(step.at))}</time>
                  </p>
                </li>
              ))}
            </ol>
          )}
        </section>
        {below}
      </TwoColumns>
    </>
  );
}

/** An interview that runs can be listened to, one that ran can be replayed. */
function TranscriptSection({ interview, sessionId }: { interview: Interview; sessionId: string }) {
  if (interview.state === "IN_PROGRESS") {
    return (
      <Link to="/live/$sessionId" params={{ sessionId }} className={buttonLook("outline")}>
        {i18n._("Observe")}
      </Link>
    );
  }
  return (
    <Link to="/sessions/$id/replay" params={{ id: sessionId }} className={buttonLook("outline")}>
      {i18n._("View replay")}
    </Link>
  );
}

function NextStep({ interview }: { interview: Interview }) {
  const look = (isNext: boolean) => buttonLook(isNext ? "primary" : "outline");
  return (
    <Card
      title={
        interview.cancelReason === "WITHDRAWN"
          ? i18n._("The candidate withdrew")
          : STATES[interview.state]
      }
    >
      {interview.hiringDecision ? (
        <p className="mt-2 flex items-baseline gap-2.5 text-claytext">
          <span aria-hidden="true" className="drawn size-2.5 shrink-0 rotate-45 bg-clay" />
          <span>
            <strong className="font-semibold">{OUTCOMES[interview.hiringDecision.outcome]}</strong>
            {`, ${i18n._("by {name}", { name: interview.hiringDecision.decidedBy })}`}
          </span>
        </p>
      ) : null}
      {interview.state === "INFO_NEEDED" ? (
        <p className="mt-1 text-text2">
          {i18n._("The plan is written once the missing details are filled in.")}
        </p>
      ) : null}
      <div className="mt-4 grid gap-2.5 empty:hidden">
        {isRead(interview.state) ? (
          <Link
            to="/interviews/$id/assessment"
            params={{ id: interview.id }}
            className={look(interview.state === "ASSESSMENT_PENDING")}
          >
            {interview.state === "ASSESSMENT_PENDING"
              ? i18n._("Decide on assessment")
              : i18n._("View assessment")}
          </Link>
        ) : null}
        {isPlanned(interview.state) ? (
          <Link
            to="/interviews/$id/plan"
            params={{ id: interview.id }}
            className={look(interview.state === "PENDING")}
          >
            {interview.state === "PENDING" ? i18n._("Review plan") : i18n._("View plan")}
          </Link>
        ) : null}
        {interview.sessionId ? (
          <TranscriptSection interview={interview} sessionId={interview.sessionId} />
        ) : null}
      </div>
      <InvitationLink
        link={interview.interviewLink}
        {...(ENDED.has(interview.state) ? { label: i18n._("The candidate's own page") } : {})}
      />
    </Card>
  );
}
