"""Routes of analytics: reports for staff, prices and alerts for the operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, Field

from vivavoce.analytics.domain.alerts import ALERT_RULES
from vivavoce.analytics.domain.interview_analytics import CostLine, CostReport, DurationSummary
from vivavoce.analytics.domain.sampling import to_datetime
from vivavoce.analytics.ports import Alert, AlertRepository, Price, PurposeCost
from vivavoce.analytics.usecases.read_analytics import (
    ReadAnalytics,
    ReplyStage,
    SetPrices,
    StageLatency,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.ids import InterviewId
from vivavoce.kernel.translation import translate

Days = Annotated[int, Query(ge=1, le=365)]
_RULES_BY_NAME = {rule.name: rule for rule in ALERT_RULES}
_MAX_ALERTS = 100


class QualityResponse(CamelModel):
    """Outcomes and rates (0 to 1) of interviews. Rates and means are null below five."""

    days: int = Field(examples=[7])
    """The length of the period, in days. An interview counts if something happened to it in the
    period."""
    interviews: int
    """How many interviews the period has. People's own practice is not counted."""
    started: int
    """How many of these interviews were started."""
    ended: dict[str, int] = Field(examples=[{"completed": 18, "partial": 2}])
    """How many of these interviews ended, by outcome: `completed`, `partial` (early, with enough
    answers for an assessment), `not_completed` (too early; another attempt may follow), `failed` (a technical
    fault) or `cancelled`. Outcomes that did not occur are absent."""
    completion_rate: float | None
    """Completed interviews as a share (0 to 1) of those that ended as completed, partial, not
    completed or failed; null if these are fewer than five."""
    failure_rate: float | None
    """Failed interviews as a share (0 to 1) of those that ended as completed, partial, not
    completed or failed; null if these are fewer than five."""
    mean_duration_seconds: float | None
    """The mean length of the interviews, in seconds; null below five."""
    assessed: int
    """How many interviews have an assessment."""
    decided: int
    """How many assessments a person has approved or rejected."""
    rejection_rate: float | None
    """Rejected assessments as a share (0 to 1) of the decided ones; null if these are fewer than
    five."""
    open_flags: int
    """How many flags the assessments carry that nobody has decided yet."""


class DurationSummaryResponse(CamelModel):
    """Count, median and 95th percentile of durations; below five, only the count."""

    count: int
    """How many durations were measured."""
    p50_seconds: float | None
    """The median in seconds; null below five durations."""
    p95_seconds: float | None
    """The 95th percentile in seconds; null below five durations."""


class StageLatencyResponse(DurationSummaryResponse):
    """Latency of one stage of a reply in the last 24 hours, across the whole installation, and its goal."""

    stage: ReplyStage = Field(examples=["end_to_end"])
    """The part of a reply."""
    goal_seconds: float | None = Field(examples=[2.0])
    """The goal for the 95th percentile, in seconds; null if the stage has none."""


class LatencyResponse(CamelModel):
    """Latency of reply stages, and durations of plans, approvals and assessments."""

    days: int = Field(examples=[7])
    """The period of `plan`, `approval` and `assessment`, in days."""
    stages: list[StageLatencyResponse]
    """The parts of a reply in the last 24 hours, for the whole installation."""
    plan: DurationSummaryResponse
    """From the request of the newest plan to the plan."""
    approval: DurationSummaryResponse
    """From the plan to its approval."""
    assessment: DurationSummaryResponse
    """From the end of the interview to its assessment."""


class CostLineResponse(CamelModel):
    """Total usage of one kind. ``cost`` is in dollars, or null while part of the usage has no price."""

    provider: str = Field(examples=["api.openai.com"])
    """Who charged for the usage: the provider's host name or its name."""
    model: str = Field(examples=["gpt-4o-mini"])
    """The provider's name of the model."""
    kind: str = Field(examples=["llm_in"])
    """What was used."""
    quantity: int = Field(examples=[2800000])
    """How many units of the kind were used."""
    usage_count: int = Field(examples=[310])
    """How many usage records the quantity is the sum of."""
    cost: float | None = Field(examples=[0.42])
    """The cost in dollars; null while part of the usage has no price."""


