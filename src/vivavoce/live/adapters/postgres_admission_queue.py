"""The admission queue in PostgreSQL, shared by all processes, and counts over all live sessions."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.infra.database import Database
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.ports import SessionAddress

DEFAULT_CAPACITY = 100
"""Concurrent interviews that two cores can run, as measured."""
ABSENCE_GRACE_S = 60.0
"""How long the slot of a candidate who was admitted and left before the interview began is kept."""


class PostgresAdmissionQueue:
    """Limits concurrent interviews in the whole installation; later candidates wait in order."""

    def __init__(
        self, database: Database, *, capacity: int = 0, absence_grace_s: float = ABSENCE_GRACE_S
    ) -> None:
        self._database = database
        self._limits = {"room": capacity or DEFAULT_CAPACITY, "patience": absence_grace_s}

    async def join(self, address: SessionAddress, priority: int) -> int:
        """Register that the candidate is present.

        Returns 0 when the candidate may begin, else the position in the queue, counted from 1.
        """
        key = {"tenant": address.tenant_id, "session": address.session_id, "priority": priority}
        (row,) = await self._database.execute(sql.JOIN_ADMISSION_QUEUE, {**key, **self._limits})
        return int(row["queue_position"])

    async def admit_waiting(self, worker_id: str) -> Mapping[SessionId, int]:
        """Admit waiting candidates while there is capacity.

        Returns the queue positions of the worker's sessions that have not begun; 0 means admitted.
        """
        rows = await self._database.execute(
            sql.ADMIT_WAITING, {"worker": worker_id, **self._limits}
        )
        return {SessionId(row["session_id"]): row["queue_position"] for row in rows}


LIVE_STATES = (
    "created",
    "waiting",
    "queued",
    "connected",
    "consent_pending",
    "in_progress",
    "reconnecting",
    "wrapping_up",
)


async def count_sessions_by_state(database: Database) -> dict[str, int]:
    """Return how many open sessions are in each live state, including zeros."""
    rows = await database.execute("SELECT state, sessions FROM session_states()")
    counted = {str(row["state"]): int(row["sessions"]) for row in rows}
    return {state: counted.get(state, 0) for state in LIVE_STATES}


async def count_queued_candidates(database: Database) -> int:
    """Return how many candidates are present and wait in the admission queue."""
    (row,) = await database.execute("SELECT admission_waiting() AS waiting")
    return int(row["waiting"])
