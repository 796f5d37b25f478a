"""A mailer that keeps its e-mails in memory; it passes the contract of a mailer."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from vivavoce.delivery.domain.emails import Email, check_email
from vivavoce.kernel.ids import TenantId


@dataclass
class MemoryMailer:
    """Takes every well-formed letter; ``refuses`` raises that error instead."""

    refuses: Exception | None = None
    kept: list[tuple[UUID, Email]] = field(default_factory=list)

    async def send(self, email: Email, *, tenant_id: TenantId, message_id: UUID) -> None:
        if self.refuses is not None:
            raise self.refuses
        check_email(email)
        self.kept.append((message_id, email))
