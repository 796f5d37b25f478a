"""Outbox jobs of delivery; each converts ids and calls one use case, which makes an attempt only once."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.usecases.attempt_delivery import AttemptDelivery
from vivavoce.delivery.usecases.emails import SendEmail
from vivavoce.infra.jobs import JobHandler
from vivavoce.kernel.ids import TenantId


def build_jobs(attempt_delivery: AttemptDelivery, send_email: SendEmail) -> dict[str, JobHandler]:
    """Return the handlers of delivery's jobs by name."""

    async def attempt_webhook(tenant_id: TenantId, *, message_id: str, attempt: str) -> None:
        await attempt_delivery(tenant_id, UUID(message_id), int(attempt))

    async def send_queued_email(tenant_id: TenantId, *, letter_id: str, attempt: str) -> None:
        await send_email(tenant_id, UUID(letter_id), int(attempt))

    return {
        "delivery.attempt_webhook": attempt_webhook,
        "delivery.send_email": send_queued_email,
    }
