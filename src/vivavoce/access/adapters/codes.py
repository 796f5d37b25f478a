"""One-time codes on PostgreSQL: counted before they are compared, in one statement."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.access.domain.door import (
    FAILURES_PER_LINK,
    TRIES_PER_CODE,
    Guess,
    Verdict,
)
from vivavoce.infra.database import Database
from vivavoce.infra.keys import Keys
from vivavoce.infra.work import Work

_PUT: LiteralString = """
    INSERT INTO one_time_code (tenant_id, grant_id, code_hash, expires_at)
    VALUES (%(tenant)s, %(door)s, %(hash)s, %(expires_at)s)
    ON CONFLICT (tenant_id, grant_id) DO UPDATE
    SET code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0, used_at = NULL
"""
# The door is locked first, so that guesses at one link queue up and its failures are never stale;
# then one statement counts the try, compares, and uses a right code up.
_GUESS: LiteralString = """
    WITH door AS (
        SELECT tenant_id, id
        FROM access_grant
        WHERE id = %(door)s AND revoked_at IS NULL AND failures < %(most_failures)s
        FOR UPDATE
    )
    UPDATE one_time_code c
    SET tries = c.tries + 1,
        used_at = CASE WHEN c.code_hash = %(hash)s THEN %(now)s::timestamptz END
    FROM door d
    WHERE c.tenant_id = d.tenant_id
      AND c.grant_id = d.id
      AND c.used_at IS NULL
      AND c.expires_at > %(now)s
      AND c.tries < %(most_tries)s
    RETURNING c.tries, c.used_at IS NOT NULL AS is_right
"""
_FAIL: LiteralString = "UPDATE access_grant SET failures = failures + 1 WHERE id = %(door)s"
_ADMIT: LiteralString = """
    INSERT INTO session_token (tenant_id, id, grant_id, hash, expires_at)
    VALUES (%(tenant)s, %(id)s, %(door)s, %(hash)s, %(expires_at)s)
"""
_IS_ADMITTED: LiteralString = """
    SELECT 1
    FROM session_token
    WHERE grant_id = %(door)s AND hash = %(hash)s AND expires_at > %(now)s
"""


class PostgresCodes:
    """The codes and session tokens of the work's own tenant, kept as keyed hashes."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def put(self, work: Work, door_id: UUID, code: str, expires_at: datetime) -> None:
        """Keep a code in place of the door's former one."""
        await work.execute(
            _PUT,
            {
                "tenant": work.tenant_id,
                "door": door_id,
                "hash": self.hashed(door_id, code),
                "expires_at": expires_at,
            },
        )

    async def guess(self, work: Work, door_id: UUID, code: str, now: datetime) -> Guess:
        """Count a try, then compare. A right code is used up by this; a wrong one counts for the door."""
        row = await work.fetch_one(
            _GUESS,
            {
                "door": door_id,
                "hash": self.hashed(door_id, code),
                "now": now,
                "most_tries": TRIES_PER_CODE,
                "most_failures": FAILURES_PER_LINK,
            },
        )
        if row is None:
            return Guess(verdict=Verdict.OVER)
        left = TRIES_PER_CODE - int(row["tries"])
        if row["is_right"]:
            return Guess(verdict=Verdict.RIGHT, tries_left=left)
        await work.execute(_FAIL, {"door": door_id})
        return Guess(verdict=Verdict.WRONG, tries_left=left)

    async def keep_token(
        self, work: Work, door_id: UUID, token_id: UUID, token: str, expires_at: datetime
    ) -> None:
        """Keep a session token."""
        await work.execute(
            _ADMIT,
            {
                "tenant": work.tenant_id,
                "id": token_id,
                "door": door_id,
                "hash": self._keys.hash_token(token),
                "expires_at": expires_at,
            },
        )

    async def has_token(self, work: Work, door_id: UUID, token: str, now: datetime) -> bool:
        """Return whether a session token of this door is good."""
        hashed = self._keys.hash_token(token)
        row = await work.fetch_one(_IS_ADMITTED, {"door": door_id, "hash": hashed, "now": now})
        return row is not None

    def hashed(self, door_id: UUID, code: str) -> bytes:
        """Return what is kept of a code: without the installation's key nobody can try all million."""
        return self._keys.hash_token(f"code:{door_id}:{code}")


async def forget_tokens(database: Database, now: datetime) -> int:
    """Forget session tokens that expired more than a day ago, in all organisations; return how many."""
    rows = await database.upkeep("SELECT access_forget(%(now)s) AS gone", {"now": now})
    return int(rows[0]["gone"])
