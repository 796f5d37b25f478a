"""What each slice deletes of an interview when its retention period has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.app.platform import Platform
from vivavoce.assessment.adapters.retention import PostgresAssessmentRetention
from vivavoce.hiring.ports import InterviewDataEraser, RecordingRetention
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.adapters.postgres_transcript_eraser import PostgresTranscriptEraser
from vivavoce.media.adapters.retention import PostgresMediaRetention
from vivavoce.planning.facade import PlanService
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository


@dataclass(frozen=True, slots=True)
class InterviewDataErasers:
    """The slices' erasers for interview data."""

    transcript_data: tuple[InterviewDataEraser, ...]
    assessments: InterviewDataEraser
    recordings: RecordingRetention


class _PracticeReviewRetention:
    """Retention for practice reviews."""

    def __init__(self, reviews: PostgresReviewRepository) -> None:
        self._reviews = reviews

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the reviews of these interviews."""
        await self._reviews.forget_interviews(work, interview_ids)


def build_interview_data_erasers(platform: Platform, plans: PlanService) -> InterviewDataErasers:
    """Return the erasers of all stored transcripts, recordings and assessments."""
    media, assessments = PostgresMediaRetention(), PostgresAssessmentRetention()
    reviews = _PracticeReviewRetention(PostgresReviewRepository(platform.vault))
    return InterviewDataErasers(
        transcript_data=(
            PostgresTranscriptEraser(),
            media,
            plans,
            PostgresPracticeDraftRepository(platform.keys),
            reviews,
        ),
        assessments=assessments,
        recordings=media,
    )
