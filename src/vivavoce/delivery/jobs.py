"""Outbox jobs of delivery; each converts ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.usecases.attempt_delivery import AttemptDelivery
from vivavoce.delivery.usecases.emails import SendEmail
from vivavoce.kernel.ids import TenantId


class AttemptDeliveryJob:
    """``delivery.attempt_webhook``: one attempt to deliver one webhook message."""

    def __init__(self, attempt_delivery: AttemptDelivery) -> None:
        self._attempt_delivery = attempt_delivery

    async def __call__(self, tenant_id: TenantId, *, message_id: str, attempt: str) -> None:
        """Make the attempt, unless it was made before."""
        await self._attempt_delivery(tenant_id, UUID(message_id), int(attempt))


class SendEmailJob:
    """``delivery.send_email``: one attempt to send one e-mail."""

    def __init__(self, send_email: SendEmail) -> None:
        self._send_email = send_email

    async def __call__(self, tenant_id: TenantId, *, letter_id: str, attempt: str) -> None:
        """Make the attempt, unless it was made before."""
        await self._send_email(tenant_id, UUID(letter_id), int(attempt))
