"""What delivery needs from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.delivery.domain.letter import Letter
from vivavoce.delivery.domain.record import Attempt, Dispatch, Record, Status
from vivavoce.delivery.domain.target import Destination, Endpoint
from vivavoce.delivery.domain.webhook import WebhookMessage
from vivavoce.infra.egress.client import Answer
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, TenantId

Chance = Callable[[], float]
"""Returns a random number from 0 up to, and without, 1."""


class Outlet(Protocol):
    """Carries one signed body to a tenant's address."""

    def vet(self, url: str) -> None:
        """Return if ``url`` may be called as far as one can tell, or raise ``TargetRefused``."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return what the receiver answered, or why it was not reached. Never raises for that."""


class Mailer(Protocol):
    """Sends one letter."""

    async def send(self, letter: Letter, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Return when the letter was taken, or raise ``MailDelayed`` or ``MailRefused``.

        ``message_id`` is the same on every try, so that a mailbox can see a second copy.
        """


class Interviews(Protocol):
    """Knows which interviews the tenant has."""

    async def interview_of(self, work: Work, ref: str) -> InterviewId:
        """Return the interview with this id or run id, or raise ``NotFound``."""


class Endpoints(Protocol):
    """Keeps the organisation's receiver."""

    async def take_turn(self, work: Work) -> None:
        """Wait until nobody else configures the tenant's receiver."""

    async def current(self, work: Work, now: datetime) -> Endpoint | None:
        """Return the tenant's receiver with the secrets that sign at ``now``, or None."""

    async def put(self, work: Work, endpoint: Endpoint) -> None:
        """Keep ``endpoint``; a second secret in it signs along until ``former_until``."""

    async def remove(self, work: Work) -> bool:
        """Forget the tenant's receiver and return whether there was one."""

    async def close(self, work: Work, endpoint_id: UUID, url: str) -> bool:
        """Note that the receiver at ``url`` answered that it is gone: it hears nothing more.

        Return False, changing nothing, where it is not at this address any more.
        """


class Rules(Protocol):
    """The organisation's own rules (tenancy)."""

    async def read(self, caller: Caller) -> Mapping[str, bool | str | int]:
        """Return every switch as it holds now."""

    async def change(
        self, caller: Caller, changes: Mapping[str, bool | str | int]
    ) -> Mapping[str, bool | str | int]:
        """Set switches and return all of them."""


class Messages(Protocol):
    """Keeps messages and the log of their tries."""

    async def next_sequence(self, work: Work, interview_id: InterviewId) -> int:
        """Return the interview's next number: 1, 2, 3 without gaps, whoever asks at once."""

    async def keep(
        self,
        work: Work,
        message: WebhookMessage,
        *,
        to: Destination,
        about: UUID,
        next_at: datetime | None,
    ) -> None:
        """Keep a message sealed for the person it is ``about``; without ``next_at`` it is gone."""

    async def is_gone(self, work: Work, interview_id: InterviewId, url: str) -> bool:
        """Return whether this callback of this interview has answered that it is gone."""

    async def due(self, work: Work, message_id: UUID, attempt: int) -> Dispatch | None:
        """Return the message if its try number ``attempt`` is still to be made, else None."""

    async def record(
        self,
        work: Work,
        message_id: UUID,
        attempt: Attempt,
        *,
        status: Status,
        next_at: datetime | None,
    ) -> bool:
        """Note a try and what follows; return False, changing nothing, if it was noted before."""

    async def close(self, work: Work, message_id: UUID, status: Status) -> None:
        """End a pending message without a try."""

    async def postpone(self, work: Work, message_id: UUID, next_at: datetime) -> None:
        """Move a pending message's next try."""

    async def revive(self, work: Work, message_id: UUID, next_at: datetime) -> int:
        """Set an ended message going again and return the number of its next try.

        Raises ``NotFound`` or ``StillPending``.
        """

    async def find(self, work: Work, message_id: UUID) -> Record:
        """Return a message with its tries, or raise ``NotFound``."""

    async def of_interview(self, work: Work, interview_id: InterviewId) -> Sequence[Record]:
        """Return an interview's messages with their tries, in order."""

    async def by_status(
        self, work: Work, status: Status, *, limit: int, offset: int
    ) -> tuple[Sequence[Record], int]:
        """Return a page of messages, newest first, and how many there are in all."""


class Letters(Protocol):
    """Keeps letters on their way."""

    async def keep(self, work: Work, letter_id: UUID, letter: Letter, *, about: UUID) -> None:
        """Keep a letter sealed for the person it is ``about``."""

    async def due(self, work: Work, letter_id: UUID, attempt: int) -> Letter | None:
        """Return the letter if try ``attempt`` is still to be made, else None; raise ``Erased``."""

    async def postpone(self, work: Work, letter_id: UUID, attempt: int, next_at: datetime) -> bool:
        """Note that try ``attempt`` was in vain; return False if that was noted before."""

    async def close(self, work: Work, letter_id: UUID, status: str) -> None:
        """End a letter and forget its text."""


class Overdue(Protocol):
    """Finds what waits although nothing works on it."""

    async def take(self, *, grace_s: float) -> Sequence[tuple[str, TenantId, UUID, int]]:
        """Return kind, tenant, id and tries of what should have moved ``grace_s`` ago."""