class CostResponse(CamelModel):
    """The cost of interviews in dollars, to six decimals. A sum with an unknown price is null."""

    days: int = Field(examples=[7])
    """The length of the period, in days."""
    currency: Literal["USD"] = "USD"
    """The currency of all amounts."""
    interviews: int
    """How many interviews the period has, people's own practice included."""
    total: float | None
    """The cost of all interviews of the period in dollars; null while one has usage without a
    price."""
    known: float
    """The cost of the usage that has a price, in dollars."""
    mean_per_interview: float | None
    """The mean cost of an assessed interview in dollars; null below five, or if one of them has
    usage without a price."""
    unpriced_interviews: int
    """How many interviews have usage without a price."""
    lines: list[CostLineResponse]
    """The usage of the period, by provider, model and kind; the most expensive after those without
    a price."""
    warnings: list[str] = Field(
        examples=[["There is no price for llm_in of gpt-4o-mini at api.openai.com."]]
    )
    """One sentence for each line without a price."""


class PurposeCostResponse(CamelModel):
    """The cost of one purpose in one interview."""

    purpose: str = Field(examples=["plan"])
    """What it was used for."""
    usage_count: int = Field(examples=[12])
    """How many usage records it is the sum of."""
    cost: float | None = Field(examples=[0.08])
    """The cost in dollars; null while part of the usage has no price."""


class InterviewCostResponse(CamelModel):
    """The cost of one interview in dollars, to six decimals."""

    currency: Literal["USD"] = "USD"
    """The currency of all amounts."""
    total: float | None
    """The cost of all purposes; 0 if nothing was used, null while part of the usage has no price."""
    purposes: list[PurposeCostResponse]
    """The cost by purpose; empty if neither a model nor paid speech was used."""


class AlertResponse(CamelModel):
    """An alert that is firing or has fired."""

    id: str = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The alert's own id, a UUID."""
    rule: str = Field(examples=["HighLatencyP95"])
    """The name of the alert rule that fired."""
    severity: Literal["page", "ticket"]
    """`page` needs a person now; `ticket` can wait for working hours."""
    state: Literal["firing", "cleared"]
    """Whether the alert is still firing."""
    labels: dict[str, str] = Field(examples=[{"stage": "end_to_end"}])
    """The labels that the rule gave to this alert, for example which stage or provider it
    is about."""
    value: float = Field(examples=[3.4])
    """The latest value of the rule's expression, in the unit of the rule."""
    summary: str = Field(examples=["5% of the interviewer's replies take longer than 3 seconds."])
    """What the alert means, in one sentence; empty if this version has no such rule."""
    advice: str = Field(examples=["Compare event_append_seconds with the load of the machine."])
    """What to do about it; empty if this version has no such rule."""
    active_at: datetime = Field(examples=["2026-11-22T09:12:04Z"])
    """When the condition first held."""
    fired_at: datetime = Field(examples=["2026-11-22T09:17:04Z"])
    """When the condition had held long enough for the alert to fire."""
    cleared_at: datetime | None = Field(examples=["2026-11-22T09:40:00Z"])
    """When the condition stopped; null while the alert fires."""


class AlertListResponse(CamelModel):
    """Alerts of the installation: firing ones first, then the newest."""

    data: list[AlertResponse]
    """At most 100 alerts."""
    firing: int = Field(examples=[1])
    """How many alerts in `data` are firing."""


class PriceEntryRequest(StrictRequestModel):
    """From ``validFrom`` on, ``per`` units of a kind cost ``dollars``. Model '*' matches every model."""

    provider: str = Field(min_length=1, max_length=200, examples=["api.openai.com"])
    """Who charges for the usage, named as in `lines` of the cost report."""
    model: str = Field("*", min_length=1, max_length=200, examples=["gpt-4o-mini"])
    """The provider's name of the model, or `*` for all models of the provider."""
    kind: str = Field(min_length=1, max_length=40, examples=["llm_in", "llm_out"])
    """What is charged, named as in `lines` of the cost report."""
    valid_from: AwareDatetime = Field(examples=["2026-11-01T00:00:00Z"])
    """When the price starts to apply, with a time zone; at most 400 days ahead."""
    dollars: Decimal = Field(ge=0, le=1_000_000, max_digits=16, decimal_places=9, examples=[0.15])
    """The price of `per` units, in dollars."""
    per: Decimal = Field(Decimal(1), gt=0, le=1_000_000_000, examples=[1_000_000])
    """How many units the price is for."""


