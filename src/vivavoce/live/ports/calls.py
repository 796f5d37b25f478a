"""What calling a candidate needs of the log, beside what everybody needs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from vivavoce.infra.work import Work
from vivavoce.live.ports import Address, Lease, Log


class FreeLog(Log, Protocol):
    """A log whose session is taken only from nobody, and given back at once."""

    async def claim_free(self, address: Address, worker_id: str) -> Lease | None:
        """Take the session if nobody alive holds it, else return None."""

    async def release(self, lease: Lease, *, look_at: datetime | None = None) -> None:
        """Let go, so that others need not wait; ``look_at`` is when it must be looked at."""


class FreeLogIn(Protocol):
    """Gives the log inside a transaction."""

    def __call__(self, work: Work) -> FreeLog:
        """Return the log of the tenant that ``work`` is bound to."""
