"""Finds messages and letters whose job was lost, across organisations, by one named function."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.infra.database import Database
from vivavoce.kernel.ids import TenantId


class PostgresOverdue:
    """Asks ``delivery_overdue``, which shows ids and nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, *, grace_s: float) -> Sequence[tuple[str, TenantId, UUID, int]]:
        """Return kind, tenant, id and tries of what should have moved ``grace_s`` ago."""
        rows = await self._database.call(_TAKE, {"grace_s": grace_s})
        return [
            (row["kind"], TenantId(row["tenant_id"]), row["id"], row["attempts"]) for row in rows
        ]


async def forget_webhooks(database: Database, *, days: int) -> int:
    """Forget webhooks that ended more than ``days`` ago; return how many."""
    rows = await database.upkeep(_FORGET, {"days": days})
    return int(rows[0]["gone"])


_FORGET = "SELECT delivery_forget(make_interval(days => %(days)s)) AS gone"
_TAKE = """
    SELECT kind, tenant_id, id, attempts
    FROM delivery_overdue(make_interval(secs => %(grace_s)s))
"""
