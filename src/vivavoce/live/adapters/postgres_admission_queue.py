"""Who may begin to talk, decided in PostgreSQL one at a time for all processes."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.infra.database import Database
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.ports import SessionAddress

DEFAULT_CAPACITY = 100
"""Talks at once that were measured to fit two cores."""
ABSENCE_GRACE_S = 60.0
"""So long the place of a candidate who was let in and left before the talk began is kept."""


class PostgresAdmissionQueue:
    """Room for so many talks in the whole installation; whoever comes later waits in order."""

    def __init__(
        self, database: Database, *, capacity: int = 0, absence_grace_s: float = ABSENCE_GRACE_S
    ) -> None:
        self._database = database
        self._limits = {"room": capacity or DEFAULT_CAPACITY, "patience": absence_grace_s}

    async def join(self, address: SessionAddress, priority: int) -> int:
        """Say that the candidate is there; return 0 where they may begin, else their place."""
        key = {"tenant": address.tenant_id, "session": address.session_id, "priority": priority}
        (row,) = await self._database.execute(sql.JOIN_ADMISSION_QUEUE, {**key, **self._limits})
        return int(row["place"])

    async def admit_waiting(self, worker_id: str) -> Mapping[SessionId, int]:
        """Let in whoever there is room for; return how the worker's sessions before the talk stand."""
        rows = await self._database.execute(
            sql.ADMIT_WAITING, {"worker": worker_id, **self._limits}
        )
        return {SessionId(row["session_id"]): row["place"] for row in rows}
