import { useMemo } from "react";
import { InterviewTabs } from "@/features/approvals/parts/interview-tabs";
import { useAssessment, useInterview, useTranscript } from "@/features/approvals/queries";
import { nameOf } from "@/features/approvals/words";
import { Replay, useReplay } from "@/features/replay/replay";
import type { QuotedWords, Replay as ReplayData } from "@/features/replay/shapes";
import type { Assessment } from "@/shared/api/types";

interface ReplayPageProps {
  sessionId: string;
  /** The turn to begin at; without one, the start of the interview. */
  turn: number | undefined;
}

/** The replay of a session, as one of the pages of its interview. */
export function ReplayPage({ sessionId, turn }: ReplayPageProps) {
  const replay = useReplay(sessionId).data;
  if (!replay?.session.interviewId) return <Replay sessionId={sessionId} turn={turn} />;
  return <ReplayOf replay={replay} sessionId={sessionId} turn={turn} />;
}

function ReplayOf({ replay, sessionId, turn }: ReplayPageProps & { replay: ReplayData }) {
  const interview = useInterview(replay.session.interviewId).data;
  const quotes = useQuotes(replay, sessionId, interview?.assessmentId ? interview : undefined);
  if (!interview) return <Replay sessionId={sessionId} turn={turn} />;
  return (
    <Replay
      sessionId={sessionId}
      turn={turn}
      interview={{ id: interview.id, name: nameOf(interview) }}
      tabs={<InterviewTabs interview={interview} />}
      quotes={quotes}
    />
  );
}

/** Return what the assessment quotes from this session, by the numbers of the session's own turns. */
function useQuotes(
  replay: ReplayData,
  sessionId: string,
  interview: { id: string; updatedAt: string } | undefined,
): QuotedWords[] | undefined {
  const assessment = useAssessment(replay.session.interviewId, interview?.updatedAt).data;
  // The assessment counts the turns of all attempts; the transcript has those before this session, too.
  const isLater = replay.session.attempt > 1;
  const transcript = useTranscript(isLater && assessment ? sessionId : null).data;
  const turnsBefore = isLater ? transcript && transcript.turns.length - replay.turns.length : 0;
  return useMemo(
    () => (assessment && turnsBefore !== undefined ? quotesIn(assessment, turnsBefore) : undefined),
    [assessment, turnsBefore],
  );
}

function quotesIn({ scorecard }: Assessment, turnsBefore: number): QuotedWords[] {
  return scorecard.competencies.flatMap(({ name, evidence }) =>
    evidence.map(({ turn, start, end, level, is_deficit: isDeficit }) => ({
      turn: turn - turnsBefore,
      start,
      end,
      competency: name,
      level,
      isDeficit,
    })),
  );
}
