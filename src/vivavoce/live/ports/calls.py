"""What calling a candidate needs of the log, beside what everybody needs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.live.ports import SessionAddress, SessionLease, SessionLog


class ClaimableSessionLog(SessionLog, Protocol):
    """A log whose session is taken only from nobody, and given back at once."""

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Take the session if nobody alive holds it, else return None."""

    async def release(self, lease: SessionLease, *, look_at: datetime | None = None) -> None:
        """Let go, so that others need not wait; ``look_at`` is when it must be looked at."""


class ClaimableSessionLogFactory(Protocol):
    """Gives the log inside a transaction."""

    def __call__(self, work: UnitOfWork) -> ClaimableSessionLog:
        """Return the log of the tenant that ``work`` is bound to."""
