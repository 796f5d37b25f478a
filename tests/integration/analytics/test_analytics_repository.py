"""Analytics, usage and prices from events, in a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.infrastructure import Ground

from vivavoce.analytics.adapters.analytics_postgres import (
    PostgresAnalyticsRepository,
    PostgresPriceRepository,
)
from vivavoce.analytics.adapters.checks import invariants
from vivavoce.analytics.adapters.monitoring_postgres import PostgresMetricSampleRepository
from vivavoce.analytics.domain.interview_analytics import InterviewAnalytics
from vivavoce.analytics.handlers import AnalyticsHandlers
from vivavoce.analytics.ports import Price, PurposeCost
from vivavoce.analytics.usecases.read_analytics import InterviewCostUnknownError, ReadAnalytics
from vivavoce.contracts import events
from vivavoce.contracts.envelope import EventPayload, IntegrationEvent, payload_to_json
from vivavoce.infra import metrics
from vivavoce.kernel.ids import EventId, InterviewId, TenantId

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
INTERVIEW = InterviewId(UUID(int=1))
HANDLERS = AnalyticsHandlers(PostgresAnalyticsRepository())


def event(
    tenant: TenantId, ground: Ground, payload: EventPayload, at: datetime, **more: Any
) -> IntegrationEvent:
    return IntegrationEvent(
        id=EventId(ground.ids.new_id()),
        topic=payload.topic,
        tenant_id=tenant,
        run_id="run_1",
        interview_id=more.get("interview", InterviewId(UUID(int=1))),
        at=at,
        payload=payload_to_json(payload),
    )


async def hear(
    ground: Ground, tenant: TenantId, name: str, payload: EventPayload, at: datetime
) -> None:
    async with ground.open_work(tenant) as work:
        await getattr(HANDLERS, name)(work, event(tenant, ground, payload, at))


async def read_interviews(ground: Ground, tenant: TenantId) -> list[InterviewAnalytics]:
    async with ground.open_work(tenant) as work:
        return list(
            await PostgresAnalyticsRepository().list_interviews(work, NOW - timedelta(days=7))
        )


def uses(
    tokens_in: int, tokens_out: int, provider: str = "api.example.com"
) -> events.UsageRecorded:
    return events.UsageRecorded(
        purpose="plan",
        uses=(
            {"provider": provider, "model": "m-1", "kind": "llm_in", "quantity": tokens_in},
            {"provider": provider, "model": "m-1", "kind": "llm_out", "quantity": tokens_out},
        ),
    )


async def put(ground: Ground, tenant: TenantId, *prices: Price) -> int:
    async with ground.open_work(tenant) as work:
        return await PostgresPriceRepository().save_prices(work, prices)


def price(kind: str, dollars: str, *, since: datetime = NOW, model: str = "m-1") -> Price:
    return Price(
        provider="api.example.com",
        model=model,
        kind=kind,
        valid_from=since,
        dollars=Decimal(dollars),
        per=Decimal(1_000_000),
    )


async def broken(ground: Ground, tenant: TenantId) -> list[str]:
    async with ground.open_work(tenant) as work:
        return [
            violation.detail
            for promise in invariants()
            for violation in (await promise.examine(work)).violations
        ]


async def test_an_interview_is_recorded_from_its_events(ground: Ground, tenant: TenantId) -> None:
    minute = timedelta(minutes=1)
    timeline: list[tuple[str, EventPayload]] = [
        (
            "on_interview_received",
            events.InterviewReceived(profile="hiring", data_quality="complete"),
        ),
        (
            "on_plan_ordered",
            events.SkillValidationRequested(
                skills=(), job_description="", level="MID", position="Baker"
            ),
        ),
        (
            "on_plan_generated",
            events.PlanGenerated(plan_id="p", validated_skills=(), duration=15),
        ),
        ("on_approval_approved", events.PlanApproved(plan_id="p", approved_by="x")),
        ("on_interview_started", events.InterviewStarted(session_id="s", attempt=1)),
        (
            "on_interview_completed",
            events.InterviewCompleted(
                session_id="s",
                duration_seconds=300,
                reason="all_asked",
                transcript_ref="/",
                channel="phone",
                questions_reached=6,
            ),
        ),
        (
            "on_assessment_completed",
            events.AssessmentCompleted(assessment_id=str(UUID(int=5)), recommendation="HIRE"),
        ),
        (
            "on_assessment_flagged",
            events.AssessmentFlagged(assessment_id=str(UUID(int=5)), kinds=("injection", "short")),
        ),
    ]
    for step, (name, payload) in enumerate(timeline):
        await hear(ground, tenant, name, payload, NOW + step * minute)
    (waiting,) = await read_interviews(ground, tenant)
    flags = await ground.database.execute("SELECT interview_analytics_open_flags() AS flags")
    await hear(
        ground,
        tenant,
        "on_assessment_approved",
        events.AssessmentApproved(assessment_id=str(UUID(int=5)), approved_by="x"),
        NOW + 9 * minute,
    )
    decided = events.CandidateDecided(
        decision_id="d", assessment_id=str(UUID(int=5)), outcome="NO_HIRE", decided_by="x"
    )
    await hear(ground, tenant, "on_candidate_decided", decided, NOW + 10 * minute)
    (done,) = await read_interviews(ground, tenant)
    after = await ground.database.execute("SELECT interview_analytics_open_flags() AS flags")

    assert (
        waiting.plan_duration_s,
        waiting.approval_duration_s,
        waiting.assessment_duration_s,
    ) == (60.0, 60.0, 60.0)
    assert (waiting.profile, waiting.plans, waiting.outcome) == ("hiring", 1, "completed")
    assert (waiting.flags, waiting.decision) == (2, None)
    assert done.decision == "approved"
    assert (done.position, done.channel, done.questions_reached) == ("Baker", "phone", 6)
    assert (done.hiring_outcome, done.decision_duration_s) == ("NO_HIRE", 600.0)
    assert flags[0]["flags"] - after[0]["flags"] == 2


async def test_the_cost_equals_a_hand_computed_one_to_six_decimals(
    ground: Ground, tenant: TenantId
) -> None:
    # 1,234 tokens at $0.15 and 567 tokens at $0.60 a million: 0.0001851 + 0.0003402
    await put(ground, tenant, price("llm_in", "0.15"), price("llm_out", "0.60"))
    counter = metrics.USAGE_COST.labels("api.example.com", "llm_in")._value
    before = counter.get()
    await hear(ground, tenant, "on_usage_recorded", uses(1234, 567), NOW)
    (known,) = await read_interviews(ground, tenant)

    assert round(known.cost, 6) == Decimal("0.000525")
    assert known.cost == Decimal("0.0005253")
    assert (known.usage_count, known.unpriced_count) == (2, 0)
    assert counter.get() - before == pytest.approx(0.0001851)
    assert await broken(ground, tenant) == []


async def test_an_unknown_price_is_null_and_never_zero_until_it_is_set(
    ground: Ground, tenant: TenantId
) -> None:
    unpriced = metrics.USAGE_UNPRICED.labels("api.example.com", "llm_in")._value
    before = unpriced.get()
    await hear(ground, tenant, "on_usage_recorded", uses(1000, 1000), NOW)
    (unknown,) = await read_interviews(ground, tenant)
    async with ground.open_work(tenant) as work:
        lines = await PostgresAnalyticsRepository().list_cost_lines(work, NOW - timedelta(days=1))
    changed = await put(ground, tenant, price("llm_in", "0.15", model="*"), price("llm_out", "1"))
    (known,) = await read_interviews(ground, tenant)

    assert (unknown.cost, unknown.unpriced_count) == (Decimal(0), 2)
    assert [line.cost for line in lines] == [None, None]
    assert unpriced.get() - before == 1
    assert changed >= 2
    assert (known.cost, known.unpriced_count) == (Decimal("0.00115"), 0)
    assert await broken(ground, tenant) == []


async def test_usage_is_priced_at_the_price_of_its_day(ground: Ground, tenant: TenantId) -> None:
    dearer = price("llm_in", "10", since=NOW + timedelta(days=1))
    await put(ground, tenant, price("llm_in", "1"), dearer, price("llm_out", "0"))
    await hear(ground, tenant, "on_usage_recorded", uses(1_000_000, 0), NOW + timedelta(hours=23))
    await hear(ground, tenant, "on_usage_recorded", uses(1_000_000, 0), NOW + timedelta(days=1))
    (interview,) = await read_interviews(ground, tenant)
    await put(ground, tenant, price("llm_in", "2"))
    (mended,) = await read_interviews(ground, tenant)

    assert interview.cost == Decimal(11)
    assert mended.cost == Decimal(12)
    assert await broken(ground, tenant) == []


async def test_local_engines_cost_nothing_unless_a_price_is_set(
    ground: Ground, tenant: TenantId
) -> None:
    await hear(ground, tenant, "on_usage_recorded", uses(1000, 10, provider="local"), NOW)
    (free,) = await read_interviews(ground, tenant)

    assert (free.cost, free.unpriced_count, free.usage_count) == (Decimal(0), 0, 2)


async def test_prices_belong_to_the_installation_and_usage_to_the_organization(
    ground: Ground, tenant: TenantId
) -> None:
    other = fresh_tenant()
    await hear(ground, other, "on_usage_recorded", uses(1_000_000, 1), NOW)
    await put(ground, tenant, price("llm_in", "3"), price("llm_out", "0"))

    assert await read_interviews(ground, tenant) == []
    assert [interview.cost for interview in await read_interviews(ground, other)] == [Decimal(3)]


async def test_an_event_handled_twice_is_counted_once(ground: Ground, tenant: TenantId) -> None:
    await put(ground, tenant, price("llm_in", "1"), price("llm_out", "1"))
    heard = event(tenant, ground, uses(1_000_000, 0), NOW)
    for _ in range(2):
        async with ground.open_work(tenant) as work:
            await HANDLERS.on_usage_recorded(work, heard)
    (interview,) = await read_interviews(ground, tenant)

    assert (interview.cost, interview.usage_count) == (Decimal(1), 2)


async def test_practice_counts_in_the_cost_and_not_in_the_quality_report(
    ground: Ground, tenant: TenantId
) -> None:
    await put(ground, tenant, price("llm_in", "1"), price("llm_out", "1"))
    received = events.InterviewReceived(profile="practice", data_quality="complete")
    flagged = events.AssessmentFlagged(assessment_id=str(UUID(int=5)), kinds=("short",))
    now = ground.clock.now()
    await hear(ground, tenant, "on_interview_received", received, now)
    await hear(ground, tenant, "on_usage_recorded", uses(1_000_000, 0), now)
    await hear(ground, tenant, "on_assessment_flagged", flagged, now)
    read = ReadAnalytics(
        open_work=ground.open_work,
        analytics=PostgresAnalyticsRepository(),
        samples=PostgresMetricSampleRepository(ground.database),
        clock=ground.clock,
    )

    assert (await read.read_quality(tenant, 7)).interviews == 0
    assert (await read.read_cost(tenant, 7)).total == Decimal(1)
    assert [interview.flags for interview in await read_interviews(ground, tenant)] == [0]


async def test_the_cost_of_an_interview_is_known_by_purpose_and_unknown_without_a_price(
    ground: Ground, tenant: TenantId
) -> None:
    await put(ground, tenant, price("llm_in", "1"))
    analytics = ReadAnalytics(
        open_work=ground.open_work,
        analytics=PostgresAnalyticsRepository(),
        samples=PostgresMetricSampleRepository(ground.database),
        clock=ground.clock,
    )
    received = events.InterviewReceived(profile="hiring", data_quality="complete")
    await hear(ground, tenant, "on_interview_received", received, NOW)
    nothing = await analytics.read_interview_cost(tenant, INTERVIEW)
    spoken = events.UsageRecorded(
        purpose="voice",
        uses=({"provider": "other", "model": "x", "kind": "stt_s", "quantity": 9},),
    )
    only_in = events.UsageRecorded(purpose="plan", uses=uses(2_000_000, 0).uses[:1])
    await hear(ground, tenant, "on_usage_recorded", only_in, NOW)
    await hear(ground, tenant, "on_usage_recorded", spoken, NOW)

    by_purpose = await analytics.read_interview_cost(tenant, INTERVIEW)

    assert nothing == []
    assert by_purpose == [
        PurposeCost(purpose="plan", usage_count=1, cost=Decimal(2)),
        PurposeCost(purpose="voice", usage_count=1, cost=None),
    ]


async def test_the_cost_of_private_practice_and_of_another_organization_is_not_shown(
    ground: Ground, tenant: TenantId
) -> None:
    analytics = ReadAnalytics(
        open_work=ground.open_work,
        analytics=PostgresAnalyticsRepository(),
        samples=PostgresMetricSampleRepository(ground.database),
        clock=ground.clock,
    )
    received = events.InterviewReceived(profile="practice", data_quality="complete")
    await hear(ground, tenant, "on_interview_received", received, NOW)
    other = fresh_tenant()
    await hear(ground, other, "on_usage_recorded", uses(5, 5), NOW)

    with pytest.raises(InterviewCostUnknownError):
        await analytics.read_interview_cost(tenant, INTERVIEW)
    with pytest.raises(InterviewCostUnknownError):
        await analytics.read_interview_cost(fresh_tenant(), INTERVIEW)
