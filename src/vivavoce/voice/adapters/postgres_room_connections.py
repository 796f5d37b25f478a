"""Room connections in PostgreSQL; leases use the database's clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.database import Database
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.rooms import ROOM_LEASE_S, RoomLease

# One statement, so that two processes cannot read and replace the same connection at once.
_OPEN: LiteralString = """
    WITH former AS (
        SELECT connection_id
        FROM livekit_room_connection
        WHERE tenant_id = %(tenant)s AND session_id = %(session)s
        FOR UPDATE
    ), opened AS (
        INSERT INTO livekit_room_connection AS l (tenant_id, session_id, connection_id)
        VALUES (%(tenant)s, %(session)s, %(leg)s)
        ON CONFLICT (tenant_id, session_id) DO UPDATE
        SET connection_id = excluded.connection_id, opened_at = excluded.opened_at, worker_id = NULL,
            expires_at = clock_timestamp(), epoch = l.epoch + 1
    )
    SELECT connection_id
    FROM former
"""
_CLAIM: LiteralString = """
    SELECT tenant_id, session_id, connection_id, epoch
    FROM livekit_room_connection_claim(%(worker)s, %(seconds)s, %(most)s)
"""
_RENEW: LiteralString = """
    SELECT connection_id, epoch
    FROM livekit_room_connection_renew(%(worker)s, %(seconds)s, %(legs)s)
"""
_DELETE: LiteralString = "SELECT livekit_room_connection_delete(%(leg)s)"
_RELEASE: LiteralString = """
    UPDATE livekit_room_connection
    SET worker_id = NULL, expires_at = clock_timestamp()
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND connection_id = %(leg)s
      AND epoch = %(epoch)s
"""
_END: LiteralString = """
    DELETE FROM livekit_room_connection
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND connection_id = %(leg)s
      AND epoch = %(epoch)s
"""


class PostgresRoomConnectionRepository:
    """Room connections of all organizations; each method runs in its own transaction."""

    def __init__(self, database: Database, open_work: UnitOfWorkFactory) -> None:
        self._database = database
        self._open_work = open_work

    async def open(self, connection: RoomConnection) -> UUID | None:
        """Make this the session's connection, free to be claimed; return the id that it replaces, or None."""
        values = {
            "tenant": connection.tenant_id,
            "session": connection.session_id,
            "leg": connection.id,
        }
        async with self._open_work(connection.tenant_id) as work:
            former = await work.fetch_one(_OPEN, values)
        return None if former is None else former["connection_id"]

    async def claim(self, worker_id: str, limit: int) -> tuple[RoomLease, ...]:
        """Claim up to ``limit`` connections that no running process holds."""
        values = {"worker": worker_id, "seconds": ROOM_LEASE_S, "most": limit}
        rows = await self._database.execute(_CLAIM, values)
        return tuple(
            RoomLease(
                RoomConnection(
                    TenantId(row["tenant_id"]), SessionId(row["session_id"]), row["connection_id"]
                ),
                row["epoch"],
            )
            for row in rows
        )

    async def renew(self, worker_id: str, connection_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Renew the worker's leases; return the epochs of the connections that it still holds."""
        values = {"worker": worker_id, "seconds": ROOM_LEASE_S, "legs": list(connection_ids)}
        return {
            row["connection_id"]: row["epoch"]
            for row in await self._database.execute(_RENEW, values)
        }

    async def release(self, lease: RoomLease) -> None:
        """Release the lease, so that another process can claim the connection at once."""
        await self._execute_for_lease(lease, _RELEASE)

    async def end(self, lease: RoomLease) -> None:
        """End the connection for all processes; do nothing if another one holds it by now."""
        await self._execute_for_lease(lease, _END)

    async def delete(self, connection_id: UUID) -> None:
        """Delete the connection because its room is gone, whoever holds the lease."""
        await self._database.execute(_DELETE, {"leg": connection_id})

    async def _execute_for_lease(self, lease: RoomLease, query: LiteralString) -> None:
        leg = lease.connection
        values = {"tenant": leg.tenant_id, "session": leg.session_id, "leg": leg.id}
        async with self._open_work(leg.tenant_id) as work:
            await work.execute(query, {**values, "epoch": lease.epoch})
