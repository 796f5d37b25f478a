"""Read an organization's analytics and the response latency of the installation, and set its prices.

Setting prices also reprices past usage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from vivavoce.analytics.adapters.analytics_postgres import (
    PostgresAnalyticsRepository,
    PostgresPriceRepository,
)
from vivavoce.analytics.domain.hiring_report import (
    HiringFilter,
    HiringReport,
    build_hiring_report,
)
from vivavoce.analytics.domain.interview_analytics import (
    MIN_SAMPLE_SIZE,
    CostReport,
    DurationSummary,
    InterviewAnalytics,
    QualityReport,
    build_cost_report,
    build_quality_report,
    summarize_durations,
)
from vivavoce.analytics.domain.time_series import (
    TimeSeriesCollection,
    compute_histogram_quantile,
    compute_increase,
)
from vivavoce.analytics.ports import InvalidPriceError, MetricSampleRepository, Price, PurposeCost
from vivavoce.contracts.profiles import get_profile
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId

ReplyStage = Literal["stt_final", "llm", "tts_first_chunk", "end_to_end"]
_REPLY_STAGES: tuple[ReplyStage, ...] = get_args(ReplyStage)
LATENCY_GOALS_S: Mapping[ReplyStage, float] = {
    "stt_final": 0.5,
    "tts_first_chunk": 0.3,
    "end_to_end": 2.0,
}
"""Latency budgets in seconds for the p95 of a stage (seed 002).

Its budget for a model's first token, 0.8 s, is left out: a question is sent whole, and ``llm`` is its time.
"""
_LATENCY_BUCKETS = "interview_stage_latency_seconds_bucket"
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class StageLatency:
    """Latency of one stage of a reply in the last 24 hours, across the whole installation."""

    name: ReplyStage
    durations: DurationSummary
    goal_s: float | None


@dataclass(frozen=True, slots=True)
class LatencyReport:
    """Durations of reply stages, plans, approvals and assessments."""

    stages: tuple[StageLatency, ...]
    plan: DurationSummary
    approval: DurationSummary
    assessment: DurationSummary


class InterviewCostUnknownError(NotFoundError):
    """There is no such interview, or its request was not counted yet."""

    code = "interview_cost_unknown"


class ReadAnalytics:
    """Reads one organization's analytics of the last ``days`` days."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        analytics: PostgresAnalyticsRepository,
        samples: MetricSampleRepository,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._analytics = analytics
        self._samples = samples
        self._clock = clock

    async def read_quality(self, tenant_id: TenantId, days: int) -> QualityReport:
        """Return the quality report of interviews that staff may see."""
        return build_quality_report(await self._list_interviews(tenant_id, days))

    async def read_hiring(
        self, tenant_id: TenantId, days: int, wanted: HiringFilter
    ) -> HiringReport:
        """Return the report about hiring for the interviews that staff may see."""
        interviews = await self.list_hiring(tenant_id, days, wanted)
        now = self._clock.now()
        return build_hiring_report(interviews, since=self._period_start(days), until=now)

    async def list_hiring(
        self, tenant_id: TenantId, days: int, wanted: HiringFilter
    ) -> Sequence[InterviewAnalytics]:
        """Return the interviews of the report about hiring, the latest first."""
        interviews = await self._list_interviews(tenant_id, days)
        return [one for one in interviews if _is_hiring(one) and wanted.matches(one)]

    async def read_cost(self, tenant_id: TenantId, days: int) -> CostReport:
        """Return the cost report of all interviews, including private practice."""
        since = self._period_start(days)
        async with self._open_work(tenant_id) as work:
            interviews = await self._analytics.list_interviews(work, since)
            return build_cost_report(interviews, await self._analytics.list_cost_lines(work, since))

    async def read_interview_cost(
        self, tenant_id: TenantId, interview_id: InterviewId
    ) -> Sequence[PurposeCost]:
        """Return what one interview cost, by purpose; empty if nothing was used so far.

        Raises ``InterviewCostUnknownError`` for a person's own practice, too.
        """
        async with self._open_work(tenant_id) as work:
            interview = await self._analytics.find_interview(work, interview_id)
            if interview is None or not _is_visible_to_staff(interview):
                raise InterviewCostUnknownError
            return await self._analytics.list_purpose_costs(work, interview_id)

    async def read_latency(self, tenant_id: TenantId, days: int) -> LatencyReport:
        """Return the latency report: replies of the last 24 hours, all else of the last ``days`` days."""
        interviews = await self._list_interviews(tenant_id, days)
        now = self._clock.now()
        readings = await self._samples.load_since(now - timedelta(seconds=_DAY_S))
        series = TimeSeriesCollection()
        for reading in readings:
            for name, labels, value in reading.samples:
                if name == _LATENCY_BUCKETS:
                    instance_labels = tuple(sorted((*labels, ("instance", reading.process))))
                    series.add(name, instance_labels, reading.at.timestamp(), value)
        return LatencyReport(
            stages=_summarize_stages(series, now),
            plan=summarize_durations(interview.plan_duration_s for interview in interviews),
            approval=summarize_durations(interview.approval_duration_s for interview in interviews),
            assessment=summarize_durations(
                interview.assessment_duration_s for interview in interviews
            ),
        )

    async def _list_interviews(
        self, tenant_id: TenantId, days: int
    ) -> Sequence[InterviewAnalytics]:
        """Return the interviews that staff may see; people's own practice is private."""
        async with self._open_work(tenant_id) as work:
            interviews = await self._analytics.list_interviews(work, self._period_start(days))
        return [interview for interview in interviews if _is_visible_to_staff(interview)]

    def _period_start(self, days: int) -> datetime:
        return self._clock.now() - timedelta(days=days)


