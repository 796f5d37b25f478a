"""Analytics: small numbers are counted without rates, and unknown values stay unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from vivavoce.analytics.domain.interview_analytics import (
    CostLine,
    InterviewAnalytics,
    build_cost_report,
    build_quality_report,
    summarize_durations,
)
from vivavoce.kernel.translation import translate

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def make_interview(number: int, **changes: object) -> InterviewAnalytics:
    values = {
        "interview_id": UUID(int=number),
        "received_at": NOW,
        "started_at": NOW,
        "ended_at": NOW + timedelta(minutes=10),
        "outcome": "completed",
        "duration_s": 600,
        "assessed_at": NOW + timedelta(minutes=11),
        "recommendation": "HIRE",
        "decision": "approved",
        **changes,
    }
    return InterviewAnalytics(**values)  # type: ignore[arg-type]


def test_four_interviews_are_counted_without_rates() -> None:
    report = build_quality_report([make_interview(n) for n in range(4)])

    assert (report.interviews, report.ended, report.decided) == (
        4,
        {"completed": 4},
        4,
    )
    assert report.completion_rate is report.failure_rate is report.rejection_rate is None
    assert report.mean_duration_s is None


def test_rates_are_based_on_candidates_who_took_part() -> None:
    stories = [
        *(make_interview(n) for n in range(6)),
        make_interview(6, outcome="failed", decision=None),
        make_interview(7, outcome="not_completed", decision=None, duration_s=None),
        make_interview(8, outcome="cancelled", decision=None),
        make_interview(9, outcome="partial", decision="rejected", recommendation=None),
    ]
    report = build_quality_report(stories)

    assert report.completion_rate == pytest.approx(6 / 9)
    assert report.failure_rate == pytest.approx(1 / 9)
    assert report.rejection_rate == pytest.approx(1 / 7)


def test_flags_are_open_until_a_person_decides() -> None:
    report = build_quality_report(
        [make_interview(1, flags=3), make_interview(2, flags=2, decision=None)]
    )

    assert report.open_flags == 2


def test_quantiles_are_observed_values() -> None:
    summary = summarize_durations([float(n) for n in range(1, 101)])

    assert (summary.count, summary.p50_s, summary.p95_s) == (100, 50.0, 95.0)
    assert summarize_durations([1.0, None, 2.0, 3.0, 4.0]).p50_s is None
    assert summarize_durations([1.0, 2.0, 3.0, 4.0]).count == 4


def test_one_unknown_price_makes_the_sum_unknown_and_is_named() -> None:
    stories = [make_interview(n, cost=Decimal("0.01")) for n in range(5)]
    line = CostLine(provider="p", model="m", kind="llm_in", quantity=7, usage_count=1, cost=None)

    known = build_cost_report(stories, [])
    unknown = build_cost_report([*stories, make_interview(9, unpriced_count=1)], [line])

    assert (known.total, known.mean) == (Decimal("0.05"), Decimal("0.01"))
    assert (unknown.total, unknown.mean, unknown.known) == (None, None, Decimal("0.05"))
    assert unknown.unpriced_interviews == 1
    assert unknown.warnings == ("There is no price for llm_in of m at p.",)


@pytest.mark.parametrize(
    ("provider", "model", "german"),
    [
        ("p", "m", "Für llm_in von m bei p gibt es keinen Preis."),
        ("p", "", "Für llm_in von p gibt es keinen Preis."),
        ("", "", "Für llm_in gibt es keinen Preis."),
    ],
)
def test_usage_without_a_price_is_named_by_what_is_known_of_it(
    provider: str, model: str, german: str
) -> None:
    line = CostLine(
        provider=provider, model=model, kind="llm_in", usage_count=1, quantity=5, cost=None
    )

    [warning] = build_cost_report([], [line]).warnings

    assert translate(warning, "de") == german
    assert " at ." not in warning


def test_negative_durations_are_not_reported() -> None:
    late = make_interview(1, ended_at=NOW, assessed_at=NOW - timedelta(seconds=1))

    assert late.assessment_duration_s is None
