"""One-time codes on PostgreSQL; one statement counts the attempt and compares the code."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.access.domain.candidate_access import (
    MAX_ATTEMPTS_PER_CODE,
    MAX_FAILURES_PER_LINK,
    OneTimeCodeCheckOutcome,
    OneTimeCodeCheckResult,
)
from vivavoce.infra.database import Database
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork

_SAVE: LiteralString = """
    INSERT INTO one_time_code (tenant_id, link_id, code_hash, expires_at)
    VALUES (%(tenant)s, %(door)s, %(hash)s, %(expires_at)s)
    ON CONFLICT (tenant_id, link_id) DO UPDATE
    SET code_hash = excluded.code_hash, expires_at = excluded.expires_at, attempts = 0, used_at = NULL
"""
_FIND_EXPIRY: LiteralString = """
    SELECT expires_at
    FROM one_time_code
    WHERE link_id = %(door)s AND used_at IS NULL AND expires_at > %(now)s
"""
# The link's row is locked first, so that concurrent attempts queue up and its failure count is current.
# The same statement counts the attempt, compares, and marks a right code as used.
_CHECK: LiteralString = """
    WITH door AS (
        SELECT tenant_id, id
        FROM candidate_link
        WHERE id = %(door)s AND revoked_at IS NULL AND failures < %(most_failures)s
        FOR UPDATE
    )
    UPDATE one_time_code c
    SET attempts = c.attempts + 1,
        used_at = CASE WHEN c.code_hash = %(hash)s THEN %(now)s::timestamptz END
    FROM door d
    WHERE c.tenant_id = d.tenant_id
      AND c.link_id = d.id
      AND c.used_at IS NULL
      AND c.expires_at > %(now)s
      AND c.attempts < %(most_tries)s
    RETURNING c.attempts, c.used_at IS NOT NULL AS is_right
"""
_COUNT_FAILURE: LiteralString = (
    "UPDATE candidate_link SET failures = failures + 1 WHERE id = %(door)s"
)
_SAVE_VERIFIED_SESSION: LiteralString = """
    INSERT INTO session_token (tenant_id, id, link_id, hash, expires_at)
    VALUES (%(tenant)s, %(id)s, %(door)s, %(hash)s, %(expires_at)s)
"""
_FIND_VERIFIED_SESSION: LiteralString = """
    SELECT 1
    FROM session_token
    WHERE link_id = %(door)s AND hash = %(hash)s AND expires_at > %(now)s
"""


class PostgresOneTimeCodeRepository:
    """The codes and session tokens in the tenant of ``work``, stored as keyed hashes."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def save(self, work: UnitOfWork, link_id: UUID, code: str, expires_at: datetime) -> None:
        """Store a code, replacing the link's previous one."""
        await work.execute(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "door": link_id,
                "hash": self.hash_code(link_id, code),
                "expires_at": expires_at,
            },
        )

    async def find_expiry(self, work: UnitOfWork, link_id: UUID, now: datetime) -> datetime | None:
        """Return until when the link's newest code works, or None if there is none that does."""
        row = await work.fetch_one(_FIND_EXPIRY, {"door": link_id, "now": now})
        return None if row is None else row["expires_at"]

    async def check(
        self, work: UnitOfWork, link_id: UUID, code: str, now: datetime
    ) -> OneTimeCodeCheckResult:
        """Count an attempt, then compare.

        A right code is used up. A wrong one also counts as a failure of the link, which is locked after too
        many.
        """
        row = await work.fetch_one(
            _CHECK,
            {
                "door": link_id,
                "hash": self.hash_code(link_id, code),
                "now": now,
                "most_tries": MAX_ATTEMPTS_PER_CODE,
                "most_failures": MAX_FAILURES_PER_LINK,
            },
        )
        if row is None:
            return OneTimeCodeCheckResult(outcome=OneTimeCodeCheckOutcome.NOT_USABLE)
        attempts_left = MAX_ATTEMPTS_PER_CODE - int(row["attempts"])
        if row["is_right"]:
            return OneTimeCodeCheckResult(
                outcome=OneTimeCodeCheckOutcome.RIGHT, attempts_left=attempts_left
            )
        await work.execute(_COUNT_FAILURE, {"door": link_id})
        return OneTimeCodeCheckResult(
            outcome=OneTimeCodeCheckOutcome.WRONG, attempts_left=attempts_left
        )

    async def save_session_token(
        self, work: UnitOfWork, link_id: UUID, token_id: UUID, token: str, expires_at: datetime
    ) -> None:
        """Store a session token."""
        await work.execute(
            _SAVE_VERIFIED_SESSION,
            {
                "tenant": work.tenant_id,
                "id": token_id,
                "door": link_id,
                "hash": self._keys.hash_token(token),
                "expires_at": expires_at,
            },
        )

    async def has_valid_session_token(
        self, work: UnitOfWork, link_id: UUID, token: str, now: datetime
    ) -> bool:
        """Return whether ``token`` is a session token of this link that has not expired."""
        token_hash = self._keys.hash_token(token)
        row = await work.fetch_one(
            _FIND_VERIFIED_SESSION, {"door": link_id, "hash": token_hash, "now": now}
        )
        return row is not None

    def hash_code(self, link_id: UUID, code: str) -> bytes:
        """Return the stored hash of a code, keyed so that the million codes cannot be tried offline."""
        return self._keys.hash_token(f"code:{link_id}:{code}")


async def delete_expired_tokens(database: Database, now: datetime) -> int:
    """Delete session tokens that expired over a day ago, in all organizations; return how many."""
    rows = await database.execute_maintenance(
        "SELECT session_token_delete_expired(%(now)s) AS deleted_count", {"now": now}
    )
    return int(rows[0]["deleted_count"])
