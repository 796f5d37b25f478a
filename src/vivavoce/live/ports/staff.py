"""What staff's part of a live session needs from outside: who watches, what was done, how all stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.domain.live_dashboard import LiveDashboard
from vivavoce.live.ports import SessionAddress


class CandidateNameReader(Protocol):
    """Knows who is interviewed."""

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> str | None:
        """Return the candidate's name, or None where there is none any more."""


class StaffActionRepository(Protocol):
    """Remembers what staff asked a session to do; each method shares the caller's transaction."""

    async def record_action(
        self,
        work: UnitOfWork,
        address: SessionAddress,
        *,
        action_id: UUID,
        user_id: UUID,
        action: str,
    ) -> str | None:
        """Remember a move; return what an earlier one with the same id did, or None if there is none."""

    async def is_attended(self, work: UnitOfWork, address: SessionAddress) -> bool:
        """Return whether a live worker holds the session now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionObserver:
    """A socket of a person of staff."""

    address: SessionAddress
    id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SessionLogHead:
    """How far the log of a session has come, and whether somebody alive holds it."""

    seq: int
    is_over: bool
    has_worker: bool
    heartbeat_at: datetime | None
    """When its worker last gave a sign of life."""


class SessionObserverRepository(Protocol):
    """Who watches: each of them has a lease that their process renews."""

    async def add(self, work: UnitOfWork, observer: SessionObserver, lease_s: float) -> bool:
        """Keep a watcher; return whether this person was not watching the session before."""

    async def remove(self, work: UnitOfWork, observer: SessionObserver) -> bool:
        """Forget a watcher; return whether this person watches the session no more.

        False as well where the watcher was forgotten before.
        """

    async def extend_leases(self, ids: Sequence[UUID], lease_s: float) -> frozenset[UUID]:
        """Say that watchers are there; return those that are known."""

    async def load_log_heads(self, ids: Sequence[UUID]) -> Mapping[SessionAddress, SessionLogHead]:
        """Return how far the sessions of these watchers have come."""

    async def find_expired(self, limit: int) -> tuple[SessionObserver, ...]:
        """Return watchers whose process is silent."""


class LiveDashboardRepository(Protocol):
    """Keeps how sessions stand, for whoever looks at many of them."""

    async def save(self, views: Sequence[tuple[SessionAddress, int, Mapping[str, Any]]]) -> None:
        """Keep the cards of sessions with their place in the log, all in one statement."""

    async def load(self, tenants: Sequence[TenantId]) -> Mapping[TenantId, LiveDashboard]:
        """Return the boards of organisations, all in one statement."""

    async def delete_ended(self) -> None:
        """Take away what ended."""
