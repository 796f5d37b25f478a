"""Summaries of a person's earlier practice, used to plan the next session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """The status of a review, and its score (0-100) if it has one."""

    status: str
    overall_score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySummary:
    """A summary of a person's reviewed sessions. ``average_score`` is 0-100, from one kind of scorer only."""

    sessions: int
    last_at: datetime | None = None
    average_score: float | None = None
    recurring_strengths: tuple[str, ...] = ()
    recurring_weaknesses: tuple[str, ...] = ()
    carry_forward: tuple[str, ...] = ()
    """Competencies that the next plan should put first."""
    avoid: tuple[str, ...] = ()
    """The exact texts of recently asked questions."""
    suggested_difficulty: str | None = None
