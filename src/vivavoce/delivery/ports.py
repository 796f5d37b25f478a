"""Ports of delivery: webhook sender, mailer, repositories and other slices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording, OwnEmailText
from vivavoce.delivery.domain.emails import Email, EmailStyle
from vivavoce.delivery.domain.push_notification import PushNotificationConfig
from vivavoce.delivery.domain.webhook import WebhookMessage
from vivavoce.delivery.domain.webhook_delivery import (
    DeliveryAttempt,
    DeliveryRecord,
    DeliveryStatus,
    DueDelivery,
    WebhookDestination,
    WebhookEndpoint,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, TenantId

OrganizationStyleReader = Callable[[UnitOfWork], Awaitable[EmailStyle]]
"""Returns how the e-mails of the organization of a unit of work look, and their language and time zone."""
EmailWordingFinder = Callable[[UnitOfWork, EmailKind, str], Awaitable[EmailWording | None]]
"""Returns what the organization wrote for e-mails of a kind in a language, or None for the built-in text."""
OrganizationNameReader = Callable[[UnitOfWork], Awaitable[str]]
"""Returns the name of the organization of a unit of work (tenancy)."""
UserAddressReader = Callable[[UnitOfWork, UUID], Awaitable[str]]
"""Returns the e-mail address of a user of the organization, or '' without one (tenancy)."""
ReminderCheck = Callable[[UnitOfWork, InterviewId, UUID], Awaitable[bool]]
"""Returns whether an interview still needs the reminder with that e-mail id (access)."""
RandomSource = Callable[[], float]
"""Returns a random number in [0, 1)."""


class EmailTextRepository(Protocol):
    """The texts that an organization wrote for its e-mails to candidates."""

    async def list(self, work: UnitOfWork) -> Sequence[OwnEmailText]:
        """Return all own texts, in no order."""

    async def save(self, work: UnitOfWork, text: OwnEmailText) -> None:
        """Store a text; it replaces that of the same kind and language."""

    async def delete(self, work: UnitOfWork, kind: EmailKind, language: str) -> bool:
        """Delete a text and return whether there was one."""


class Mailer(Protocol):
    """Sends e-mails."""

    async def send(self, email: Email, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Return once the e-mail was accepted, or raise ``EmailDelayedError`` or ``EmailRefusedError``.

        ``message_id`` is the same on every attempt, so that a mailbox can detect duplicates.
        """


InterviewIdResolver = Callable[[UnitOfWork, str], Awaitable[InterviewId]]
"""Returns the id of the interview with that id or run id, or raises ``NotFoundError`` (hiring)."""


class WebhookEndpointRepository(Protocol):
    """Stores the organization's webhook endpoint."""

    async def lock(self, work: UnitOfWork) -> None:
        """Lock the configuration of the tenant's endpoint until ``work`` ends."""

    async def find(self, work: UnitOfWork, now: datetime) -> WebhookEndpoint | None:
        """Return the tenant's endpoint with the secrets that are valid at ``now``, or None."""

    async def save(self, work: UnitOfWork, endpoint: WebhookEndpoint) -> None:
        """Store ``endpoint``; its second secret also signs until its ``previous_secret_expires_at``."""

    async def delete(self, work: UnitOfWork) -> bool:
        """Delete the tenant's endpoint and return whether there was one."""

    async def mark_gone(self, work: UnitOfWork, endpoint_id: UUID, url: str) -> bool:
        """Disable the endpoint because ``url`` returned 410 Gone.

        Returns False, and changes nothing, if the endpoint now has another URL.
        """


class TenantSettingsService(Protocol):
    """The organization's settings (implemented by tenancy)."""

    async def read(self, caller: Caller) -> Mapping[str, bool | str | int | list[str]]:
        """Return every setting with its effective value."""

    async def change(
        self, caller: Caller, changes: Mapping[str, bool | str | int | list[str]]
    ) -> Mapping[str, bool | str | int | list[str]]:
        """Change settings and return all of them."""


