"""Tickets for rooms in PostgreSQL."""

from __future__ import annotations

from typing import LiteralString

from vivavoce.infra.database import Database
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.ports import Room

_KEEP: LiteralString = """
    INSERT INTO room_ticket (tenant_id, hash, interview_id, expires_at)
    VALUES (%(tenant)s, %(hash)s, %(interview)s, clock_timestamp() + make_interval(secs => %(seconds)s))
"""
_USE: LiteralString = "SELECT tenant_id, interview_id FROM room_ticket_use(%(hash)s)"


class PostgresRoomTickets:
    """One-time tickets; whose they are is not known before they are used."""

    def __init__(self, database: Database, open_work: OpenWork) -> None:
        self._database = database
        self._open_work = open_work

    async def keep(self, room: Room, ticket_hash: bytes, seconds: float) -> None:
        """Let ``ticket_hash`` into the room once, for so long."""
        values = {
            "tenant": room.tenant_id,
            "hash": ticket_hash,
            "interview": room.interview_id,
            "seconds": seconds,
        }
        async with self._open_work(room.tenant_id) as work:
            await work.execute(_KEEP, values)

    async def use(self, ticket_hash: bytes) -> tuple[TenantId, InterviewId] | None:
        """Use a ticket up; None when it is unknown, used or too old."""
        rows = await self._database.call(_USE, {"hash": ticket_hash})
        if not rows:
            return None
        return TenantId(rows[0]["tenant_id"]), InterviewId(rows[0]["interview_id"])
