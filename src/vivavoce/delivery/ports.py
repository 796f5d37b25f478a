"""What delivery needs from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.delivery.domain.delivery_record import (
    DeliveryAttempt,
    DeliveryRecord,
    DeliveryStatus,
    DueDelivery,
)
from vivavoce.delivery.domain.email import Email
from vivavoce.delivery.domain.webhook import WebhookMessage
from vivavoce.delivery.domain.webhook_endpoint import Destination, WebhookEndpoint
from vivavoce.infra.egress.client import EgressResponse
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, TenantId

RandomSource = Callable[[], float]
"""Returns a random number from 0 up to, and without, 1."""


class WebhookSender(Protocol):
    """Carries one signed body to a tenant's address."""

    def validate_url(self, url: str) -> None:
        """Return if ``url`` may be called as far as one can tell, or raise ``TargetRefusedError``."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> EgressResponse:
        """Return what the receiver answered, or why it was not reached. Never raises for that."""


class Mailer(Protocol):
    """Sends one letter."""

    async def send(self, email: Email, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Return when the letter was taken, or raise ``EmailDelayedError`` or ``EmailRefusedError``.

        ``message_id`` is the same on every try, so that a mailbox can see a second copy.
        """


class InterviewIdResolver(Protocol):
    """Knows which interviews the tenant has."""

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        """Return the interview with this id or run id, or raise ``NotFoundError``."""


class WebhookEndpointRepository(Protocol):
    """Keeps the organisation's receiver."""

    async def lock(self, work: UnitOfWork) -> None:
        """Wait until nobody else configures the tenant's receiver."""

    async def find(self, work: UnitOfWork, now: datetime) -> WebhookEndpoint | None:
        """Return the tenant's receiver with the secrets that sign at ``now``, or None."""

    async def save(self, work: UnitOfWork, endpoint: WebhookEndpoint) -> None:
        """Store ``endpoint``; its second secret also signs until its ``previous_secret_expires_at``."""

    async def delete(self, work: UnitOfWork) -> bool:
        """Forget the tenant's receiver and return whether there was one."""

    async def mark_gone(self, work: UnitOfWork, endpoint_id: UUID, url: str) -> bool:
        """Note that the receiver at ``url`` answered that it is gone: it hears nothing more.

        Return False, changing nothing, where it is not at this address any more.
        """


class TenantSettings(Protocol):
    """The organisation's own rules (tenancy)."""

    async def read(self, caller: Caller) -> Mapping[str, bool | str | int]:
        """Return every switch as it holds now."""

    async def change(
        self, caller: Caller, changes: Mapping[str, bool | str | int]
    ) -> Mapping[str, bool | str | int]:
        """Set switches and return all of them."""


class WebhookMessageRepository(Protocol):
    """Keeps messages and the log of their tries."""

    async def next_sequence(self, work: UnitOfWork, interview_id: InterviewId) -> int:
        """Return the interview's next number: 1, 2, 3 without gaps, whoever asks at once."""

    async def add(
        self,
        work: UnitOfWork,
        message: WebhookMessage,
        *,
        to: Destination,
        subject_id: UUID,
        next_at: datetime | None,
    ) -> None:
        """Keep a message sealed for the person it is ``about``; without ``next_at`` it is gone."""

    async def is_callback_gone(self, work: UnitOfWork, interview_id: InterviewId, url: str) -> bool:
        """Return whether this callback of this interview has answered that it is gone."""

    async def find_due(
        self, work: UnitOfWork, message_id: UUID, attempt: int
    ) -> DueDelivery | None:
        """Return the message if its try number ``attempt`` is still to be made, else None."""

    async def record_attempt(
        self,
        work: UnitOfWork,
        message_id: UUID,
        attempt: DeliveryAttempt,
        *,
        status: DeliveryStatus,
        next_at: datetime | None,
    ) -> bool:
        """Note a try and what follows; return False, changing nothing, if it was noted before."""

    async def close(self, work: UnitOfWork, message_id: UUID, status: DeliveryStatus) -> None:
        """End a pending message without a try."""

    async def postpone(self, work: UnitOfWork, message_id: UUID, next_at: datetime) -> None:
        """Move a pending message's next try."""

    async def restart(self, work: UnitOfWork, message_id: UUID, next_at: datetime) -> int:
        """Set an ended message going again and return the number of its next try.

        Raises ``NotFoundError`` or ``DeliveryPendingError``.
        """

    async def get(self, work: UnitOfWork, message_id: UUID) -> DeliveryRecord:
        """Return a message with its tries, or raise ``NotFoundError``."""

    async def list_by_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Sequence[DeliveryRecord]:
        """Return an interview's messages with their tries, in order."""

    async def list_by_status(
        self, work: UnitOfWork, status: DeliveryStatus, *, limit: int, offset: int
    ) -> tuple[Sequence[DeliveryRecord], int]:
        """Return a page of messages, newest first, and how many there are in all."""


class EmailRepository(Protocol):
    """Keeps letters on their way."""

    async def add(
        self, work: UnitOfWork, email_id: UUID, email: Email, *, subject_id: UUID
    ) -> None:
        """Keep a letter sealed for the person it is ``about``."""

    async def find_due(self, work: UnitOfWork, email_id: UUID, attempt: int) -> Email | None:
        """Return the letter if try ``attempt`` is still to be made, else None; raise ``DataErasedError``."""

    async def postpone(
        self, work: UnitOfWork, email_id: UUID, attempt: int, next_at: datetime
    ) -> bool:
        """Note that try ``attempt`` was in vain; return False if that was noted before."""

    async def close(self, work: UnitOfWork, email_id: UUID, status: str) -> None:
        """End a letter and forget its text."""


class OverdueDeliveryFinder(Protocol):
    """Finds what waits although nothing works on it."""

    async def claim_overdue(self, *, grace_s: float) -> Sequence[tuple[str, TenantId, UUID, int]]:
        """Return kind, tenant, id and tries of what should have moved ``grace_s`` ago."""