class WebhookMessageRepository(Protocol):
    """Stores webhook messages and the log of their delivery attempts."""

    async def next_sequence(self, work: UnitOfWork, interview_id: InterviewId) -> int:
        """Return the interview's next sequence number: 1, 2, 3… without gaps, also under concurrency."""

    async def add(
        self,
        work: UnitOfWork,
        message: WebhookMessage,
        *,
        to: WebhookDestination,
        subject_id: UUID,
        next_attempt_at: datetime | None,
    ) -> None:
        """Store a message, encrypted with the key of ``subject_id``.

        Without ``next_attempt_at``, it is stored as ``gone``.
        """

    async def is_callback_gone(self, work: UnitOfWork, interview_id: InterviewId, url: str) -> bool:
        """Return whether this callback of this interview has returned 410 Gone."""

    async def find_due(
        self, work: UnitOfWork, message_id: UUID, attempt: int
    ) -> DueDelivery | None:
        """Return the message if attempt number ``attempt`` has not been made yet, else None."""

    async def record_attempt(
        self,
        work: UnitOfWork,
        message_id: UUID,
        attempt: DeliveryAttempt,
        *,
        status: DeliveryStatus,
        next_attempt_at: datetime | None,
    ) -> bool:
        """Record an attempt and its result; return False, and change nothing, if already recorded."""

    async def close(self, work: UnitOfWork, message_id: UUID, status: DeliveryStatus) -> None:
        """Close a pending message with ``status``, without an attempt."""

    async def postpone(self, work: UnitOfWork, message_id: UUID, next_attempt_at: datetime) -> None:
        """Set the time of a pending message's next attempt."""

    async def restart(self, work: UnitOfWork, message_id: UUID, next_attempt_at: datetime) -> int:
        """Make an ended message pending again and return the number of its next attempt.

        Raises ``NotFoundError`` or ``DeliveryPendingError``.
        """

    async def get(self, work: UnitOfWork, message_id: UUID) -> DeliveryRecord:
        """Return a message with its attempts, or raise ``NotFoundError``."""

    async def list_by_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Sequence[DeliveryRecord]:
        """Return an interview's messages with their attempts, by sequence number."""

    async def list_by_status(
        self,
        work: UnitOfWork,
        statuses: Sequence[DeliveryStatus],
        *,
        limit: int,
        offset: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[Sequence[DeliveryRecord], int]:
        """Return a page of messages with their attempts, newest first, and the total.

        ``after`` is the time and the id of the last message of the page before.
        """


class PushNotificationConfigRepository(Protocol):
    """Stores where agents are notified of the changes of interviews."""

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock the configurations of an interview until ``work`` ends."""

    async def save(self, work: UnitOfWork, config: PushNotificationConfig) -> None:
        """Store a configuration, in place of the one with the same id, whose ``sent_version`` stays."""

    async def find(
        self, work: UnitOfWork, interview_id: InterviewId, config_id: str
    ) -> PushNotificationConfig | None:
        """Return a configuration, or None."""

    async def list(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Sequence[PushNotificationConfig]:
        """Return the configurations of an interview by id."""

    async def list_ids(self, work: UnitOfWork, interview_id: InterviewId) -> Sequence[str]:
        """Return the ids of the configurations of an interview."""

    async def delete(self, work: UnitOfWork, interview_id: InterviewId, config_id: str) -> bool:
        """Delete a configuration and return whether there was one."""

    async def mark_sent(
        self, work: UnitOfWork, interview_id: InterviewId, config_id: str, version: int
    ) -> None:
        """Record the version of the interview that was sent."""


class EmailRepository(Protocol):
    """Stores e-mails until they are sent."""

    async def add(
        self, work: UnitOfWork, email_id: UUID, email: Email, *, subject_id: UUID
    ) -> bool:
        """Store an e-mail, encrypted with the key of ``subject_id``.

        Returns False, and stores nothing, if that is the person of a test, or if there is already an e-mail
        with that id, whatever became of it.
        """

    async def find_due(self, work: UnitOfWork, email_id: UUID, attempt: int) -> Email | None:
        """Return the e-mail if attempt number ``attempt`` has not been made yet, else None.

        Raises ``DataErasedError`` if the person was erased.
        """

    async def postpone(
        self, work: UnitOfWork, email_id: UUID, attempt: int, next_attempt_at: datetime
    ) -> bool:
        """Record that attempt number ``attempt`` failed; return False if already recorded."""

    async def close(self, work: UnitOfWork, email_id: UUID, status: str) -> None:
        """Close an e-mail with ``status`` and delete its content."""


OverdueDelivery = tuple[str, TenantId, UUID, int]
"""Kind ('webhook' or 'email'), tenant, id, and the number of attempts made."""

OverdueDeliveryClaim = Callable[[float], Awaitable[Sequence[OverdueDelivery]]]
"""Claims webhooks and e-mails whose job was lost: those overdue by that many seconds.

No other process requeues them.
"""
