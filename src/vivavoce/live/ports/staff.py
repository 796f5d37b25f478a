"""Ports for staff in live sessions: observers, staff actions and the live dashboard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.domain.live_dashboard import LiveDashboard
from vivavoce.live.ports import SessionAddress

CandidateNameReader = Callable[[UnitOfWork, InterviewId], Awaitable[str | None]]
"""Reads the name of an interview's candidate; None when it was erased."""


class StaffActionRepository(Protocol):
    """Records staff actions in a session; each method shares the caller's transaction."""

    async def record_action(
        self,
        work: UnitOfWork,
        address: SessionAddress,
        *,
        action_id: UUID,
        user_id: UUID,
        action: str,
    ) -> str | None:
        """Record an action; return the action recorded earlier under the same id, or None if it is new."""

    async def is_attended(self, work: UnitOfWork, address: SessionAddress) -> bool:
        """Return whether a live worker holds the session now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionObserver:
    """One connection through which a staff member observes a session."""

    address: SessionAddress
    id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SessionLogHead:
    """The last position of a session's log, and whether a live worker holds the session."""

    seq: int
    is_over: bool
    has_worker: bool
    heartbeat_at: datetime | None
    """The last heartbeat of the session's worker."""


class SessionObserverRepository(Protocol):
    """Stores the observers of sessions; each has a lease that its process renews."""

    async def add(self, work: UnitOfWork, observer: SessionObserver, lease_s: float) -> bool:
        """Store an observer; return True if this user was not observing the session before."""

    async def remove(self, work: UnitOfWork, observer: SessionObserver) -> bool:
        """Remove an observer; return True if this user no longer observes the session.

        Also returns False when the observer was already removed.
        """

    async def extend_leases(self, ids: Sequence[UUID], lease_s: float) -> frozenset[UUID]:
        """Extend the leases of these observers by ``lease_s`` seconds; return the ids that exist."""

    async def load_log_heads(self, ids: Sequence[UUID]) -> Mapping[SessionAddress, SessionLogHead]:
        """Return the log heads of the sessions of these observers."""

    async def find_expired(self, limit: int) -> tuple[SessionObserver, ...]:
        """Return up to ``limit`` observers whose lease has expired."""


class LiveDashboardRepository(Protocol):
    """Stores the session views of the live dashboard."""

    async def save(self, views: Sequence[tuple[SessionAddress, int, Mapping[str, Any]]]) -> None:
        """Store session views, each with its address and log position, in one statement."""

    async def load(self, tenants: Sequence[TenantId]) -> Mapping[TenantId, LiveDashboard]:
        """Return the dashboards of these tenants, in one statement."""

    async def delete_ended(self) -> None:
        """Delete the views of sessions that have ended."""
