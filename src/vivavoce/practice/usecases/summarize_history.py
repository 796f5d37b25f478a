"""Summarize a person's reviews for the setup of their next session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.history import HistorySummary
from vivavoce.practice.ports.reviews import CompletedReview, ReviewRepository

_MAX_REVIEWS = 10
_MAX_AVOIDED_QUESTIONS = 20
_MIN_OCCURRENCES = 2


class SummarizePracticeHistory:
    """Summarizes a person's ten newest reviews; scores of different kinds of scorer are never averaged."""

    def __init__(self, reviews: ReviewRepository) -> None:
        self._reviews = reviews

    async def summarize(self, work: UnitOfWork, person_id: PersonId) -> HistorySummary | None:
        """Return the person's history summary, or None before the first review."""
        done = await self._reviews.list_by_person(work, person_id, limit=_MAX_REVIEWS)
        return summarize_reviews(done) if done else None


def summarize_reviews(reviews: Sequence[CompletedReview]) -> HistorySummary:
    """Return the summary of ``reviews``, which are newest first and not empty.

    A recurring topic is one that occurs in at least two reviews.
    """
    last = reviews[0]
    scores = [
        one.overall_score
        for one in reviews
        if one.overall_score is not None and one.scorer.kind == last.scorer.kind
    ]
    forward = last.document["carry_forward"]
    asked = [each for one in reviews for each in one.document["carry_forward"]["avoid_repeating"]]
    return HistorySummary(
        sessions=len(reviews),
        last_at=last.completed_at,
        average_score=round(sum(scores) / len(scores), 1) if scores else None,
        recurring_strengths=_find_recurring([one.strong for one in reviews]),
        recurring_weaknesses=_find_recurring([one.weak for one in reviews]),
        carry_forward=tuple(forward["focus_next"]),
        avoid=tuple(dict.fromkeys(asked))[:_MAX_AVOIDED_QUESTIONS],
        suggested_difficulty=forward["suggested_difficulty"],
    )


def _find_recurring(topics: Sequence[Sequence[str]]) -> tuple[str, ...]:
    counted = Counter(topic for each in topics for topic in dict.fromkeys(each))
    return tuple(topic for topic, times in counted.most_common() if times >= _MIN_OCCURRENCES)
