"""Ports of delivery: webhook sender, mailer, repositories and other slices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording
from vivavoce.delivery.domain.emails import Email, EmailStyle
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


class Mailer(Protocol):
    """Sends e-mails."""

    async def send(self, email: Email, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Return once the e-mail was accepted, or raise ``EmailDelayedError`` or ``EmailRefusedError``.

        ``message_id`` is the same on every attempt, so that a mailbox can detect duplicates.
        """


InterviewIdResolver = Callable[[UnitOfWork, str], Awaitable[InterviewId]]
"""Returns the id of the interview with that id or run id, or raises ``NotFoundError`` (hiring)."""


class TenantSettingsService(Protocol):
    """The organization's settings (implemented by tenancy)."""

    async def read(self, caller: Caller) -> Mapping[str, bool | str | int | list[str]]:
        """Return every setting with its effective value."""

    async def change(
        self, caller: Caller, changes: Mapping[str, bool | str | int | list[str]]
    ) -> Mapping[str, bool | str | int | list[str]]:
        """Change settings and return all of them."""


OverdueDelivery = tuple[str, TenantId, UUID, int]
"""Kind ('webhook' or 'email'), tenant, id, and the number of attempts made."""

OverdueDeliveryClaim = Callable[[float], Awaitable[Sequence[OverdueDelivery]]]
"""Claims webhooks and e-mails whose job was lost: those overdue by that many seconds.

No other process requeues them.
"""


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

    async def find_status(self, work: UnitOfWork, email_id: UUID) -> tuple[str, int] | None:
        """Return the status of an e-mail and how many attempts were postponed, or None if there is none."""
