"""Request an assessment: store the request and enqueue its job together, once per cause."""

from __future__ import annotations

from vivavoce.assessment.domain.assessment import AssessmentRequest
from vivavoce.assessment.ports import AssessmentRepository
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import AssessmentId, IdGenerator, InterviewId, SessionId

ASSESS_JOB = "assessment.assess"


class RequestAssessment:
    """Requests assessments, which a background job completes."""

    def __init__(self, assessments: AssessmentRepository, clock: Clock, ids: IdGenerator) -> None:
        self._assessments = assessments
        self._clock = clock
        self._ids = ids

    async def request_after_completion(
        self, work: UnitOfWork, *, interview_id: InterviewId, run_id: str, session_id: SessionId
    ) -> None:
        """Request the assessment of a completed session; idempotent."""
        cause = f"session {session_id}"
        await self._add_request(work, interview_id, run_id, session_id, cause=cause)

    async def request_after_rejection(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        assessment_id: AssessmentId,
        cause: str,
    ) -> None:
        """Request a new version of a rejected assessment, once per ``cause``."""
        rejected = await self._assessments.find_request(work, assessment_id)
        if rejected is None:
            rejected = await self._assessments.find_newest_request(work, interview_id)
        if rejected is None:
            # From an external assessor: there is no session to assess again.
            return
        await self._add_request(
            work, rejected.interview_id, rejected.run_id, rejected.session_id, cause=cause
        )

    async def retry_unfinished(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AssessmentRequest | None:
        """Enqueue the newest request again and return it, or return None if it is completed or missing."""
        newest = await self._assessments.find_newest_request(work, interview_id)
        if newest is None or newest.is_completed:
            return None
        await self._assessments.clear_failure(work, newest.id)
        await self._enqueue(work, interview_id, newest.id)
        return newest

    async def _add_request(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        run_id: str,
        session_id: SessionId,
        *,
        cause: str,
    ) -> None:
        assessment_id = AssessmentId(self._ids.new_id())
        is_new = await self._assessments.add_request(
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
        self, work: UnitOfWork, interview_id: InterviewId, assessment_id: AssessmentId
    ) -> None:
        await work.enqueue(
            ASSESS_JOB, lock=f"assess {interview_id}", assessment_id=str(assessment_id)
        )
