"""Figures for staff, prices and alerts for the operator."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from vivavoce.infra.web.bodies import CamelModel, OwnBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.insight.domain.alerts import RULES
from vivavoce.insight.domain.figures import Cost, CostLine, Spread
from vivavoce.insight.domain.sampling import moment
from vivavoce.insight.ports import Alert, Alerts, Price
from vivavoce.insight.usecases.read_figures import ReadFigures, Stage
from vivavoce.insight.usecases.set_prices import SetPrices
from vivavoce.kernel.caller import Permission

Days = Annotated[int, Query(ge=1, le=90)]
_RULES = {rule.name: rule for rule in RULES}
_MOST_ALERTS = 100


class QualityView(CamelModel):
    """How interviews went. Below five of a kind only counts are given, and rates are null."""

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
    flags_open: int
    proposals: dict[str, dict[str, int]]


class SpreadView(CamelModel):
    """How long something took; below five only how often."""

    count: int
    p50_seconds: float | None
    p95_seconds: float | None


class StageView(SpreadView):
    """A stage of a reply in the last 24 hours, over the whole installation, beside its goal."""

    stage: str
    goal_seconds: float | None


class LatencyView(CamelModel):
    """How fast replies are, and how long plans, approvals and assessments took."""

    days: int
    stages: list[StageView]
    plan: SpreadView
    approval: SpreadView
    assessment: SpreadView


class CostLineView(CamelModel):
    """What was used of one kind. ``cost`` is null while a part of it has no price."""

    provider: str
    model: str
    kind: str
    quantity: int
    uses: int
    cost: float | None


class CostView(CamelModel):
    """What interviews cost, in dollars to six decimals. An unknown price makes a sum null, never less."""

    days: int
    currency: Literal["USD"] = "USD"
    interviews: int
    total: float | None
    known: float
    mean_per_interview: float | None
    unpriced_interviews: int
    lines: list[CostLineView]
    warnings: list[str]


class AlertView(CamelModel):
    """An alert that fires or fired."""

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


class AlertPage(CamelModel):
    """Alerts of the installation: firing ones first, then the newest."""

    data: list[AlertView]
    firing: int


class PriceBody(OwnBody):
    """What ``per`` units of a kind cost from a moment on, in dollars. The model '*' is any."""

    provider: str = Field(min_length=1, max_length=200, examples=["api.openai.com"])
    model: str = Field("*", min_length=1, max_length=200, examples=["gpt-4o-mini"])
    kind: str = Field(min_length=1, max_length=40, examples=["llm_in", "llm_out"])
    valid_from: AwareDatetime
    dollars: Decimal = Field(ge=0, le=1_000_000, max_digits=16, decimal_places=9)
    per: Decimal = Field(Decimal(1), gt=0, le=1_000_000_000, examples=[1_000_000])


class PricesBody(OwnBody):
    """Prices to set beside those that are there."""

    prices: list[PriceBody] = Field(min_length=1, max_length=200)


class PriceView(CamelModel):
    """A price as it is kept."""

    provider: str
    model: str
    kind: str
    valid_from: datetime
    dollars: float
    per: float


class PriceList(CamelModel):
    """The price table, and how many uses the last change priced anew."""

    data: list[PriceView]
    repriced: int = 0


def figure_routes(read: ReadFigures) -> APIRouter:
    """Return the figures; they need the permission 'interview:read'."""
    routes = own_router("insight")

    @routes.get("/api/v1/insight/quality")
    async def insight_quality(caller: CallerOf, days: Days = 7) -> QualityView:
        """Return how the organisation's interviews of the last days went."""
        caller.require(Permission.INTERVIEW_READ)
        found = await read.quality(caller.tenant_id, days)
        return QualityView(
            days=days,
            interviews=found.interviews,
            started=found.started,
            ended=found.ended,
            completion_rate=found.completion_rate,
            failure_rate=found.failure_rate,
            mean_duration_seconds=found.mean_duration_s,
            assessed=found.assessed,
            decided=found.decided,
            rejection_rate=found.rejection_rate,
            flags_open=found.flags_open,
            proposals=found.proposals,
        )

    @routes.get("/api/v1/insight/latency")
    async def insight_latency(caller: CallerOf, days: Days = 7) -> LatencyView:
        """Return how fast it was: replies of the last 24 hours, the rest of the last days."""
        caller.require(Permission.INTERVIEW_READ)
        found = await read.latency(caller.tenant_id, days)
        return LatencyView(
            days=days,
            stages=[_stage(stage) for stage in found.stages],
            plan=_spread(found.plan),
            approval=_spread(found.approval),
            assessment=_spread(found.assessment),
        )

    @routes.get("/api/v1/insight/cost")
    async def insight_cost(caller: CallerOf, days: Days = 7) -> CostView:
        """Return what the organisation's interviews of the last days cost."""
        caller.require(Permission.INTERVIEW_READ)
        return _cost(await read.cost(caller.tenant_id, days), days)

    return routes


