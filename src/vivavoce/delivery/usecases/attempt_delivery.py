"""Make one delivery attempt: send first, record afterwards, so that no message is lost.

If the process dies after sending, nothing is recorded and the message is sent again with the same id.
The record and the job for the next attempt are one transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from vivavoce.delivery.domain.delivery_record import DeliveryAttempt, DeliveryStatus, DueDelivery
from vivavoce.delivery.domain.retry_schedule import RetryDecision, decide_retry
from vivavoce.delivery.domain.webhook import build_signed_headers
from vivavoce.delivery.domain.webhook_endpoint import choose_signing_secrets
from vivavoce.delivery.ports import (
    RandomSource,
    WebhookEndpointRepository,
    WebhookMessageRepository,
    WebhookSender,
)
from vivavoce.delivery.usecases.host_concurrency import HostConcurrencyLimiter
from vivavoce.infra import metrics
from vivavoce.infra.egress.client import OutboundHttpResponse
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

_log = structlog.get_logger(__name__)
_STATUS_BY_OUTCOME: dict[str, DeliveryStatus] = {
    "delivered": "delivered",
    "retry": "pending",
    "dead": "dead",
    "gone": "gone",
}


class AttemptDelivery:
    """Makes the attempt that is due, and no other. Concurrent runs may send a message twice, with one id."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        messages: WebhookMessageRepository,
        endpoints: WebhookEndpointRepository,
        sender: WebhookSender,
        clock: Clock,
        random_source: RandomSource,
        installation_secret: str,
    ) -> None:
        self._open_work = open_work
        self._messages = messages
        self._endpoints = endpoints
        self._sender = sender
        self._clock = clock
        self._random_source = random_source
        self._installation_secret = installation_secret
        self._host_limiter = HostConcurrencyLimiter(clock)

    async def __call__(self, tenant_id: TenantId, message_id: UUID, attempt: int) -> None:
        """Make attempt number ``attempt`` of a message, if it has not been made yet."""
        async with self._open_work(tenant_id) as work:
            found = await self._prepare(work, message_id, attempt)
        if found is None:
            return
        dispatch, headers, body = found
        async with self._host_limiter.acquire(urlsplit(dispatch.url).netloc) as wait_s:
            if wait_s is not None:
                await self._reschedule(tenant_id, dispatch, wait_s)
                return
            answer = await self._sender.post(dispatch.url, headers=headers, body=body)
        await failpoint("webhook.after_send")
        async with self._open_work(tenant_id) as work:
            verdict = await self._decide(work, dispatch, answer)
            await self._record(work, dispatch, answer, verdict)
            await failpoint("webhook.before_mark")

    async def _prepare(
        self, work: UnitOfWork, message_id: UUID, attempt: int
    ) -> tuple[DueDelivery, dict[str, str], bytes] | None:
        dispatch = await self._messages.find_due(work, message_id, attempt)
        if dispatch is None:
            return None
        if dispatch.body is None or dispatch.is_target_gone:
            status: DeliveryStatus = "gone" if dispatch.is_target_gone else "dead"
            await self._messages.close(work, message_id, status)
            return None
        now = self._clock.now()
        endpoint = await self._endpoints.find(work, now)
        headers = build_signed_headers(
            dispatch.body,
            message_id=dispatch.id,
            tenant_id=work.tenant_id,
            attempt=attempt,
            sent_at=now,
            secrets=choose_signing_secrets(endpoint, self._installation_secret),
        )
        return dispatch, headers, dispatch.body

    async def _reschedule(self, tenant_id: TenantId, delivery: DueDelivery, delay_s: float) -> None:
        again = self._clock.now() + timedelta(seconds=delay_s * (0.5 + self._random_source()))
        async with self._open_work(tenant_id) as work:
            await self._messages.postpone(work, delivery.id, again)
            await self._enqueue(work, delivery.id, delivery.attempt, again)

    async def _decide(
        self, work: UnitOfWork, delivery: DueDelivery, response: OutboundHttpResponse
    ) -> RetryDecision:
        """Return what follows; disable an endpoint that is gone, unless its URL has changed meanwhile."""
        judged = partial(
            decide_retry, attempt=delivery.schedule_attempt, random_fraction=self._random_source()
        )
        verdict = judged(status=response.status, error=response.error)
        if verdict.outcome != "gone" or delivery.endpoint_id is None:
            return verdict
        is_there = await self._endpoints.mark_gone(work, delivery.endpoint_id, delivery.url)
        return verdict if is_there else judged(status=None, error=None)

    async def _record(
        self,
        work: UnitOfWork,
        delivery: DueDelivery,
        response: OutboundHttpResponse,
        decision: RetryDecision,
    ) -> None:
        now = self._clock.now()
        next_attempt_at = (
            None if decision.delay_s is None else now + timedelta(seconds=decision.delay_s)
        )
        is_first_note = await self._messages.record_attempt(
            work,
            delivery.id,
            DeliveryAttempt(
                attempt=delivery.attempt,
                at=now,
                duration_ms=response.latency_ms,
                status=response.status,
                error=response.error,
            ),
            status=_STATUS_BY_OUTCOME[decision.outcome],
            next_attempt_at=next_attempt_at,
        )
        if not is_first_note:
            return
        work.on_commit(lambda: _count_metrics(response, decision))
        if next_attempt_at is not None:
            await self._enqueue(work, delivery.id, delivery.attempt + 1, next_attempt_at)
        _log.info(
            "webhook.attempted",
            message_id=str(delivery.id),
            attempt=delivery.attempt,
            outcome=decision.outcome,
            status=response.status,
            error=response.error,
            latency_ms=response.latency_ms,
        )

    async def _enqueue(
        self, work: UnitOfWork, message_id: UUID, attempt: int, at: datetime
    ) -> None:
        await work.enqueue(
            "delivery.attempt_webhook", at=at, message_id=str(message_id), attempt=str(attempt)
        )


def _count_metrics(response: OutboundHttpResponse, decision: RetryDecision) -> None:
    metrics.WEBHOOK_ATTEMPTS.labels(decision.outcome).inc()
    metrics.WEBHOOK_SECONDS.observe(response.latency_ms / 1000)
