"""Who may begin to talk, decided in PostgreSQL one at a time for all processes."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.infra.database import Database
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.ports import Address

USUAL_ROOM = 100
"""Talks at once that were measured to fit two cores."""
PATIENCE_S = 60.0
"""So long the place of a candidate who was let in and left before the talk began is kept."""


class PostgresAdmission:
    """Room for so many talks in the whole installation; whoever comes later waits in order."""

    def __init__(
        self, database: Database, *, room: int = 0, patience_s: float = PATIENCE_S
    ) -> None:
        self._database = database
        self._limits = {"room": room or USUAL_ROOM, "patience": patience_s}

    async def ask(self, address: Address, priority: int) -> int:
        """Say that the candidate is there; return 0 where they may begin, else their place."""
        key = {"tenant": address.tenant_id, "session": address.session_id, "priority": priority}
        (row,) = await self._database.call(sql.ASK, {**key, **self._limits})
        return int(row["place"])

    async def look(self, worker_id: str) -> Mapping[SessionId, int]:
        """Let in whoever there is room for; return how the worker's sessions before the talk stand."""
        rows = await self._database.call(sql.LOOK, {"worker": worker_id, **self._limits})
        return {SessionId(row["session_id"]): row["place"] for row in rows}
