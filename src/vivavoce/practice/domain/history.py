"""What earlier practice of a person says about the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """Where a review stands, and its score where it has one."""

    status: str
    overall_score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySummary:
    """A person's reviewed sessions in short. ``average_score`` is 0-100, of one kind of scorer only."""

    sessions: int
    last_at: datetime | None = None
    average_score: float | None = None
    recurring_strengths: tuple[str, ...] = ()
    recurring_weaknesses: tuple[str, ...] = ()
    carry_forward: tuple[str, ...] = ()
    """Competencies that the next plan puts first."""
    avoid: tuple[str, ...] = ()
    """Questions, word for word, that were asked lately."""
    suggested_difficulty: str | None = None
