"""The report about hiring: groups, weeks, how far candidates come, and agreement with the proposals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from vivavoce.analytics.domain.hiring_report import (
    HiringFilter,
    HiringReport,
    build_hiring_report,
)
from vivavoce.analytics.domain.interview_analytics import InterviewAnalytics

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def make_interview(number: int, **changes: object) -> InterviewAnalytics:
    values = {
        "interview_id": UUID(int=number),
        "received_at": MONDAY,
        "ended_at": MONDAY + timedelta(hours=1),
        "outcome": "completed",
        "assessed_at": MONDAY + timedelta(hours=1),
        "recommendation": "HIRE",
        "position": "Baker",
        "channel": "text",
        "questions_reached": 6,
        "hiring_outcome": "HIRE",
        "hiring_decided_at": MONDAY + timedelta(days=1),
        "cost": Decimal("0.10"),
        **changes,
    }
    return InterviewAnalytics(**values)  # type: ignore[arg-type]


def build(*interviews: InterviewAnalytics) -> HiringReport:
    return build_hiring_report(
        interviews, since=MONDAY - timedelta(days=7), until=MONDAY + timedelta(days=2)
    )


def test_positions_are_compared_and_small_ones_only_counted() -> None:
    undecided = {"hiring_outcome": None, "hiring_decided_at": None}
    report = build(
        *(make_interview(n) for n in range(4)),
        make_interview(4, hiring_outcome="NO_HIRE"),
        make_interview(5, position="Cook", outcome="not_completed", assessed_at=None, **undecided),
        make_interview(6, position=None, **undecided),
    )

    baker, cook, unknown = report.by_position
    assert (baker.name, cook.name, unknown.name) == ("Baker", "Cook", None)
    assert (baker.interviews, baker.decided, baker.hires, baker.hire_rate) == (5, 5, 4, 0.8)
    assert baker.time_to_decision.p50_s == 86_400
    assert baker.mean_cost == Decimal("0.10")
    assert (cook.completed, cook.completion_rate, cook.hire_rate, cook.mean_cost) == (
        0,
        None,
        None,
        None,
    )


def test_no_mean_cost_is_claimed_while_usage_has_no_price() -> None:
    report = build(*(make_interview(n, unpriced_count=int(n == 3)) for n in range(5)))

    assert report.by_channel[0].mean_cost is None


def test_every_week_of_the_period_is_listed_also_empty_ones() -> None:
    report = build(make_interview(1), make_interview(2, hiring_decided_at=None))

    assert [(week.starts_on, week.received, week.decided) for week in report.weeks] == [
        (date(2026, 11, 9), 0, 0),
        (date(2026, 11, 16), 2, 1),
    ]


def test_reached_questions_show_where_candidates_stop() -> None:
    report = build(
        make_interview(1, questions_reached=3),
        make_interview(2, questions_reached=1, outcome="not_completed"),
        make_interview(3, questions_reached=0, outcome="not_completed"),
        make_interview(4, questions_reached=None),
    )

    assert report.reached == (2, 1, 1)


def test_agreement_is_about_hire_or_no_hire() -> None:
    decisions = [
        ("STRONG_HIRE", "HIRE"),
        ("HIRE", "STRONG_HIRE"),
        ("NO_HIRE", "STRONG_NO_HIRE"),
        ("HIRE", "NO_HIRE"),
        ("NO_HIRE", "NO_HIRE"),
        ("MAYBE", "HIRE"),
        (None, "NO_HIRE"),
    ]
    report = build(
        *(
            make_interview(n, recommendation=proposed, hiring_outcome=decided)
            for n, (proposed, decided) in enumerate(decisions)
        )
    )

    assert report.agreement_rate == 4 / 5
    assert report.outcomes_by_recommendation["HIRE"] == {"STRONG_HIRE": 1, "NO_HIRE": 1}
    assert report.outcomes_by_recommendation["NONE"] == {"NO_HIRE": 1}


def test_four_decisions_give_no_rates() -> None:
    report = build(*(make_interview(n) for n in range(4)))

    assert report.agreement_rate is None
    assert report.outcomes_by_recommendation == {}


def test_a_filter_needs_both_to_match() -> None:
    wanted = HiringFilter(position="Baker", channel="phone")

    assert not wanted.matches(make_interview(1))
    assert wanted.matches(make_interview(2, channel="phone"))