class SetPricesRequest(StrictRequestModel):
    """Prices to add to the table. An existing price with the same key and time is replaced."""

    prices: list[PriceEntryRequest] = Field(min_length=1, max_length=200)
    """The prices to add or replace; the usage since `validFrom` is repriced."""


class PriceResponse(CamelModel):
    """A stored price."""

    provider: str = Field(examples=["api.openai.com"])
    """Who charges for the usage."""
    model: str = Field(examples=["gpt-4o-mini"])
    """The provider's name of the model, or `*` for all models of the provider."""
    kind: str = Field(examples=["llm_in"])
    """What is charged."""
    valid_from: datetime
    """When the price starts to apply."""
    dollars: float = Field(examples=[0.15])
    """The price of `per` units, in dollars."""
    per: float = Field(examples=[1000000])
    """How many units the price is for."""


class PriceListResponse(CamelModel):
    """The price table, and how many usage records this request repriced."""

    data: list[PriceResponse]
    """All prices, by provider, model and kind, newest first."""
    repriced: int = 0
    """How many usage records this request repriced; 0 when prices are only read."""


def build_analytics_router(read_analytics: ReadAnalytics) -> APIRouter:
    """Return the report routes; they need the permission 'interview:read'."""
    routes = make_strict_router("analytics")

    @routes.get("/api/v1/analytics/quality")
    async def show_quality(caller: CurrentCaller, days: Days = 7) -> QualityResponse:
        """Return the quality report of the organization's interviews in the last ``days`` days."""
        caller.require(Permission.INTERVIEW_READ)
        quality = await read_analytics.read_quality(caller.tenant_id, days)
        return QualityResponse(
            days=days,
            interviews=quality.interviews,
            started=quality.started,
            ended=quality.ended,
            completion_rate=quality.completion_rate,
            failure_rate=quality.failure_rate,
            mean_duration_seconds=quality.mean_duration_s,
            assessed=quality.assessed,
            decided=quality.decided,
            rejection_rate=quality.rejection_rate,
            open_flags=quality.open_flags,
        )

    @routes.get("/api/v1/analytics/latency")
    async def show_latency(caller: CurrentCaller, days: Days = 7) -> LatencyResponse:
        """Return the latency report: replies of the last 24 hours, all else of the last ``days`` days."""
        caller.require(Permission.INTERVIEW_READ)
        latency = await read_analytics.read_latency(caller.tenant_id, days)
        return LatencyResponse(
            days=days,
            stages=[_stage_response(stage) for stage in latency.stages],
            plan=to_duration_response(latency.plan),
            approval=to_duration_response(latency.approval),
            assessment=to_duration_response(latency.assessment),
        )

    @routes.get("/api/v1/analytics/cost")
    async def show_cost(
        caller: CurrentCaller, language: RequestLanguage, days: Days = 7
    ) -> CostResponse:
        """Return the cost of the organization's interviews in the last ``days`` days."""
        caller.require(Permission.INTERVIEW_READ)
        report = await read_analytics.read_cost(caller.tenant_id, days)
        return _cost_response(report, days, language)

    @routes.get("/api/v1/analytics/interviews/{id}/cost")
    async def show_interview_cost(
        caller: CurrentCaller,
        interview_id: Annotated[
            UUID, Path(alias="id", description="The id of the interview, a UUID.")
        ],
    ) -> InterviewCostResponse:
        """Return what one interview cost so far, by purpose. A person's own practice is not shown."""
        caller.require(Permission.INTERVIEW_READ)
        return _interview_cost_response(
            await read_analytics.read_interview_cost(caller.tenant_id, InterviewId(interview_id))
        )

    return routes