def _is_hiring(interview: InterviewAnalytics) -> bool:
    return get_profile(interview.profile).has_recommendation


def _is_visible_to_staff(interview: InterviewAnalytics) -> bool:
    return get_profile(interview.profile).visibility == "staff"


def _summarize_stages(series: TimeSeriesCollection, now: datetime) -> tuple[StageLatency, ...]:
    buckets: dict[str, dict[float, float]] = {}
    for labels, points in series.select(_LATENCY_BUCKETS, {}):
        named = dict(labels)
        grown = compute_increase(points, now.timestamp(), _DAY_S)
        stage = buckets.setdefault(named["stage"], {})
        edge = float(named["le"])
        stage[edge] = stage.get(edge, 0.0) + (grown or 0.0)
    return tuple(
        StageLatency(name, _summarize_buckets(counts), LATENCY_GOALS_S.get(name))
        for name in _REPLY_STAGES
        if (counts := buckets.get(name))
    )


def _summarize_buckets(counts: dict[float, float]) -> DurationSummary:
    count = round(max(counts.values(), default=0.0))
    if count < MIN_SAMPLE_SIZE:
        return DurationSummary(count=count, p50_s=None, p95_s=None)
    return DurationSummary(
        count=count,
        p50_s=compute_histogram_quantile(0.5, counts),
        p95_s=compute_histogram_quantile(0.95, counts),
    )


_MAX_AHEAD = timedelta(days=400)


class SetPrices:
    """Reads and sets the prices of the installation; requires 'platform:operate'."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        prices: PostgresPriceRepository,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._prices = prices
        self._audit = audit
        self._clock = clock

    async def list_prices(self, caller: Caller) -> Sequence[Price]:
        """Return every price, by provider, model and kind, newest first."""
        caller.require(Permission.PLATFORM_OPERATE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._prices.list_prices(work)

    async def set_prices(self, caller: Caller, prices: Sequence[Price]) -> int:
        """Add prices to the table and return the number of usage records that were repriced.

        A price with the same provider, model, kind and ``valid_from`` as an existing one replaces it. Raises
        ``InvalidPriceError`` if a ``valid_from`` is more than 400 days ahead.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        latest = self._clock.now() + _MAX_AHEAD
        wrong = [
            FieldError(
                f"prices.{index}.validFrom", "out_of_range", "The time is too far in the future."
            )
            for index, price in enumerate(prices)
            if price.valid_from > latest
        ]
        if wrong:
            raise InvalidPriceError("The price cannot be stored.", errors=wrong)
        async with self._open_work(caller.tenant_id) as work:
            changed = await self._prices.save_prices(work, prices)
            names = [f"{price.provider} {price.model} {price.kind}" for price in prices]
            await self._audit.record(work, caller, "prices.set", "prices", {"prices": names})
            return changed
