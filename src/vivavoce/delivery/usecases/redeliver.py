"""Redeliver an ended message manually, and requeue deliveries whose job was lost."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.domain.delivery_record import DeliveryRecord
from vivavoce.delivery.ports import OverdueDeliveryFinder, WebhookMessageRepository
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

OVERDUE_GRACE_S = 120.0
"""How many seconds an attempt may be late before its job counts as lost."""


class RedeliverWebhook:
    """Sends a message again with the same id and a new retry schedule."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, messages: WebhookMessageRepository, clock: Clock
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

    def __init__(self, *, open_work: UnitOfWorkFactory, overdue: OverdueDeliveryFinder) -> None:
        self._open_work = open_work
        self._overdue = overdue

    async def __call__(self) -> int:
        """Return the number of requeued deliveries."""
        found = await self._overdue.claim_overdue(grace_s=OVERDUE_GRACE_S)
        for kind, tenant_id, waiting_id, attempts in found:
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
        return len(found)
