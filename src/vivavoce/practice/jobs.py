"""The jobs of practice: ids in, one use case each."""

from __future__ import annotations

from uuid import UUID

from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.practice.usecases.compose_review import ComposeReview


class ReviewJob:
    """``practice.review``: takes one review as far as it can go now."""

    def __init__(self, compose: ComposeReview) -> None:
        self._compose = compose

    async def __call__(self, tenant_id: TenantId, *, interview_id: str) -> None:
        """Make the review, unless it was made before."""
        await self._compose(tenant_id, InterviewId(UUID(interview_id)))

    async def give_up(self, tenant_id: TenantId, *, interview_id: str) -> None:
        """Say that the last try failed."""
        await self._compose.mark_failed(tenant_id, InterviewId(UUID(interview_id)))
