"""Which metrics are sampled, how often, and how long samples are kept: enough for every alert rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vivavoce.analytics.domain.alerts import list_rule_metrics

SAMPLE_INTERVAL_S = 5.0
STALE_AFTER_S = 30.0
"""A process without a sample for this long is no longer counted."""
FINE_RETENTION = timedelta(minutes=20)
"""Longer than the longest rule window that needs every sample."""
COARSE_INTERVAL = timedelta(minutes=5)
COARSE_RETENTION = timedelta(days=8)
"""Longer than the longest rule window, a week."""
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
"""Metrics that rule windows of an hour or more read; all others are needed for minutes only."""


def get_coarse_slot(at: datetime) -> int:
    """Return the number of the ``COARSE_INTERVAL`` that ``at`` is in; the first reading in each is kept."""
    return int(at.timestamp() // COARSE_INTERVAL.total_seconds())


def to_datetime(seconds: float) -> datetime:
    """Return seconds since 1970 as a UTC datetime."""
    return datetime.fromtimestamp(seconds, UTC)
