"""Figures of one organisation over some days, and how fast the installation replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.infra.work import OpenWork
from vivavoce.insight.domain.figures import FEW, Cost, Quality, Spread, Story, cost, quality, spread
from vivavoce.insight.domain.series import Series, increase, quantile
from vivavoce.insight.ports import Figures, Samples
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

GOALS_S = {"stt_final": 0.5, "llm_first_token": 0.8, "tts_first_chunk": 0.3, "end_to_end": 2.0}
"""The budget of a reply at p95 (seed 002)."""
_BUCKETS = "interview_stage_latency_seconds_bucket"
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Stage:
    """How long one stage of a reply took in the last 24 hours, over the whole installation."""

    name: str
    spread: Spread
    goal_s: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """How fast replies, plans, approvals and assessments are."""

    stages: tuple[Stage, ...]
    plan: Spread
    approval: Spread
    assessment: Spread


class ReadFigures:
    """Reads one organisation's figures since some days ago."""

    def __init__(
        self, *, open_work: OpenWork, figures: Figures, samples: Samples, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._figures = figures
        self._samples = samples
        self._clock = clock

    async def quality(self, tenant_id: TenantId, days: int) -> Quality:
        """Return how interviews went."""
        return quality(await self._stories(tenant_id, days))

    async def cost(self, tenant_id: TenantId, days: int) -> Cost:
        """Return what they cost."""
        since = self._since(days)
        async with self._open_work(tenant_id) as work:
            stories = await self._figures.stories(work, since)
            return cost(stories, await self._figures.cost_lines(work, since))

    async def latency(self, tenant_id: TenantId, days: int) -> Latency:
        """Return how fast it was."""
        stories = await self._stories(tenant_id, days)
        now = self._clock.now()
        readings = await self._samples.since(now - timedelta(seconds=_DAY_S))
        series = Series()
        for reading in readings:
            for name, labels, value in reading.samples:
                if name == _BUCKETS:
                    own = tuple(sorted((*labels, ("instance", reading.process))))
                    series.add(name, own, reading.at.timestamp(), value)
        return Latency(
            stages=_stages(series, now),
            plan=spread(one.plan_s for one in stories),
            approval=spread(one.approval_s for one in stories),
            assessment=spread(one.assessment_s for one in stories),
        )

    async def _stories(self, tenant_id: TenantId, days: int) -> Sequence[Story]:
        """Return the interviews that staff may read of: what people practise is their own."""
        async with self._open_work(tenant_id) as work:
            stories = await self._figures.stories(work, self._since(days))
        return [one for one in stories if _is_for_staff(one)]

    def _since(self, days: int) -> datetime:
        return self._clock.now() - timedelta(days=days)


def _is_for_staff(story: Story) -> bool:
    return PROFILES.get(story.profile or "", HIRING).visibility == "staff"


def _stages(series: Series, now: datetime) -> tuple[Stage, ...]:
    buckets: dict[str, dict[float, float]] = {}
    for labels, points in series.select(_BUCKETS, {}):
        named = dict(labels)
        grown = increase(points, now.timestamp(), _DAY_S)
        stage = buckets.setdefault(named["stage"], {})
        edge = float(named["le"])
        stage[edge] = stage.get(edge, 0.0) + (grown or 0.0)
    return tuple(
        Stage(name, _spread_of(counts), GOALS_S.get(name)) for name, counts in buckets.items()
    )


def _spread_of(counts: dict[float, float]) -> Spread:
    count = round(max(counts.values(), default=0.0))
    if count < FEW:
        return Spread(count=count, p50_s=None, p95_s=None)
    return Spread(count=count, p50_s=quantile(0.5, counts), p95_s=quantile(0.95, counts))