def operator_routes(alerts: Alerts, prices: SetPrices) -> APIRouter:
    """Return alerts and prices; they need the permission 'platform:operate'."""
    routes = own_router("operations")

    @routes.get("/api/v1/alerts")
    async def get_alerts(caller: CallerOf) -> AlertPage:
        """List what fires and what fired lately, in the whole installation. For its operators."""
        caller.require(Permission.OPERATE)
        found = [_alert(alert) for alert in await alerts.recent(_MOST_ALERTS)]
        return AlertPage(data=found, firing=sum(one.state == "firing" for one in found))

    @routes.get("/api/v1/prices")
    async def get_prices(caller: CallerOf) -> PriceList:
        """List every price of the installation, newest first. For its operators."""
        return PriceList(data=[_price(price) for price in await prices.all(caller)])

    @routes.put("/api/v1/prices")
    async def put_prices(caller: CallerOf, body: PricesBody) -> PriceList:
        """Set prices from a moment on and price anew what was used since. For operators."""
        given = [Price(**price.model_dump()) for price in body.prices]
        repriced = await prices.put(caller, given)
        data = [_price(price) for price in await prices.all(caller)]
        return PriceList(data=data, repriced=repriced)

    return routes


def _stage(stage: Stage) -> StageView:
    spread = stage.spread
    return StageView(
        stage=stage.name,
        goal_seconds=stage.goal_s,
        count=spread.count,
        p50_seconds=spread.p50_s,
        p95_seconds=spread.p95_s,
    )


def _spread(spread: Spread) -> SpreadView:
    return SpreadView(count=spread.count, p50_seconds=spread.p50_s, p95_seconds=spread.p95_s)


def _cost(cost: Cost, days: int) -> CostView:
    return CostView(
        days=days,
        interviews=cost.interviews,
        total=_dollars(cost.total),
        known=float(round(cost.known, 6)),
        mean_per_interview=_dollars(cost.mean),
        unpriced_interviews=cost.unpriced_interviews,
        lines=[_line(line) for line in cost.lines],
        warnings=list(cost.warnings),
    )


def _line(line: CostLine) -> CostLineView:
    return CostLineView(
        provider=line.provider,
        model=line.model,
        kind=line.kind,
        quantity=line.quantity,
        uses=line.uses,
        cost=_dollars(line.cost),
    )


def _dollars(amount: Decimal | None) -> float | None:
    return None if amount is None else float(round(amount, 6))


def _alert(alert: Alert) -> AlertView:
    standing, rule = alert.standing, _RULES.get(alert.standing.rule)
    return AlertView(
        id=str(alert.id),
        rule=standing.rule,
        severity=alert.severity,
        state="firing" if standing.is_firing else "cleared",
        labels=dict(standing.labels),
        value=standing.value,
        summary=rule.summary if rule else "",
        advice=rule.advice if rule else "",
        active_at=moment(standing.active_at),
        fired_at=moment(standing.fired_at or standing.active_at),
        cleared_at=None if standing.cleared_at is None else moment(standing.cleared_at),
    )


def _price(price: Price) -> PriceView:
    return PriceView(
        provider=price.provider,
        model=price.model,
        kind=price.kind,
        valid_from=price.valid_from,
        dollars=float(price.dollars),
        per=float(price.per),
    )