def build_operator_router(alerts: AlertRepository, set_prices: SetPrices) -> APIRouter:
    """Return the alert and price routes; they need the permission 'platform:operate'."""
    routes = make_strict_router("operations")

    @routes.get("/api/v1/alerts")
    async def get_alerts(caller: CurrentCaller) -> AlertListResponse:
        """List firing and recent alerts of the whole installation. For operators."""
        caller.require(Permission.PLATFORM_OPERATE)
        data = [_alert_response(alert) for alert in await alerts.list_recent(_MAX_ALERTS)]
        return AlertListResponse(data=data, firing=sum(alert.state == "firing" for alert in data))

    @routes.get("/api/v1/prices")
    async def get_prices(caller: CurrentCaller) -> PriceListResponse:
        """List every price of the installation, newest first. For operators."""
        return PriceListResponse(
            data=[_price_response(price) for price in await set_prices.list_prices(caller)]
        )

    @routes.put("/api/v1/prices")
    async def put_prices(caller: CurrentCaller, body: SetPricesRequest) -> PriceListResponse:
        """Set prices from a given time on and reprice the usage since then. For operators."""
        prices = [Price(**price.model_dump()) for price in body.prices]
        repriced = await set_prices.set_prices(caller, prices)
        data = [_price_response(price) for price in await set_prices.list_prices(caller)]
        return PriceListResponse(data=data, repriced=repriced)

    return routes


def _stage_response(stage: StageLatency) -> StageLatencyResponse:
    spread = stage.durations
    return StageLatencyResponse(
        stage=stage.name,
        goal_seconds=stage.goal_s,
        count=spread.count,
        p50_seconds=spread.p50_s,
        p95_seconds=spread.p95_s,
    )


def to_duration_response(summary: DurationSummary) -> DurationSummaryResponse:
    """Return the summary as the API shows it."""
    return DurationSummaryResponse(
        count=summary.count, p50_seconds=summary.p50_s, p95_seconds=summary.p95_s
    )


def _cost_response(report: CostReport, days: int, language: str) -> CostResponse:
    return CostResponse(
        days=days,
        interviews=report.interviews,
        total=_round_dollars(report.total),
        known=float(round(report.known, 6)),
        mean_per_interview=_round_dollars(report.mean),
        unpriced_interviews=report.unpriced_interviews,
        lines=[_cost_line_response(line) for line in report.lines],
        warnings=[translate(warning, language) for warning in report.warnings],
    )


def _interview_cost_response(purposes: Sequence[PurposeCost]) -> InterviewCostResponse:
    known = [each.cost for each in purposes if each.cost is not None]
    total = sum(known, Decimal(0)) if len(known) == len(purposes) else None
    return InterviewCostResponse(
        total=_round_dollars(total),
        purposes=[
            PurposeCostResponse(
                purpose=each.purpose, usage_count=each.usage_count, cost=_round_dollars(each.cost)
            )
            for each in purposes
        ],
    )


def _cost_line_response(line: CostLine) -> CostLineResponse:
    return CostLineResponse(
        provider=line.provider,
        model=line.model,
        kind=line.kind,
        quantity=line.quantity,
        usage_count=line.usage_count,
        cost=_round_dollars(line.cost),
    )


def _round_dollars(amount: Decimal | None) -> float | None:
    return None if amount is None else float(round(amount, 6))


def _alert_response(alert: Alert) -> AlertResponse:
    status, rule = alert.status, _RULES_BY_NAME.get(alert.status.rule)
    return AlertResponse(
        id=str(alert.id),
        rule=status.rule,
        severity=alert.severity,
        state="firing" if status.is_firing else "cleared",
        labels=dict(status.labels),
        value=status.value,
        summary=rule.summary if rule else "",
        advice=rule.advice if rule else "",
        active_at=to_datetime(status.active_at),
        fired_at=to_datetime(status.fired_at or status.active_at),
        cleared_at=None if status.cleared_at is None else to_datetime(status.cleared_at),
    )


def _price_response(price: Price) -> PriceResponse:
    return PriceResponse(
        provider=price.provider,
        model=price.model,
        kind=price.kind,
        valid_from=price.valid_from,
        dollars=float(price.dollars),
        per=float(price.per),
    )
