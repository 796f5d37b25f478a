"""The report about hiring: positions, channels, weeks, where candidates stop, and what people decided.

Rates need at least ``MIN_SAMPLE_SIZE`` interviews; below that they are None and only counts are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from vivavoce.analytics.domain.interview_analytics import (
    MIN_SAMPLE_SIZE,
    DurationSummary,
    InterviewAnalytics,
    compute_rate,
    summarize_durations,
)

NO_RECOMMENDATION = "NONE"
_HIRES = frozenset({"STRONG_HIRE", "HIRE"})
_REJECTIONS = frozenset({"NO_HIRE", "STRONG_NO_HIRE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringGroup:
    """The interviews of one position or channel; ``name`` is None where it is not known.

    ``mean_cost`` is in dollars; None below five, or while usage has no price.
    """

    name: str | None
    interviews: int
    completed: int
    completion_rate: float | None
    decided: int
    hires: int
    hire_rate: float | None
    mean_cost: Decimal | None
    time_to_decision: DurationSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringWeek:
    """What happened in the week that begins on Monday ``starts_on`` (UTC)."""

    starts_on: date
    received: int
    completed: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringReport:
    """``reached[k]`` is how many of the ended interviews reached question k + 1.

    ``outcomes_by_recommendation`` counts decisions about candidates by what was proposed; empty below five
    decisions. ``agreement_rate`` is the share of decisions on the side of the proposal, of those with a
    proposal for or against.
    """

    interviews: int
    decided: int
    by_position: tuple[HiringGroup, ...]
    by_channel: tuple[HiringGroup, ...]
    weeks: tuple[HiringWeek, ...]
    reached: tuple[int, ...]
    outcomes_by_recommendation: dict[str, dict[str, int]]
    agreement_rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringFilter:
    """Which interviews a report is about; None stands for all."""

    position: str | None = None
    channel: str | None = None

    def matches(self, interview: InterviewAnalytics) -> bool:
        """Return whether an interview belongs to the report."""
        return (self.position is None or interview.position == self.position) and (
            self.channel is None or interview.channel == self.channel
        )


def build_hiring_report(
    interviews: Sequence[InterviewAnalytics], *, since: datetime, until: datetime
) -> HiringReport:
    """Return the report about these interviews, with every week from ``since`` to ``until``."""
    decided = [one for one in interviews if one.hiring_outcome is not None]
    return HiringReport(
        interviews=len(interviews),
        decided=len(decided),
        by_position=_group(interviews, lambda one: one.position),
        by_channel=_group(interviews, lambda one: one.channel),
        weeks=_count_weeks(interviews, since, until),
        reached=_count_reached(interviews),
        outcomes_by_recommendation=_count_outcomes(decided)
        if len(decided) >= MIN_SAMPLE_SIZE
        else {},
        agreement_rate=_compute_agreement(decided),
    )


def _group(
    interviews: Sequence[InterviewAnalytics], name_of: Callable[[InterviewAnalytics], str | None]
) -> tuple[HiringGroup, ...]:
    """Return the groups, the largest first; what has no name comes last."""
    groups: dict[str | None, list[InterviewAnalytics]] = {}
    for one in interviews:
        groups.setdefault(name_of(one), []).append(one)
    return tuple(
        _summarize(name, members)
        for name, members in sorted(
            groups.items(), key=lambda item: (item[0] is None, -len(item[1]), item[0] or "")
        )
    )


def _summarize(name: str | None, interviews: Sequence[InterviewAnalytics]) -> HiringGroup:
    ended = Counter(one.outcome for one in interviews)
    talked = sum(ended[outcome] for outcome in ("completed", "partial", "not_completed", "failed"))
    decided = [one for one in interviews if one.hiring_outcome is not None]
    hires = sum(one.hiring_outcome in _HIRES for one in decided)
    assessed = [one for one in interviews if one.assessed_at is not None]
    is_priced = len(assessed) >= MIN_SAMPLE_SIZE and not any(one.unpriced_count for one in assessed)
    return HiringGroup(
        name=name,
        interviews=len(interviews),
        completed=ended["completed"],
        completion_rate=compute_rate(ended["completed"], talked),
        decided=len(decided),
        hires=hires,
        hire_rate=compute_rate(hires, len(decided)),
        mean_cost=sum((one.cost for one in assessed), Decimal(0)) / len(assessed)
        if is_priced
        else None,
        time_to_decision=summarize_durations(one.decision_duration_s for one in decided),
    )


def _count_weeks(
    interviews: Sequence[InterviewAnalytics], since: datetime, until: datetime
) -> tuple[HiringWeek, ...]:
    first, last = _start_of_week(since), _start_of_week(until)
    received = Counter(_start_of_week(one.received_at) for one in interviews if one.received_at)
    completed = Counter(
        _start_of_week(one.ended_at)
        for one in interviews
        if one.ended_at and one.outcome == "completed"
    )
    decided = Counter(
        _start_of_week(one.hiring_decided_at) for one in interviews if one.hiring_decided_at
    )
    weeks = (first + timedelta(weeks=at) for at in range((last - first).days // 7 + 1))
    return tuple(
        HiringWeek(
            starts_on=week,
            received=received[week],
            completed=completed[week],
            decided=decided[week],
        )
        for week in weeks
    )


def _start_of_week(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _count_reached(interviews: Sequence[InterviewAnalytics]) -> tuple[int, ...]:
    last = [
        one.questions_reached
        for one in interviews
        if one.ended_at is not None and one.questions_reached is not None
    ]
    return tuple(
        sum(reached >= number for reached in last) for number in range(1, max(last, default=0) + 1)
    )


def _count_outcomes(decided: Sequence[InterviewAnalytics]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for one in decided:
        row = table.setdefault(one.recommendation or NO_RECOMMENDATION, {})
        outcome = one.hiring_outcome or ""
        row[outcome] = row.get(outcome, 0) + 1
    return table


def _compute_agreement(decided: Sequence[InterviewAnalytics]) -> float | None:
    proposed = [one for one in decided if one.recommendation in _HIRES | _REJECTIONS]
    agreed = sum(
        (one.recommendation in _HIRES) == (one.hiring_outcome in _HIRES) for one in proposed
    )
    return compute_rate(agreed, len(proposed))
