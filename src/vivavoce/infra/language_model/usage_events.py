"""Publish what model requests for an interview used, so that its cost can be shown."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.events import UsagePurpose, UsageRecorded
from vivavoce.infra.language_model.port import ModelUsage, summarize_usage
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


async def publish_usage(
    work: UnitOfWork,
    spent: Sequence[ModelUsage],
    *,
    purpose: UsagePurpose,
    run_id: str,
    interview_id: InterviewId,
) -> None:
    """Publish the usage, also of failed attempts: it is billed in any case. Without tokens, do nothing."""
    if uses := summarize_usage(spent):
        await work.publish(
            UsageRecorded(purpose=purpose, uses=uses), run_id=run_id, interview_id=interview_id
        )
