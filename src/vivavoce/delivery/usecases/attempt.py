"""One try to deliver one message: send first, note afterwards, so that nothing is lost in between.

A process that dies after sending leaves no note, and the message is sent again under the same id.
The note and the next try are one transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from vivavoce.delivery.domain.record import Attempt, Dispatch, Status
from vivavoce.delivery.domain.schedule import Verdict, judge
from vivavoce.delivery.domain.target import signing_secrets
from vivavoce.delivery.domain.webhook import signed_headers
from vivavoce.delivery.ports import Chance, Endpoints, Messages, Outlet
from vivavoce.delivery.usecases.hands import Hands
from vivavoce.infra import metrics
from vivavoce.infra.egress.client import Answer
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

_log = structlog.get_logger(__name__)
_STATUS: dict[str, Status] = {
    "delivered": "delivered",
    "retry": "pending",
    "dead": "dead",
    "gone": "gone",
}


class AttemptDelivery:
    """Makes the try that is due, and no other; running it twice sends twice under one id."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        messages: Messages,
        endpoints: Endpoints,
        outlet: Outlet,
        clock: Clock,
        chance: Chance,
        installation_secret: str,
    ) -> None:
        self._open_work = open_work
        self._messages = messages
        self._endpoints = endpoints
        self._outlet = outlet
        self._clock = clock
        self._chance = chance
        self._installation_secret = installation_secret
        self._hands = Hands(clock)

    async def __call__(self, tenant_id: TenantId, message_id: UUID, attempt: int) -> None:
        """Make try number ``attempt`` of a message, if it is still to be made."""
        async with self._open_work(tenant_id) as work:
            found = await self._prepare(work, message_id, attempt)
        if found is None:
            return
        dispatch, headers, body = found
        async with self._hands.at(urlsplit(dispatch.url).netloc) as wait_s:
            if wait_s is not None:
                await self._come_back(tenant_id, dispatch, wait_s)
                return
            answer = await self._outlet.post(dispatch.url, headers=headers, body=body)
        await failpoint("webhook.after_send")
        async with self._open_work(tenant_id) as work:
            verdict = await self._verdict(work, dispatch, answer)
            await self._note(work, dispatch, answer, verdict)
            await failpoint("webhook.before_mark")

    async def _prepare(
        self, work: Work, message_id: UUID, attempt: int
    ) -> tuple[Dispatch, dict[str, str], bytes] | None:
        dispatch = await self._messages.due(work, message_id, attempt)
        if dispatch is None:
            return None
        if dispatch.body is None or dispatch.is_target_gone:
            status: Status = "gone" if dispatch.is_target_gone else "dead"
            await self._messages.close(work, message_id, status)
            return None
        now = self._clock.now()
        endpoint = await self._endpoints.current(work, now)
        headers = signed_headers(
            dispatch.body,
            message_id=dispatch.id,
            tenant_id=work.tenant_id,
            attempt=attempt,
            sent_at=now,
            secrets=signing_secrets(endpoint, self._installation_secret),
        )
        return dispatch, headers, dispatch.body

    async def _come_back(self, tenant_id: TenantId, dispatch: Dispatch, wait_s: float) -> None:
        again = self._clock.now() + timedelta(seconds=wait_s * (0.5 + self._chance()))
        async with self._open_work(tenant_id) as work:
            await self._messages.postpone(work, dispatch.id, again)
            await self._enqueue(work, dispatch.id, dispatch.attempt, again)

    async def _verdict(self, work: Work, dispatch: Dispatch, answer: Answer) -> Verdict:
        """Return what follows. A receiver that is gone is closed, unless it has moved meanwhile."""
        judged = partial(judge, attempt=dispatch.round, chance=self._chance())
        verdict = judged(status=answer.status, error=answer.error)
        if verdict.outcome != "gone" or dispatch.endpoint_id is None:
            return verdict
        is_there = await self._endpoints.close(work, dispatch.endpoint_id, dispatch.url)
        return verdict if is_there else judged(status=None, error=None)

    async def _note(self, work: Work, dispatch: Dispatch, answer: Answer, verdict: Verdict) -> None:
        now = self._clock.now()
        next_at = None if verdict.wait_s is None else now + timedelta(seconds=verdict.wait_s)
        is_first_note = await self._messages.record(
            work,
            dispatch.id,
            Attempt(
                attempt=dispatch.attempt,
                at=now,
                ms=answer.ms,
                status=answer.status,
                error=answer.error,
            ),
            status=_STATUS[verdict.outcome],
            next_at=next_at,
        )
        if not is_first_note:
            return
        work.once_committed(lambda: _count(answer, verdict))
        if next_at is not None:
            await self._enqueue(work, dispatch.id, dispatch.attempt + 1, next_at)
        _log.info(
            "webhook.tried",
            message_id=str(dispatch.id),
            attempt=dispatch.attempt,
            outcome=verdict.outcome,
            status=answer.status,
            error=answer.error,
            latency_ms=answer.ms,
        )

    async def _enqueue(self, work: Work, message_id: UUID, attempt: int, at: datetime) -> None:
        await work.enqueue(
            "delivery.attempt", at=at, message_id=str(message_id), attempt=str(attempt)
        )


def _count(answer: Answer, verdict: Verdict) -> None:
    metrics.WEBHOOK_ATTEMPTS.labels(verdict.outcome).inc()
    metrics.WEBHOOK_SECONDS.observe(answer.ms / 1000)
