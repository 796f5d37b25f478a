"""What staff's part of a live session needs from outside: who watches, what was done, how all stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.domain.live_wall import Board
from vivavoce.live.ports import Address


class Audit(Protocol):
    """Notes who did what, in the caller's transaction."""

    async def note(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Note that ``caller`` did ``action`` to ``subject``; no personal data in ``details``."""


class Names(Protocol):
    """Knows who is interviewed."""

    async def __call__(self, work: Work, interview_id: InterviewId) -> str | None:
        """Return the candidate's name, or None where there is none any more."""


class Moves(Protocol):
    """Remembers what staff asked a session to do; each method shares the caller's transaction."""

    async def note(
        self, work: Work, address: Address, *, move_id: UUID, user_id: UUID, action: str
    ) -> str | None:
        """Remember a move; return what an earlier one with the same id did, or None if there is none."""

    async def is_attended(self, work: Work, address: Address) -> bool:
        """Return whether a live worker holds the session now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A socket of a person of staff."""

    address: Address
    id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log of a session has come, and whether somebody alive holds it."""

    seq: int
    is_over: bool
    is_held: bool
    seen_at: datetime | None
    """When its worker last gave a sign of life."""


class Watchers(Protocol):
    """Who watches: each of them has a lease that their process renews."""

    async def begin(self, work: Work, watcher: Watcher, seconds: float) -> bool:
        """Keep a watcher; return whether this person was not watching the session before."""

    async def end(self, work: Work, watcher: Watcher) -> bool:
        """Forget a watcher; return whether this person watches the session no more.

        False as well where the watcher was forgotten before.
        """

    async def renew(self, ids: Sequence[UUID], seconds: float) -> frozenset[UUID]:
        """Say that watchers are there; return those that are known."""

    async def heads(self, ids: Sequence[UUID]) -> Mapping[Address, Head]:
        """Return how far the sessions of these watchers have come."""

    async def overdue(self, most: int) -> tuple[Watcher, ...]:
        """Return watchers whose process is silent."""


class Boards(Protocol):
    """Keeps how sessions stand, for whoever looks at many of them."""

    async def keep(self, cards: Sequence[tuple[Address, int, Mapping[str, Any]]]) -> None:
        """Keep the cards of sessions with their place in the log, all in one statement."""

    async def read(self, tenants: Sequence[TenantId]) -> Mapping[TenantId, Board]:
        """Return the boards of organisations, all in one statement."""

    async def sweep(self) -> None:
        """Take away what ended."""
