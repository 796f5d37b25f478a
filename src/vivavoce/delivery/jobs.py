"""The jobs of delivery: ids in, one use case each."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.usecases.attempt import AttemptDelivery
from vivavoce.delivery.usecases.mail import SendLetter
from vivavoce.kernel.ids import TenantId


class AttemptJob:
    """``delivery.attempt``: one try of one message."""

    def __init__(self, attempt: AttemptDelivery) -> None:
        self._attempt = attempt

    async def __call__(self, tenant_id: TenantId, *, message_id: str, attempt: str) -> None:
        """Make the try, unless it was made before."""
        await self._attempt(tenant_id, UUID(message_id), int(attempt))


class MailJob:
    """``delivery.mail``: one try of one letter."""

    def __init__(self, send: SendLetter) -> None:
        self._send = send

    async def __call__(self, tenant_id: TenantId, *, letter_id: str, attempt: str) -> None:
        """Make the try, unless it was made before."""
        await self._send(tenant_id, UUID(letter_id), int(attempt))
