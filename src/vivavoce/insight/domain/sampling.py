"""What is sampled, how often, and how long it is kept: bounded, and enough for every rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vivavoce.insight.domain.alerts import metrics_of_rules

EVERY_S = 5.0
SILENT_AFTER_S = 30.0
"""A process that has not been sampled for so long does not count any more."""
FINE_FOR = timedelta(minutes=20)
"""Longer than the longest window that needs single samples."""
KEEP_EVERY = timedelta(minutes=5)
KEPT_FOR = timedelta(days=8)
"""Longer than the longest window of all, a week."""
ALERTS_FOR = timedelta(days=90)

SAMPLED = metrics_of_rules()
KEPT = frozenset(
    {
        "interview_sessions_total",
        "interview_consents_total",
        "interview_cost_dollars_sum",
        "interview_cost_dollars_count",
        "interview_stage_latency_seconds_bucket",
    }
)
"""What windows of an hour and more read; the rest is needed for minutes only."""


def slot(at: datetime) -> int:
    """Return which five minutes a moment belongs to: the first reading in each is kept."""
    return int(at.timestamp() // KEEP_EVERY.total_seconds())


def moment(seconds: float) -> datetime:
    """Return seconds since 1970 as a moment."""
    return datetime.fromtimestamp(seconds, UTC)
