"""Asking for an assessment: a row and a job, together, once per cause."""

from __future__ import annotations

from vivavoce.assessment.domain.assessment import Request
from vivavoce.assessment.ports import Assessments
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import AssessmentId, Ids, InterviewId, SessionId

JOB = "assessment.assess"


class AskForAssessment:
    """Has an interview assessed in the background."""

    def __init__(self, assessments: Assessments, clock: Clock, ids: Ids) -> None:
        self._assessments = assessments
        self._clock = clock
        self._ids = ids

    async def when_completed(
        self, work: Work, *, interview_id: InterviewId, run_id: str, session_id: SessionId
    ) -> None:
        """Ask for the assessment of a completed session; hearing of it again changes nothing."""
        cause = f"session {session_id}"
        await self._ask(work, interview_id, run_id, session_id, cause=cause)

    async def when_rejected(
        self, work: Work, *, interview_id: InterviewId, assessment_id: AssessmentId, cause: str
    ) -> None:
        """Ask for a new version of what was rejected; ``cause`` asks once."""
        rejected = await self._assessments.find(work, assessment_id)
        if rejected is None:
            rejected = await self._assessments.newest(work, interview_id)
        if rejected is None:
            # An outside assessor's: there is no session of ours to read again.
            return
        await self._ask(
            work, rejected.interview_id, rejected.run_id, rejected.session_id, cause=cause
        )

    async def once_more(self, work: Work, interview_id: InterviewId) -> Request | None:
        """Put a request that was never made back into the queue, and return it."""
        newest = await self._assessments.newest(work, interview_id)
        if newest is None or newest.is_made:
            return None
        await self._assessments.take_up(work, newest.id)
        await self._enqueue(work, interview_id, newest.id)
        return newest

    async def _ask(
        self,
        work: Work,
        interview_id: InterviewId,
        run_id: str,
        session_id: SessionId,
        *,
        cause: str,
    ) -> None:
        assessment_id = AssessmentId(self._ids.new())
        is_new = await self._assessments.ask(
            work,
            assessment_id=assessment_id,
            interview_id=interview_id,
            run_id=run_id,
            session_id=session_id,
            cause=cause,
            at=self._clock.now(),
        )
        if is_new:
            await self._enqueue(work, interview_id, assessment_id)

    async def _enqueue(
        self, work: Work, interview_id: InterviewId, assessment_id: AssessmentId
    ) -> None:
        await work.enqueue(JOB, lock=f"assess {interview_id}", assessment_id=str(assessment_id))
