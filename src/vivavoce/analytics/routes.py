"""Routes of analytics: reports for staff, prices and alerts for the operator."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from vivavoce.analytics.domain.alerts import ALERT_RULES
from vivavoce.analytics.domain.interview_analytics import CostLine, CostReport, DurationSummary
from vivavoce.analytics.domain.sampling import to_datetime
from vivavoce.analytics.ports import Alert, AlertRepository, Price
from vivavoce.analytics.usecases.read_analytics import ReadAnalytics, SetPrices, StageLatency
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.caller import Permission

Days = Annotated[int, Query(ge=1, le=90)]
_RULES_BY_NAME = {rule.name: rule for rule in ALERT_RULES}
_MAX_ALERTS = 100


class QualityResponse(CamelModel):
    """Outcomes and rates (0 to 1) of interviews. Rates and means are null below five."""

    days: int
    interviews: int
    started: int
    ended: dict[str, int]
    completion_rate: float | None
    failure_rate: float | None
    mean_duration_seconds: float | None
    assessed: int
    decided: int
    rejection_rate: float | None
    open_flags: int
    decisions_by_recommendation: dict[str, dict[str, int]]


class DurationSummaryResponse(CamelModel):
    """Count, median and 95th percentile of durations; below five, only the count."""

    count: int
    p50_seconds: float | None
    p95_seconds: float | None


class StageLatencyResponse(DurationSummaryResponse):
    """Latency of one stage of a reply in the last 24 hours, across the whole installation, and its goal."""

    stage: str
    goal_seconds: float | None


class LatencyResponse(CamelModel):
    """Latency of reply stages, and durations of plans, approvals and assessments."""

    days: int
    stages: list[StageLatencyResponse]
    plan: DurationSummaryResponse
    approval: DurationSummaryResponse
    assessment: DurationSummaryResponse


class CostLineResponse(CamelModel):
    """Total usage of one kind. ``cost`` is in dollars, or null while part of the usage has no price."""

    provider: str
    model: str
    kind: str
    quantity: int
    usage_count: int
    cost: float | None


class CostResponse(CamelModel):
    """The cost of interviews in dollars, to six decimals. A sum with an unknown price is null."""

    days: int
    currency: Literal["USD"] = "USD"
    interviews: int
    total: float | None
    known: float
    mean_per_interview: float | None
    unpriced_interviews: int
    lines: list[CostLineResponse]
    warnings: list[str]


class AlertResponse(CamelModel):
    """An alert that is firing or has fired."""

    id: str
    rule: str
    severity: Literal["page", "ticket"]
    state: Literal["firing", "cleared"]
    labels: dict[str, str]
    value: float
    summary: str
    advice: str
    active_at: datetime
    fired_at: datetime
    cleared_at: datetime | None


class AlertListResponse(CamelModel):
    """Alerts of the installation: firing ones first, then the newest."""

    data: list[AlertResponse]
    firing: int


class PriceEntryRequest(StrictRequestModel):
    """From ``validFrom`` on, ``per`` units of a kind cost ``dollars``. Model '*' matches every model."""

    provider: str = Field(min_length=1, max_length=200, examples=["api.openai.com"])
    model: str = Field("*", min_length=1, max_length=200, examples=["gpt-4o-mini"])
    kind: str = Field(min_length=1, max_length=40, examples=["llm_in", "llm_out"])
    valid_from: AwareDatetime
    dollars: Decimal = Field(ge=0, le=1_000_000, max_digits=16, decimal_places=9)
    per: Decimal = Field(Decimal(1), gt=0, le=1_000_000_000, examples=[1_000_000])


class SetPricesRequest(StrictRequestModel):
    """Prices to add to the table. An existing price with the same key and time is replaced."""

    prices: list[PriceEntryRequest] = Field(min_length=1, max_length=200)


class PriceResponse(CamelModel):
    """A stored price."""

    provider: str
    model: str
    kind: str
    valid_from: datetime
    dollars: float
    per: float


class PriceListResponse(CamelModel):
    """The price table, and how many usage records this request repriced."""

    data: list[PriceResponse]
    repriced: int = 0


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
            decisions_by_recommendation=quality.decisions_by_recommendation,
        )

    @routes.get("/api/v1/analytics/latency")
    async def show_latency(caller: CurrentCaller, days: Days = 7) -> LatencyResponse:
        """Return the latency report: replies of the last 24 hours, all else of the last ``days`` days."""
        caller.require(Permission.INTERVIEW_READ)
        latency = await read_analytics.read_latency(caller.tenant_id, days)
        return LatencyResponse(
            days=days,
            stages=[_stage_response(stage) for stage in latency.stages],
            plan=_duration_response(latency.plan),
            approval=_duration_response(latency.approval),
            assessment=_duration_response(latency.assessment),
        )

    @routes.get("/api/v1/analytics/cost")
    async def show_cost(caller: CurrentCaller, days: Days = 7) -> CostResponse:
        """Return the cost of the organization's interviews in the last ``days`` days."""
        caller.require(Permission.INTERVIEW_READ)
        return _cost_response(await read_analytics.read_cost(caller.tenant_id, days), days)

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


def _duration_response(summary: DurationSummary) -> DurationSummaryResponse:
    return DurationSummaryResponse(
        count=summary.count, p50_seconds=summary.p50_s, p95_seconds=summary.p95_s
    )


def _cost_response(report: CostReport, days: int) -> CostResponse:
    return CostResponse(
        days=days,
        interviews=report.interviews,
        total=_round_dollars(report.total),
        known=float(round(report.known, 6)),
        mean_per_interview=_round_dollars(report.mean),
        unpriced_interviews=report.unpriced_interviews,
        lines=[_cost_line_response(line) for line in report.lines],
        warnings=list(report.warnings),
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
