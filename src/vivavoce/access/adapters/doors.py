"""Doors on PostgreSQL: found by a keyed hash, sealed for sending again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.access.domain.door import FAILURES_PER_LINK, LONGEST_TOKEN, Door, Doorstep
from vivavoce.access.ports import OverdueDoor
from vivavoce.infra.database import Database, Row
from vivavoce.infra.keys import Keys
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId

_PURPOSE = "door-token"
_INSERT: LiteralString = """
    INSERT INTO access_grant (tenant_id, id, interview_id, person_id, token_hash, token_sealed, made_at,
                              expires_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(person)s, %(hash)s, %(sealed)s, %(made_at)s,
            %(expires_at)s)
    ON CONFLICT (tenant_id, interview_id) WHERE revoked_at IS NULL DO NOTHING
"""
_READ: LiteralString = """
    SELECT id, interview_id, person_id, token_sealed, made_at, expires_at
    FROM access_grant
    WHERE id = %(id)s AND revoked_at IS NULL
"""
_OF: LiteralString = """
    SELECT id, interview_id, person_id, token_sealed, made_at, expires_at
    FROM access_grant
    WHERE interview_id = ANY(%(interviews)s) AND revoked_at IS NULL
"""
_KEEP_UNTIL: LiteralString = """
    UPDATE access_grant
    SET expires_at = greatest(expires_at, %(until)s::timestamptz)
    WHERE interview_id = %(interview)s AND revoked_at IS NULL
"""
_REVOKE: LiteralString = """
    UPDATE access_grant
    SET revoked_at = %(at)s
    WHERE interview_id = %(interview)s AND revoked_at IS NULL
"""


class PostgresDoorbell:
    """Asks the named function, the only way to a door whose tenant is not known."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    async def find(self, token: str, now: datetime) -> Doorstep | None:
        """Return the open door of a token; closed, expired, locked and unknown ones are all None."""
        if len(token) > LONGEST_TOKEN:
            return None
        hashed = self._keys.hash_token(token.encode("utf-8", "replace").decode())
        rows = await self._database.call(
            "SELECT * FROM access_find(%(hash)s::bytea, %(now)s, %(most)s)",
            {"hash": hashed, "now": now, "most": FAILURES_PER_LINK},
        )
        if not rows:
            return None
        return Doorstep(tenant_id=TenantId(rows[0]["tenant_id"]), door_id=rows[0]["id"])


class PostgresOverdueDoors:
    """Asks the named function for doors of all organisations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, now: datetime, *, most: int) -> Sequence[OverdueDoor]:
        """Return up to ``most`` doors whose time has run out, oldest first."""
        rows = await self._database.call(
            "SELECT * FROM access_overdue(%(now)s, %(most)s)", {"now": now, "most": most}
        )
        return [
            OverdueDoor(
                tenant_id=TenantId(row["tenant_id"]), interview_id=InterviewId(row["interview_id"])
            )
            for row in rows
        ]


class PostgresDoorBook:
    """The doors of the work's own tenant."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def open(self, work: Work, door: Door) -> Door:
        """Keep a new door and return it, or return the one that is open already."""
        touched = await work.execute(
            _INSERT,
            {
                "tenant": work.tenant_id,
                "id": door.id,
                "interview": door.interview_id,
                "person": door.person_id,
                "hash": self._keys.hash_token(door.token),
                "sealed": self._keys.seal(_PURPOSE, door.token.encode(), door.id.bytes),
                "made_at": door.made_at,
                "expires_at": door.expires_at,
            },
        )
        if touched:
            return door
        return (await self.of(work, [door.interview_id]))[door.interview_id]

    async def read(self, work: Work, door_id: UUID) -> Door | None:
        """Return a door that was not revoked."""
        row = await work.fetch_one(_READ, {"id": door_id})
        return self._door(row) if row else None

    async def of(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, Door]:
        """Return the doors of interviews that were not revoked."""
        rows = await work.fetch_all(_OF, {"interviews": list(interview_ids)})
        return {InterviewId(row["interview_id"]): self._door(row) for row in rows}

    async def keep_until(self, work: Work, interview_id: InterviewId, until: datetime) -> None:
        """Move the end of an interview's door to ``until`` if it is earlier."""
        await work.execute(_KEEP_UNTIL, {"interview": interview_id, "until": until})

    async def revoke(self, work: Work, interview_id: InterviewId, at: datetime) -> bool:
        """Revoke an interview's door and return whether there was one."""
        return await work.execute(_REVOKE, {"interview": interview_id, "at": at}) > 0

    def _door(self, row: Row) -> Door:
        token = self._keys.open(_PURPOSE, bytes(row["token_sealed"]), row["id"].bytes)
        return Door(
            id=row["id"],
            interview_id=InterviewId(row["interview_id"]),
            person_id=PersonId(row["person_id"]),
            made_at=row["made_at"],
            expires_at=row["expires_at"],
            token=token.decode(),
        )
