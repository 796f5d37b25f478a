import { InterviewTabs } from "@/features/approvals/parts/interview-tabs";
import { useInterview } from "@/features/approvals/queries";
import { nameOf } from "@/features/approvals/words";
import { Replay, useReplay } from "@/features/replay/replay";

/** The replay of a session, as one of the pages of its interview. */
export function ReplayPage({ sessionId }: { sessionId: string }) {
  const interviewId = useReplay(sessionId).data?.session.interviewId;
  if (!interviewId) return <Replay sessionId={sessionId} />;
  return <ReplayOf interviewId={interviewId} sessionId={sessionId} />;
}

function ReplayOf({ interviewId, sessionId }: { interviewId: string; sessionId: string }) {
  const interview = useInterview(interviewId).data;
  if (!interview) return <Replay sessionId={sessionId} />;
  return (
    <Replay
      sessionId={sessionId}
      interview={{ id: interview.id, name: nameOf(interview) }}
      tabs={<InterviewTabs interview={interview} />}
    />
  );
}
