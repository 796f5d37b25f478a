"""Set an ended message going again by hand, and rescue those whose job was lost."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.domain.delivery_record import DeliveryRecord
from vivavoce.delivery.ports import OverdueDeliveryFinder, WebhookMessageRepository
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

OVERDUE_GRACE_S = 120.0
"""How long a try may be late before its job counts as lost."""


class RedeliverWebhook:
    """Sends a message again under its own id, with a whole new schedule of tries."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, messages: WebhookMessageRepository, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._messages = messages
        self._clock = clock

    async def __call__(self, tenant_id: TenantId, message_id: UUID) -> DeliveryRecord:
        """Return the message, now waiting for its next try.

        Raises ``NotFoundError`` or ``DeliveryPendingError``.
        """
        async with self._open_work(tenant_id) as work:
            attempt = await self._messages.restart(work, message_id, self._clock.now())
            await work.enqueue("delivery.attempt", message_id=str(message_id), attempt=str(attempt))
            return await self._messages.get(work, message_id)


class RequeueOverdueDeliveries:
    """Puts a new job behind every message and letter that waits without one."""

    def __init__(self, *, open_work: UnitOfWorkFactory, overdue: OverdueDeliveryFinder) -> None:
        self._open_work = open_work
        self._overdue = overdue

    async def __call__(self) -> int:
        """Return how many were rescued."""
        found = await self._overdue.claim_overdue(grace_s=OVERDUE_GRACE_S)
        for kind, tenant_id, waiting_id, attempts in found:
            async with self._open_work(tenant_id) as work:
                attempt = str(attempts + 1)
                if kind == "letter":
                    await work.enqueue("delivery.mail", letter_id=str(waiting_id), attempt=attempt)
                else:
                    await work.enqueue(
                        "delivery.attempt", message_id=str(waiting_id), attempt=attempt
                    )
        return len(found)
