"""API keys on PostgreSQL; the secret itself is never stored."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.domain.api_keys import ApiKey
from vivavoce.tenancy.domain.roles import read_permissions

_FIND: LiteralString = """
    SELECT id, name, prefix, permissions, mode, created_by, created_at, expires_at, revoked_at, last_used_at
    FROM api_key
    WHERE id = %(id)s
"""
_LIST: LiteralString = """
    SELECT id, name, prefix, permissions, mode, created_by, created_at, expires_at, revoked_at, last_used_at
    FROM api_key
    WHERE %(after)s::uuid IS NULL OR id < %(after)s
    ORDER BY id DESC
    OFFSET %(offset)s LIMIT %(limit)s
"""


class PostgresApiKeyRepository:
    """The API keys in the tenant of ``work``."""

    async def add(self, work: UnitOfWork, key: ApiKey, token_hash: bytes) -> bool:
        """Store a new key; return False if the secret already exists or the creator is no longer a user."""
        touched = await work.execute(
            """
            INSERT INTO api_key (tenant_id, id, name, prefix, hash, permissions, mode, created_by,
                                 created_at, expires_at, creator_version)
            SELECT %(tenant)s, %(id)s, %(name)s, %(prefix)s, %(hash)s, %(permissions)s, %(mode)s, m.id,
                   %(created_at)s, %(expires_at)s, m.version
            FROM membership m
            WHERE m.id = %(created_by)s AND m.removed_at IS NULL
            ON CONFLICT (tenant_id, hash) DO NOTHING
            """,
            {
                "tenant": work.tenant_id,
                "id": key.id,
                "name": key.name,
                "prefix": key.prefix,
                "hash": token_hash,
                "permissions": sorted(str(right) for right in key.permissions),
                "mode": key.mode,
                "created_by": key.created_by,
                "created_at": key.created_at,
                "expires_at": key.expires_at,
            },
        )
        return touched == 1

    async def find(self, work: UnitOfWork, key_id: UUID) -> ApiKey | None:
        """Return a key, or None."""
        row = await work.fetch_one(_FIND, {"id": key_id})
        return _key_from_row(row) if row else None

    async def list(
        self, work: UnitOfWork, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[ApiKey], int]:
        """Return a page of keys, newest first, and the total."""
        rows = await work.fetch_all(_LIST, {"offset": offset, "limit": limit, "after": after})
        total = await work.fetch_one("SELECT count(*) AS n FROM api_key")
        return [_key_from_row(row) for row in rows], total["n"] if total else 0

    async def limit_lifetime(self, work: UnitOfWork, key_id: UUID, ends_at: datetime) -> None:
        """Make a key expire at ``ends_at``, unless it expires earlier."""
        await work.execute(
            """
            UPDATE api_key
            SET expires_at = least(expires_at, %(ends_at)s)
            WHERE id = %(id)s
            """,
            {"id": key_id, "ends_at": ends_at},
        )

    async def revoke(self, work: UnitOfWork, key_id: UUID, at: datetime) -> bool:
        """Revoke a key and return whether it was not yet revoked."""
        touched = await work.execute(
            """
            UPDATE api_key
            SET revoked_at = %(at)s
            WHERE id = %(id)s AND revoked_at IS NULL
            """,
            {"id": key_id, "at": at},
        )
        return touched == 1

    async def revoke_all_by(self, work: UnitOfWork, user_id: UUID, at: datetime) -> None:
        """Revoke every open key that a user created."""
        await work.execute(
            """
            UPDATE api_key
            SET revoked_at = %(at)s
            WHERE created_by = %(by)s AND revoked_at IS NULL
            """,
            {"by": user_id, "at": at},
        )


def _key_from_row(row: Row) -> ApiKey:
    return ApiKey(**{**row, "permissions": read_permissions(row["permissions"])})
