"""Publish an interview event as a webhook: one message, queued in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.webhook import WEBHOOK_EVENTS, WebhookMessage
from vivavoce.delivery.domain.webhook_endpoint import choose_destination
from vivavoce.delivery.ports import WebhookEndpointRepository, WebhookMessageRepository
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId


class PublishWebhook:
    """Stores the message and enqueues its first attempt; does nothing without a destination."""

    def __init__(
        self,
        *,
        messages: WebhookMessageRepository,
        endpoints: WebhookEndpointRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._messages = messages
        self._endpoints = endpoints
        self._clock = clock
        self._ids = ids

    async def __call__(
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
    ) -> UUID | None:
        """Return the id of the message, or None if there is no destination.

        Raises ``ValueError`` if ``event`` is not in ``WEBHOOK_EVENTS``.
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
            state=state,
            at=now,
            sequence=await self._messages.next_sequence(work, interview_id),
            data=data,
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
