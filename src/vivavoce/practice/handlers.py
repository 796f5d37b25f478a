"""What practice hears of its interviews: consumer group ``practice-reviews``."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import SessionId
from vivavoce.practice.usecases.update_review_status import UpdateReviewStatus


class PracticeHandlers:
    """Each is one short transaction; hearing an event twice changes nothing more."""

    def __init__(self, update_review: UpdateReviewStatus) -> None:
        self._update_review = update_review

    async def on_interview_started(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Note that an assignment was begun."""
        await self._update_review.handle_started(work, event.interview_id)

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Have the talk reviewed."""
        session_id = SessionId(UUID(str(event.payload["sessionId"])))
        await self._update_review.handle_completed(work, event.interview_id, session_id)

    async def on_interview_not_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Keep how the session ended; what becomes of the interview is told next."""
        ending = str(event.payload["reason"])
        await self._update_review.handle_not_completed(work, event.interview_id, end_reason=ending)

    async def on_interview_cancelled(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Say why there will be no review."""
        code = str(event.payload["reason"])
        await self._update_review.handle_cancelled(work, event.interview_id, code=code)

    async def on_assessment_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Have the review put together."""
        await self._update_review.handle_assessed(work, event.interview_id)

    async def on_assessment_failed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Say that the scoring failed."""
        await self._update_review.handle_assessment_failed(work, event.interview_id)
