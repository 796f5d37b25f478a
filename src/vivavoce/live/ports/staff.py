"""Ports for staff in live sessions: observers, staff actions and the live dashboard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
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
