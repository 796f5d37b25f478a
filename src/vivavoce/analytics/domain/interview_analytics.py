"""Reports across interviews, from one analytics row each. Rates need at least five interviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vivavoce.kernel.translation import translatable

MIN_SAMPLE_SIZE = 5
"""Below this many, a rate would be random and could point to individual people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewAnalytics:
    """The analytics of one interview, as collected from its events. ``cost`` is in dollars."""

    interview_id: UUID
    profile: str | None = None
    received_at: datetime | None = None
    plan_ordered_at: datetime | None = None
    planned_at: datetime | None = None
    plans: int = 0
    approved_at: datetime | None = None
    started_at: datetime | None = None
    attempts: int = 0
    ended_at: datetime | None = None
    outcome: str | None = None
    duration_s: int | None = None
    assessment_id: UUID | None = None
    assessed_at: datetime | None = None
    recommendation: str | None = None
    flags: int = 0
    decision: str | None = None
    decided_at: datetime | None = None
    position: str | None = None
    channel: str | None = None
    questions_reached: int | None = None
    hiring_outcome: str | None = None
    hiring_decided_at: datetime | None = None
    cost: Decimal = Decimal(0)
    usage_count: int = 0
    unpriced_count: int = 0

    @property
    def plan_duration_s(self) -> float | None:
        """Seconds from the request of the newest plan to the plan, or None."""
        return _seconds_between(self.plan_ordered_at, self.planned_at)

    @property
    def approval_duration_s(self) -> float | None:
        """Seconds from the plan to its approval, or None."""
        return _seconds_between(self.planned_at, self.approved_at)

    @property
    def decision_duration_s(self) -> float | None:
        """Seconds from the request of the interview to the decision about the candidate, or None."""
        return _seconds_between(self.received_at, self.hiring_decided_at)

    @property
    def assessment_duration_s(self) -> float | None:
        """Seconds from the end of the interview to its assessment, or None."""
        return _seconds_between(self.ended_at, self.assessed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """Total usage of one kind. ``cost`` is in dollars, or None if part of the usage has no price."""

    provider: str
    model: str
    kind: str
    quantity: int
    usage_count: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationSummary:
    """The number of durations, with median and 95th percentile in seconds; None below five durations."""

    count: int
    p50_s: float | None
    p95_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport:
    """Outcomes and rates (0 to 1) of interviews. Rates and means are None below five."""

    interviews: int
    started: int
    ended: dict[str, int]
    completion_rate: float | None
    failure_rate: float | None
    mean_duration_s: float | None
    assessed: int
    decided: int
    rejection_rate: float | None
    open_flags: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostReport:
    """The cost of interviews in dollars.

    ``known`` leaves out usage without a price; ``total`` is None if there is any. ``mean`` is the mean of
    assessed interviews, None below five or if one of them has usage without a price.
    """

    interviews: int
    total: Decimal | None
    known: Decimal
    mean: Decimal | None
    unpriced_interviews: int
    lines: tuple[CostLine, ...]
    warnings: tuple[str, ...]


def build_quality_report(interviews: Sequence[InterviewAnalytics]) -> QualityReport:
    """Return the quality report of these interviews."""
    ended = Counter(interview.outcome for interview in interviews if interview.outcome is not None)
    talked = sum(ended[outcome] for outcome in ("completed", "partial", "not_completed", "failed"))
    decided = [interview for interview in interviews if interview.decision is not None]
    lengths = [interview.duration_s for interview in interviews if interview.duration_s is not None]
    return QualityReport(
        interviews=len(interviews),
        started=sum(interview.started_at is not None for interview in interviews),
        ended=dict(sorted(ended.items())),
        completion_rate=compute_rate(ended["completed"], talked),
        failure_rate=compute_rate(ended["failed"], talked),
        mean_duration_s=sum(lengths) / len(lengths) if len(lengths) >= MIN_SAMPLE_SIZE else None,
        assessed=sum(interview.assessed_at is not None for interview in interviews),
        decided=len(decided),
        rejection_rate=compute_rate(
            sum(interview.decision == "rejected" for interview in decided), len(decided)
        ),
        open_flags=sum(
            interview.flags
            for interview in interviews
            if interview.assessed_at and not interview.decision
        ),
    )


def summarize_durations(values: Iterable[float | None]) -> DurationSummary:
    """Return the summary of the durations that are not None; below five, only their count."""
    ordered = sorted(value for value in values if value is not None)
    if len(ordered) < MIN_SAMPLE_SIZE:
        return DurationSummary(count=len(ordered), p50_s=None, p95_s=None)
    return DurationSummary(
        count=len(ordered), p50_s=_nearest_rank(ordered, 0.5), p95_s=_nearest_rank(ordered, 0.95)
    )


def build_cost_report(
    interviews: Sequence[InterviewAnalytics], lines: Sequence[CostLine]
) -> CostReport:
    """Return the cost report; one unknown price makes the total None rather than too low."""
    assessed = [interview for interview in interviews if interview.assessed_at is not None]
    unpriced = sum(interview.unpriced_count > 0 for interview in interviews)
    known = sum((interview.cost for interview in interviews), Decimal(0))
    total = None if unpriced else known
    is_enough = len(assessed) >= MIN_SAMPLE_SIZE and not any(
        interview.unpriced_count for interview in assessed
    )
    spent = sum((interview.cost for interview in assessed), Decimal(0))
    return CostReport(
        interviews=len(interviews),
        total=total,
        known=known,
        mean=spent / len(assessed) if is_enough else None,
        unpriced_interviews=unpriced,
        lines=tuple(lines),
        warnings=tuple(_say_unpriced(line) for line in lines if line.cost is None),
    )


def _say_unpriced(line: CostLine) -> str:
    """Return the sentence on usage without a price; engines of this machine have no model or provider."""
    if line.model and line.provider:
        return translatable(
            "There is no price for {kind} of {model} at {provider}.",
            kind=line.kind,
            model=line.model,
            provider=line.provider,
        )
    if owner := line.model or line.provider:
        return translatable("There is no price for {kind} of {owner}.", kind=line.kind, owner=owner)
    return translatable("There is no price for {kind}.", kind=line.kind)


def compute_rate(part: int, whole: int) -> float | None:
    """Return ``part`` as a share of ``whole``, or None if ``whole`` is below ``MIN_SAMPLE_SIZE``."""
    return part / whole if whole >= MIN_SAMPLE_SIZE else None


def _nearest_rank(ordered: Sequence[float], share: float) -> float:
    """Return a quantile by the nearest-rank method, which always gives an observed value."""
    index = max(0, min(len(ordered) - 1, -(-len(ordered) * share // 1) - 1))
    return ordered[int(index)]


def _seconds_between(begin: datetime | None, end: datetime | None) -> float | None:
    if begin is None or end is None or end < begin:
        return None
    return (end - begin).total_seconds()
