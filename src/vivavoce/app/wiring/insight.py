"""Builds insight: what this process samples, the watch, the figures and who is told of alerts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.delivery import Delivery
from vivavoce.delivery.domain.letter import Letter, MailDelayed, MailRefused
from vivavoce.delivery.domain.webhook import signed_headers
from vivavoce.delivery.ports import Mailer
from vivavoce.infra import metrics
from vivavoce.infra.egress.client import open_egress
from vivavoce.infra.metrics import Numbers
from vivavoce.insight.adapters.figures_postgres import PostgresFigures, PostgresPrices
from vivavoce.insight.adapters.registry import read_registry
from vivavoce.insight.adapters.watch_postgres import (
    PostgresAlerts,
    PostgresDuties,
    PostgresSamples,
    open_flags,
)
from vivavoce.insight.domain.alerts import RULES
from vivavoce.insight.domain.sampling import moment
from vivavoce.insight.handlers import FigureHandlers
from vivavoce.insight.ports import Alert, Audit, Channel, Outlet
from vivavoce.insight.routes import figure_routes, operator_routes
from vivavoce.insight.usecases.evaluate import Evaluator
from vivavoce.insight.usecases.read_figures import ReadFigures
from vivavoce.insight.usecases.sample import Sampler
from vivavoce.insight.usecases.set_prices import SetPrices
from vivavoce.insight.usecases.tell import News, TellAlerts
from vivavoce.insight.usecases.watch import Watch
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.ids import DEMO_TENANT, TenantId
from vivavoce.live.adapters.numbers import session_states, waiting_for_room

_log = structlog.get_logger("alert")
_NOBODY = TenantId(UUID(int=0))
_RULES = {rule.name: rule for rule in RULES}
_QUEUES = ("plan", "assess")


@dataclass(frozen=True, slots=True)
class Insight:
    """What the roof needs of insight."""

    handlers: FigureHandlers
    routers: tuple[APIRouter, ...]
    sampler: Sampler
    watch: Watch
    tell: TellAlerts


class AlertWebhook:
    """Posts alerts to an address, signed like every webhook of this installation."""

    name = "webhook"

    def __init__(self, url: str, outlet: Outlet, clock: Clock, secret: str) -> None:
        self._url = url
        self._outlet = outlet
        self._clock = clock
        self._secret = secret

    async def tell(self, alert: Alert, news: News, attempt: int) -> bool:
        """Return whether it answered with 2xx; the same news has the same id on every try."""
        body = json.dumps(document_of(alert, news), separators=(",", ":")).encode()
        headers = signed_headers(
            body,
            message_id=uuid5(NAMESPACE_URL, f"{alert.id}.{news}"),
            tenant_id=_NOBODY,
            attempt=attempt,
            sent_at=self._clock.now(),
            secrets=[self._secret],
        )
        answer = await self._outlet.post(self._url, headers=headers, body=body)
        is_taken = answer.status is not None and 200 <= answer.status < 300
        if not is_taken:
            _log.warning(
                "alert.refused", channel=self.name, status=answer.status, kind=answer.error
            )
        return is_taken


class AlertMail:
    """Writes alerts to an address."""

    name = "mail"

    def __init__(self, address: str, mailer: Mailer) -> None:
        self._address = address
        self._mailer = mailer

    async def tell(self, alert: Alert, news: News, attempt: int) -> bool:
        """Return whether the letter was taken; one that is refused for good is not tried again."""
        rule = _RULES[alert.standing.rule]
        letter = Letter(
            to=self._address,
            subject=f"[Vivavoce] {rule.name} {news}",
            text=f"{rule.summary}\n\n{rule.advice}\n\n"
            f"Alarming since {iso_ms(moment(alert.standing.active_at))}, value {alert.standing.value:g}.\n",
        )
        message_id = uuid5(NAMESPACE_URL, f"{alert.id}.{news}")
        try:
            await self._mailer.send(letter, tenant_id=DEMO_TENANT, message_id=message_id)
        except MailDelayed:
            return False
        except MailRefused:
            _log.warning("alert.refused", channel=self.name)
        return True


def document_of(alert: Alert, news: News) -> dict[str, object]:
    """Return what a receiver of alerts gets."""
    standing, rule = alert.standing, _RULES[alert.standing.rule]
    return {
        "event": f"alert.{news}",
        "id": str(alert.id),
        "alert": rule.name,
        "severity": alert.severity,
        "labels": dict(standing.labels),
        "value": standing.value,
        "summary": rule.summary,
        "advice": rule.advice,
        "activeAt": iso_ms(moment(standing.active_at)),
        "firedAt": None if standing.fired_at is None else iso_ms(moment(standing.fired_at)),
        "clearedAt": None if standing.cleared_at is None else iso_ms(moment(standing.cleared_at)),
    }


def build_insight(on: Foundation, *, delivery: Delivery, audit: Audit) -> Insight:
    """Return insight on real adapters."""
    process = f"p_{on.ids.token(64)}"
    samples, alerts = PostgresSamples(on.database), PostgresAlerts(on.database)
    figures = PostgresFigures()
    read = ReadFigures(open_work=on.open_work, figures=figures, samples=samples, clock=on.clock)
    prices = SetPrices(open_work=on.open_work, prices=PostgresPrices(), audit=audit, clock=on.clock)

    async def read_shared() -> Numbers:
        return await shared_numbers(on)

    metrics.WORKER_UP.set(1)
    return Insight(
        handlers=FigureHandlers(figures),
        routers=(figure_routes(read), operator_routes(alerts, prices)),
        sampler=Sampler(registry=read_registry, samples=samples, clock=on.clock, process=process),
        watch=Watch(
            duties=PostgresDuties(on.database),
            read_shared=read_shared,
            board=metrics.SHARED,
            samples=samples,
            alerts=alerts,
            evaluate=Evaluator(samples=samples, alerts=alerts, clock=on.clock, ids=on.ids),
            clock=on.clock,
            process=process,
        ),
        tell=TellAlerts(alerts=alerts, channels=_channels(on, delivery), clock=on.clock),
    )


async def shared_numbers(on: Foundation) -> Numbers:
    """Return what all processes share, from the database."""
    waiting = await on.jobs.waiting()
    backlog = await on.database.call("SELECT oldest FROM bus_backlog() WHERE group_name = ''")
    oldest = min((row["oldest"] for row in backlog), default=None)
    age_s = 0.0 if oldest is None else max(0.0, (on.clock.now() - oldest).total_seconds())
    return {
        "interview_sessions": await session_states(on.database),
        "interview_queue_depth": {
            **{queue: waiting.get(queue, 0) for queue in _QUEUES},
            "talk": await waiting_for_room(on.database),
        },
        "jobs_waiting": waiting,
        "interview_review_flags_open": {"": await open_flags(on.database)},
        "outbox_oldest_seconds": {"": age_s},
    }


def _channels(on: Foundation, delivery: Delivery) -> list[Channel]:
    found: list[Channel] = []
    if on.settings.alert_webhook_url is not None:
        outlet = open_egress(on.clock, is_local=on.settings.is_local)
        found.append(
            AlertWebhook(
                on.settings.alert_webhook_url, outlet, on.clock, delivery.installation_secret
            )
        )
    if on.settings.alert_email is not None:
        found.append(AlertMail(on.settings.alert_email, delivery.mailer))
    return found
