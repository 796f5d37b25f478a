"""Progress across sessions: what changed since the last one, the trend, and the next difficulty.

Scores of different kinds of scorer are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vivavoce.contracts.brief import DIFFICULTIES
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.kernel.clock import format_timestamp

_RAISE_DIFFICULTY_FROM = 75.0
_LOWER_DIFFICULTY_BELOW = 40.0
_DEFAULT_DIFFICULTY = "medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReview:
    """An earlier completed review of the same person by the same kind of scorer."""

    session_id: str
    completed_at: datetime
    overall_score: float | None
    scores: Mapping[str, float | None]
    """Scores (1-5) by criterion."""


def compare_with_previous_review(
    scorecard: Scorecard, earlier: Sequence[PastReview]
) -> Json | None:
    """Return what changed since the last review, or None for the first; ``earlier`` is oldest first."""
    if not earlier:
        return None
    last = earlier[-1]
    deltas = [
        {
            "criterion": one.name,
            "before": before,
            "now": one.score,
            "delta": round(one.score - before, 2),
        }
        for one in scorecard.competencies
        if one.score is not None and (before := last.scores.get(one.name)) is not None
    ]
    return {
        "previous_session_id": last.session_id,
        "delta_overall": _delta(scorecard.overall_score, last.overall_score),
        "deltas": deltas,
    }


def build_trend(
    session_id: str, scorecard: Scorecard, earlier: Sequence[PastReview], *, now: datetime
) -> list[Json]:
    """Return the overall scores so far, oldest first; sessions without a score are left out."""
    points = [(one.session_id, one.completed_at, one.overall_score) for one in earlier]
    points.append((session_id, now, scorecard.overall_score))
    return [
        {"session_id": shown, "completed_at": format_timestamp(at), "overall_score": score}
        for shown, at, score in points
        if score is not None
    ]


def suggest_difficulty(overall_score: float | None, difficulty: str | None) -> str:
    """Return the next difficulty: one step up from a score of 75, one down below 40, else the same."""
    at = DIFFICULTIES.index(_known_difficulty(difficulty))
    if overall_score is not None and overall_score >= _RAISE_DIFFICULTY_FROM:
        at += 1
    elif overall_score is not None and overall_score < _LOWER_DIFFICULTY_BELOW:
        at -= 1
    return DIFFICULTIES[min(max(at, 0), len(DIFFICULTIES) - 1)]


def _known_difficulty(difficulty: str | None) -> str:
    return difficulty if difficulty in DIFFICULTIES else _DEFAULT_DIFFICULTY


def _delta(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else round(now - before, 1)
