"""What is sampled, how often, and how long it is kept: bounded, and enough for every rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vivavoce.analytics.domain.alerts import list_rule_metrics

SAMPLE_INTERVAL_S = 5.0
STALE_AFTER_S = 30.0
"""A process that has not been sampled for so long does not count any more."""
FINE_RETENTION = timedelta(minutes=20)
"""Longer than the longest window that needs single samples."""
COARSE_INTERVAL = timedelta(minutes=5)
COARSE_RETENTION = timedelta(days=8)
"""Longer than the longest window of all, a week."""
ALERT_RETENTION = timedelta(days=90)

SAMPLED_METRICS = list_rule_metrics()
COARSE_METRICS = frozenset(
    {
        "interview_sessions_total",
        "interview_consents_total",
        "interview_cost_dollars_sum",
        "interview_cost_dollars_count",
        "interview_stage_latency_seconds_bucket",
    }
)
"""What windows of an hour and more read; the rest is needed for minutes only."""


def get_coarse_slot(at: datetime) -> int:
    """Return which five minutes a moment belongs to: the first reading in each is kept."""
    return int(at.timestamp() // COARSE_INTERVAL.total_seconds())


def to_datetime(seconds: float) -> datetime:
    """Return seconds since 1970 as a moment."""
    return datetime.fromtimestamp(seconds, UTC)
