"""Builds analytics: metrics sampling, the alert monitor, interview analytics and alert channels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from fastapi import APIRouter

from vivavoce.analytics.adapters.analytics_postgres import (
    PostgresAnalyticsRepository,
    PostgresPriceRepository,
)
from vivavoce.analytics.adapters.monitoring_postgres import (
    PostgresAlertRepository,
    PostgresMetricSampleRepository,
    claim_scheduled_task_lease,
    count_open_review_flags,
    read_metrics_registry,
)
from vivavoce.analytics.domain.alerts import ALERT_RULES
from vivavoce.analytics.domain.sampling import to_datetime
from vivavoce.analytics.handlers import AnalyticsHandlers
from vivavoce.analytics.ports import Alert, AlertChannel
from vivavoce.analytics.routes import (
    build_analytics_router,
    build_hiring_report_router,
    build_operator_router,
)
from vivavoce.analytics.usecases.alerts import AlertChange, EvaluateAlerts, NotifyAlerts
from vivavoce.analytics.usecases.monitor import AlertMonitor, MetricsSampler
from vivavoce.analytics.usecases.read_analytics import ReadAnalytics, SetPrices
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.delivery import DeliverySlice
from vivavoce.app.wiring.model_scoring import ModelScoring, measure_certificate
from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.delivery.domain.webhook import build_signed_headers
from vivavoce.delivery.ports import Mailer
from vivavoce.infra import metrics
from vivavoce.infra.egress.client import OutboundHttpClient, make_outbound_http_client
from vivavoce.infra.metrics import SharedValues
from vivavoce.infra.unit_of_work import AuditTrail
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId
from vivavoce.live.adapters.postgres_admission_queue import (
    count_queued_candidates,
    count_sessions_by_state,
)

_log = structlog.get_logger("alert")
_NO_TENANT_ID = TenantId(UUID(int=0))
_RULES = {rule.name: rule for rule in ALERT_RULES}
_TIMED_QUEUES = ("plan", "assess")


@dataclass(frozen=True, slots=True)
class AnalyticsSlice:
    """What other wiring needs of analytics."""

    handlers: AnalyticsHandlers
    reports: ReadAnalytics
    routers: tuple[APIRouter, ...]
    sampler: MetricsSampler
    alert_monitor: AlertMonitor
    notify_alerts: NotifyAlerts


class WebhookAlertChannel:
    """Posts alerts to a URL, signed like every webhook of this installation."""

    name = "webhook"

    def __init__(
        self, url: str, http_client: OutboundHttpClient, clock: Clock, secret: str
    ) -> None:
        self._url = url
        self._http_client = http_client
        self._clock = clock
        self._secret = secret

    async def notify(self, alert: Alert, change: AlertChange, attempt: int) -> bool:
        """Return whether the response was 2xx; the same change has the same id on every attempt."""
        body = json.dumps(alert_to_document(alert, change), separators=(",", ":")).encode()
        headers = build_signed_headers(
            body,
            message_id=uuid5(NAMESPACE_URL, f"{alert.id}.{change}"),
            tenant_id=_NO_TENANT_ID,
            attempt=attempt,
            sent_at=self._clock.now(),
            secrets=[self._secret],
        )
        response = await self._http_client.post(self._url, headers=headers, body=body)
        is_accepted = response.status is not None and 200 <= response.status < 300
        if not is_accepted:
            _log.warning(
                "alert.rejected", channel=self.name, status=response.status, kind=response.error
            )
        return is_accepted


class EmailAlertChannel:
    """Sends alerts to an e-mail address."""

    name = "mail"

    def __init__(self, address: str, mailer: Mailer) -> None:
        self._address = address
        self._mailer = mailer

    async def notify(self, alert: Alert, change: AlertChange, attempt: int) -> bool:
        """Return whether the e-mail is done: accepted, or refused for good and not retried."""
        rule = _RULES[alert.status.rule]
        email = Email(
            to=self._address,
            subject=f"[Vivavoce] {rule.name} {change}",
            text=f"{rule.summary}\n\n"
            f"{rule.advice}\n\n"
            f"Firing since {format_timestamp(to_datetime(alert.status.active_at))}. "
            f"Current value: {alert.status.value:g}.\n",
        )
        message_id = uuid5(NAMESPACE_URL, f"{alert.id}.{change}")
        try:
            await self._mailer.send(email, tenant_id=DEMO_TENANT_ID, message_id=message_id)
        except EmailDelayedError:
            return False
        except EmailRefusedError:
            _log.warning("alert.rejected", channel=self.name)
        return True


def alert_to_document(alert: Alert, news: AlertChange) -> dict[str, object]:
    """Return the JSON document that receivers of alerts get."""
    status, rule = alert.status, _RULES[alert.status.rule]
    return {
        "event": f"alert.{news}",
        "id": str(alert.id),
        "alert": rule.name,
        "severity": alert.severity,
        "labels": dict(status.labels),
        "value": status.value,
        "summary": rule.summary,
        "advice": rule.advice,
        "activeAt": format_timestamp(to_datetime(status.active_at)),
        "firedAt": None
        if status.fired_at is None
        else format_timestamp(to_datetime(status.fired_at)),
        "clearedAt": None
        if status.cleared_at is None
        else format_timestamp(to_datetime(status.cleared_at)),
    }


def build_analytics(
    platform: Platform,
    *,
    delivery: DeliverySlice,
    audit: AuditTrail,
    model_scoring: ModelScoring | None = None,
) -> AnalyticsSlice:
    """Return analytics with its production adapters."""
    process = f"p_{platform.ids.random_token(64)}"
    samples, alerts = (
        PostgresMetricSampleRepository(platform.database),
        PostgresAlertRepository(platform.database),
    )
    analytics = PostgresAnalyticsRepository()
    read = ReadAnalytics(
        open_work=platform.open_work, analytics=analytics, samples=samples, clock=platform.clock
    )
    prices = SetPrices(
        open_work=platform.open_work,
        prices=PostgresPriceRepository(),
        audit=audit,
        clock=platform.clock,
    )

    async def read_shared() -> SharedValues:
        values = await read_shared_metrics(platform)
        if model_scoring is None:
            return values
        permit = await model_scoring.read_permit()
        return {**values, **measure_certificate(permit, platform.clock.now())}

    metrics.WORKER_UP.set(1)
    return AnalyticsSlice(
        handlers=AnalyticsHandlers(analytics),
        reports=read,
        routers=(
            build_analytics_router(read),
            build_hiring_report_router(read),
            build_operator_router(alerts, prices),
        ),
        sampler=MetricsSampler(
            registry=read_metrics_registry, samples=samples, clock=platform.clock, process=process
        ),
        alert_monitor=AlertMonitor(
            claim_lease=partial(claim_scheduled_task_lease, platform.database),
            read_shared=read_shared,
            shared_metrics=metrics.SHARED_METRICS,
            samples=samples,
            alerts=alerts,
            evaluate=EvaluateAlerts(
                samples=samples, alerts=alerts, clock=platform.clock, ids=platform.ids
            ),
            clock=platform.clock,
            process=process,
        ),
        notify_alerts=NotifyAlerts(
            alerts=alerts, channels=_build_channels(platform, delivery), clock=platform.clock
        ),
    )


async def read_shared_metrics(platform: Platform) -> SharedValues:
    """Return the metrics shared by all processes, from the database."""
    waiting = await platform.jobs.count_waiting()
    backlog = await platform.database.execute(
        "SELECT oldest FROM bus_backlog() WHERE group_name = ''"
    )
    oldest = min((row["oldest"] for row in backlog), default=None)
    age_s = 0.0 if oldest is None else max(0.0, (platform.clock.now() - oldest).total_seconds())
    return {
        "interview_sessions": await count_sessions_by_state(platform.database),
        "interview_queue_depth": {
            **{queue: waiting.get(queue, 0) for queue in _TIMED_QUEUES},
            "talk": await count_queued_candidates(platform.database),
        },
        "jobs_waiting": waiting,
        "interview_review_flags_open": {"": await count_open_review_flags(platform.database)},
        "outbox_oldest_seconds": {"": age_s},
    }


def _build_channels(platform: Platform, delivery: DeliverySlice) -> list[AlertChannel]:
    channels: list[AlertChannel] = []
    if platform.settings.alert_webhook_url is not None:
        outlet = make_outbound_http_client(platform.clock, is_local=platform.settings.is_local)
        channels.append(
            WebhookAlertChannel(
                platform.settings.alert_webhook_url,
                outlet,
                platform.clock,
                delivery.installation_secret,
            )
        )
    if platform.settings.alert_email is not None:
        channels.append(EmailAlertChannel(platform.settings.alert_email, delivery.mailer))
    return channels
