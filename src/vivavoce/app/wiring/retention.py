"""What each slice deletes of an interview when the time for its words is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.app.foundation import Foundation
from vivavoce.assessment.adapters.retention import PostgresAssessmentRetention
from vivavoce.hiring.ports import InterviewData, Recordings
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.adapters.words import PostgresWords
from vivavoce.media.adapters.retention import PostgresMediaRetention
from vivavoce.planning.facade import PlanReader
from vivavoce.practice.adapters.drafts import PostgresDrafts
from vivavoce.practice.adapters.reviews import PostgresReviews


@dataclass(frozen=True, slots=True)
class RetainedData:
    """Who keeps what of interviews."""

    words: tuple[InterviewData, ...]
    assessments: InterviewData
    recordings: Recordings


class _Reviews:
    """Practice reviews, as retention deletes them."""

    def __init__(self, reviews: PostgresReviews) -> None:
        self._reviews = reviews

    async def forget(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Delete what is kept of these interviews."""
        await self._reviews.forget_interviews(work, interview_ids)


def retained_data(on: Foundation, plans: PlanReader) -> RetainedData:
    """Return everything that keeps words, recordings or assessments of interviews."""
    media, assessments = PostgresMediaRetention(), PostgresAssessmentRetention()
    reviews = _Reviews(PostgresReviews(on.vault))
    return RetainedData(
        words=(PostgresWords(), media, plans, PostgresDrafts(on.keys), reviews),
        assessments=assessments,
        recordings=media,
    )
