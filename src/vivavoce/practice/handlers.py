"""Event handlers (consumer group ``practice-reviews``) and background jobs of practice.

Each job takes ids and calls one use case.
"""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.practice.usecases.compose_review import ComposeReview
from vivavoce.practice.usecases.update_review_status import UpdateReviewStatus


class PracticeHandlers:
    """Each handler is one short transaction and is idempotent."""

    def __init__(self, update_review: UpdateReviewStatus) -> None:
        self._update_review = update_review

    async def on_interview_started(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Mark the interview's assignment as started."""
        await self._update_review.handle_started(work, event.interview_id)

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Enqueue the review of the session that ended."""
        session_id = SessionId(UUID(str(event.payload["sessionId"])))
        await self._update_review.handle_completed(work, event.interview_id, session_id)

    async def on_interview_not_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Store how the session ended; a later event says what becomes of the interview."""
        ending = str(event.payload["reason"])
        await self._update_review.handle_not_completed(work, event.interview_id, end_reason=ending)

    async def on_interview_cancelled(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Mark the review as not eligible, with the reason."""
        code = str(event.payload["reason"])
        await self._update_review.handle_cancelled(work, event.interview_id, code=code)

    async def on_assessment_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Enqueue the review now that scores exist."""
        await self._update_review.handle_assessed(work, event.interview_id)

    async def on_assessment_failed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Mark the review as failed because scoring failed."""
        await self._update_review.handle_assessment_failed(work, event.interview_id)


class ReviewJob:
    """``practice.review``: advances one review as far as its inputs allow."""

    def __init__(self, compose: ComposeReview) -> None:
        self._compose = compose

    async def __call__(self, tenant_id: TenantId, *, interview_id: str) -> None:
        """Compose the review unless it is already complete."""
        await self._compose(tenant_id, InterviewId(UUID(interview_id)))

    async def give_up(self, tenant_id: TenantId, *, interview_id: str) -> None:
        """Mark the review as failed after the last attempt."""
        await self._compose.mark_failed(tenant_id, InterviewId(UUID(interview_id)))
