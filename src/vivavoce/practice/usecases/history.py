"""A person's reviews in short, for whoever sets up their next session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vivavoce.infra.work import Work
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.history import HistorySummary
from vivavoce.practice.ports.reviews import Completed, Reviews

_MOST_READ = 10
_MOST_AVOIDED = 20
_RECURS_FROM = 2


class ReadHistory:
    """Sums up the newest reviews of a person; scores of different kinds of scorer are never averaged."""

    def __init__(self, reviews: Reviews) -> None:
        self._reviews = reviews

    async def summary(self, work: Work, person_id: PersonId) -> HistorySummary | None:
        """Return the person's history in short, or None before the first review."""
        done = await self._reviews.of_person(work, person_id, limit=_MOST_READ)
        return summed_up(done) if done else None


def summed_up(done: Sequence[Completed]) -> HistorySummary:
    """Return the summary of reviews, newest first; what recurs was there in two of them at least."""
    last = done[0]
    scores = [
        one.overall_score
        for one in done
        if one.overall_score is not None and one.scorer.kind == last.scorer.kind
    ]
    forward = last.document["carry_forward"]
    asked = [each for one in done for each in one.document["carry_forward"]["avoid_repeating"]]
    return HistorySummary(
        sessions=len(done),
        last_at=last.completed_at,
        average_score=round(sum(scores) / len(scores), 1) if scores else None,
        recurring_strengths=_recurring([one.strong for one in done]),
        recurring_weaknesses=_recurring([one.weak for one in done]),
        carry_forward=tuple(forward["focus_next"]),
        avoid=tuple(dict.fromkeys(asked))[:_MOST_AVOIDED],
        suggested_difficulty=forward["suggested_difficulty"],
    )


def _recurring(topics: Sequence[Sequence[str]]) -> tuple[str, ...]:
    counted = Counter(topic for each in topics for topic in dict.fromkeys(each))
    return tuple(topic for topic, times in counted.most_common() if times >= _RECURS_FROM)
