"""Background jobs of practice. Each takes ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.practice.usecases.compose_review import ComposeReview


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
