"""Make one delivery attempt: send first, record afterwards, so that no message is lost.

If the process dies after sending, nothing is recorded and the message is sent again with the same id. The
record and the job for the next attempt are one transaction.

Concurrent attempts per host are limited, so that a slow host cannot occupy every worker. For a fast host,
an attempt waits briefly for a free slot, so that a burst of webhooks goes through. For a slow host, it is
postponed instead; the more attempts are waiting, the longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.delivery.adapters.messages_postgres import PostgresWebhookMessageRepository
from vivavoce.delivery.domain.webhook import build_signed_headers
from vivavoce.delivery.domain.webhook_delivery import (
    DeliveryAttempt,
    DeliveryStatus,
    DueDelivery,
    RetryDecision,
    choose_signing_secrets,
    decide_retry,
)
from vivavoce.delivery.ports import RandomSource
from vivavoce.infra import metrics
from vivavoce.infra.egress.client import OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

MAX_CONCURRENT_PER_HOST = 4
SLOW_AFTER_S = 0.2
"""How long an attempt waits for a slot, and how long one may take before its host counts as slow."""
MAX_DELAY_S = 60.0
_ATTEMPT_S = 5.5
_MAX_TRACKED_HOSTS = 1000


class HostConcurrencyLimiter:
    """Counts attempts per host; forgets a host when it has none, unless it is known to be slow."""

    def __init__(self, clock: Clock, *, max_concurrent: int = MAX_CONCURRENT_PER_HOST) -> None:
        self._clock = clock
        self._max_concurrent = max_concurrent
        self._hosts: dict[str, _HostState] = {}

    @asynccontextmanager
    async def acquire(self, host: str) -> AsyncIterator[float | None]:
        """Yield None with a slot for ``host``, or the number of seconds after which to try again."""
        state = self._hosts.setdefault(host, _HostState(self._max_concurrent))
        state.user_count += 1
        try:
            if await self._acquire_slot(state):
                async with self._track_attempt(state):
                    yield None
            else:
                state.rejected_count += 1
                yield min(state.rejected_count * _ATTEMPT_S / self._max_concurrent, MAX_DELAY_S)
        finally:
            state.user_count -= 1
            if not state.user_count and (
                not state.is_slow or len(self._hosts) > _MAX_TRACKED_HOSTS
            ):
                del self._hosts[host]

    @asynccontextmanager
    async def _track_attempt(self, state: _HostState) -> AsyncIterator[None]:
        began = self._clock.monotonic()
        state.attempt_starts.append(began)
        try:
            yield
        finally:
            state.attempt_starts.remove(began)
            state.is_slow = self._clock.monotonic() - began > SLOW_AFTER_S
            state.rejected_count = state.rejected_count if state.is_slow else 0
            state.slots.release()

    async def _acquire_slot(self, state: _HostState) -> bool:
        is_stuck = any(
            self._clock.monotonic() - start > SLOW_AFTER_S for start in state.attempt_starts
        )
        if state.slots.locked() and (state.is_slow or is_stuck):
            return False
        try:
            async with asyncio.timeout(SLOW_AFTER_S):
                await state.slots.acquire()
        except TimeoutError:
            return False
        return True


class _HostState:
    def __init__(self, max_concurrent: int) -> None:
        self.slots = asyncio.Semaphore(max_concurrent)
        self.attempt_starts: list[float] = []
        self.is_slow = False
        self.rejected_count = 0
        self.user_count = 0


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
        messages: PostgresWebhookMessageRepository,
        endpoints: PostgresWebhookEndpointRepository,
        sender: OutboundHttpClient,
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
            prepared = await self._prepare(work, message_id, attempt)
        if prepared is None:
            return
        dispatch, headers, body = prepared
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
        retry_at = self._clock.now() + timedelta(seconds=delay_s * (0.5 + self._random_source()))
        async with self._open_work(tenant_id) as work:
            await self._messages.postpone(work, delivery.id, retry_at)
            await self._enqueue(work, delivery.id, delivery.attempt, retry_at)

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
