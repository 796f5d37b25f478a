"""Publish an interview event as a webhook, redeliver an ended message, and requeue lost deliveries.

Publishing stores one message, queued in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.delivery.adapters.messages_postgres import PostgresWebhookMessageRepository
from vivavoce.delivery.domain.webhook import WEBHOOK_EVENTS, WebhookMessage
from vivavoce.delivery.domain.webhook_delivery import DeliveryRecord, choose_destination
from vivavoce.delivery.ports import OverdueDeliveryClaim
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, TenantId


class WebhookPublisher:
    """Publishes webhooks to the interview's callback or else the organization's webhook endpoint."""

    def __init__(
        self,
        *,
        messages: PostgresWebhookMessageRepository,
        endpoints: PostgresWebhookEndpointRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._messages = messages
        self._endpoints = endpoints
        self._clock = clock
        self._ids = ids

    async def publish(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        run_id: str,
        event: str,
        state: str,
        callback_url: str | None,
        data: Mapping[str, Any],  # Any: JSON
        person_id: UUID | None = None,
        candidate_ref: str | None = None,
        external_id: str | None = None,
    ) -> UUID | None:
        """Queue one message and its first attempt in ``work``; return its id, or None without a destination.

        Nothing is sent unless ``work`` commits. The body is encrypted with the key of ``person_id`` (or
        else of the interview), so that erasing the person erases it. Raises ``ValueError`` if ``event``
        is not in ``WEBHOOK_EVENTS``.
        """
        if event not in WEBHOOK_EVENTS:
            raise ValueError(f"'{event}' is not a webhook event")
        now = self._clock.now()
        endpoint = await self._endpoints.find(work, now)
        to = choose_destination(event, callback_url=callback_url, endpoint=endpoint)
        if to is None:
            return None
        message = WebhookMessage(
            id=self._ids.new_id(),
            event=event,
            run_id=run_id,
            interview_id=interview_id,
            tenant_id=work.tenant_id,
            candidate_ref=candidate_ref,
            external_id=external_id,
            state=state,
            at=now,
            sequence=await self._messages.next_sequence(work, interview_id),
            data=data,
            is_test=await work.is_test_interview(interview_id),
        )
        is_gone = to.endpoint_id is None and await self._messages.is_callback_gone(
            work, interview_id, to.url
        )
        await self._messages.add(
            work,
            message,
            to=to,
            subject_id=person_id or interview_id,
            next_attempt_at=None if is_gone else now,
        )
        if not is_gone:
            await work.enqueue("delivery.attempt_webhook", message_id=str(message.id), attempt="1")
        return message.id


OVERDUE_GRACE_S = 120.0
"""How many seconds an attempt may be late before its job counts as lost."""


class RedeliverWebhook:
    """Sends a message again with the same id and a new retry schedule."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        messages: PostgresWebhookMessageRepository,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._messages = messages
        self._clock = clock

    async def __call__(self, tenant_id: TenantId, message_id: UUID) -> DeliveryRecord:
        """Return the message, now pending.

        Raises ``NotFoundError`` or ``DeliveryPendingError``.
        """
        async with self._open_work(tenant_id) as work:
            attempt = await self._messages.restart(work, message_id, self._clock.now())
            await work.enqueue(
                "delivery.attempt_webhook", message_id=str(message_id), attempt=str(attempt)
            )
            return await self._messages.get(work, message_id)


class RequeueOverdueDeliveries:
    """Enqueues a new job for every pending webhook and e-mail whose job was lost."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, claim_overdue: OverdueDeliveryClaim
    ) -> None:
        self._open_work = open_work
        self._claim_overdue = claim_overdue

    async def __call__(self) -> int:
        """Return the number of requeued deliveries."""
        overdue = await self._claim_overdue(OVERDUE_GRACE_S)
        for kind, tenant_id, waiting_id, attempts in overdue:
            async with self._open_work(tenant_id) as work:
                attempt = str(attempts + 1)
                if kind == "email":
                    await work.enqueue(
                        "delivery.send_email", letter_id=str(waiting_id), attempt=attempt
                    )
                else:
                    await work.enqueue(
                        "delivery.attempt_webhook", message_id=str(waiting_id), attempt=attempt
                    )
        return len(overdue)
