"""The session log as telephone calls need it: claimed only when free, and released at once."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.live.ports import SessionAddress, SessionLease, SessionLog


class ClaimableSessionLog(SessionLog, Protocol):
    """A session log whose leases can be claimed when free, and released, inside the transaction."""

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Claim the session if no live worker holds it, else return None."""

    async def release(self, lease: SessionLease, *, next_check_at: datetime | None = None) -> None:
        """Release the lease.

        ``next_check_at`` is when the sweeper must check the session; None means soon.
        """


class ClaimableSessionLogFactory(Protocol):
    """Creates the session log of a transaction."""

    def __call__(self, work: UnitOfWork) -> ClaimableSessionLog:
        """Return the log of the tenant that ``work`` is bound to."""
