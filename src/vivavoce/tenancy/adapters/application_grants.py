"""Grants of applications and their tokens on PostgreSQL; only hashes of codes and tokens are stored."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Permission
from vivavoce.tenancy.domain.applications import ApplicationGrant, Audience, RefreshToken
from vivavoce.tenancy.domain.roles import read_permissions

_GRANT: LiteralString = """
    SELECT g.id, g.user_id, g.client_hash, g.client_name, g.redirect_uri, g.permissions, g.code_challenge,
           g.code_expires_at, g.code_used_at, g.created_at, g.last_used_at, m.name AS person,
           count(*) OVER () AS total,
           (g.revoked_at IS NULL AND m.removed_at IS NULL AND m.version = g.user_version
            AND a.version IS NOT DISTINCT FROM g.account_version) AS is_active
    FROM oauth_grant g
    JOIN membership m ON m.tenant_id = g.tenant_id AND m.id = g.user_id
    LEFT JOIN LATERAL member_account(g.user_id) a ON true
"""
_FIND: LiteralString = _GRANT + " WHERE g.id = %(id)s"
_LIST: LiteralString = f"""
    WITH page AS (
        {_GRANT}
    WHERE (%(user)s::uuid IS NULL OR g.user_id = %(user)s::uuid)
      AND g.code_used_at IS NOT NULL
      AND g.revoked_at IS NULL
      AND m.version = g.user_version
      AND a.version = g.account_version
    )
    SELECT *
    FROM page
    WHERE %(after)s::uuid IS NULL OR id < %(after)s
    ORDER BY id DESC
    OFFSET %(offset)s LIMIT %(limit)s
"""  # noqa: S608 - made of constants only


class PostgresApplicationGrantRepository:
    """The grants in the tenant of ``work``."""

    async def add(self, work: UnitOfWork, grant: ApplicationGrant, code_hash: bytes) -> bool:
        """Store a grant with its code; return False if its person is no longer a user."""
        touched = await work.execute(
            """
            INSERT INTO oauth_grant (tenant_id, id, user_id, user_version, account_version, client_hash,
                                     client_name, redirect_uri, permissions, code_hash, code_challenge,
                                     code_expires_at, created_at)
            SELECT %(tenant)s, %(id)s, m.id, m.version, a.version, %(client_hash)s, %(client_name)s,
                   %(redirect_uri)s, %(permissions)s, %(code_hash)s, %(code_challenge)s,
                   %(code_expires_at)s, %(created_at)s
            FROM membership m
            CROSS JOIN member_account(m.id) a
            WHERE m.id = %(user)s AND m.removed_at IS NULL
            """,
            {
                "tenant": work.tenant_id,
                "id": grant.id,
                "user": grant.user_id,
                "client_hash": grant.client_hash,
                "client_name": grant.client_name,
                "redirect_uri": grant.redirect_uri,
                "permissions": sorted(grant.permissions),
                "code_hash": code_hash,
                "code_challenge": grant.code_challenge,
                "code_expires_at": grant.code_expires_at,
                "created_at": grant.created_at,
            },
        )
        return touched == 1

    async def find(self, work: UnitOfWork, grant_id: UUID) -> ApplicationGrant | None:
        """Return a grant, or None."""
        row = await work.fetch_one(_FIND, {"id": grant_id})
        return _grant_from_row(row) if row else None

    async def lock(self, work: UnitOfWork, grant_id: UUID) -> ApplicationGrant | None:
        """Return a grant and lock it until ``work`` ends, or None."""
        await work.execute(
            "SELECT id FROM oauth_grant WHERE id = %(id)s FOR UPDATE", {"id": grant_id}
        )
        return await self.find(work, grant_id)

    async def list(
        self,
        work: UnitOfWork,
        user_id: UUID | None,
        *,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[tuple[ApplicationGrant, str]], int]:
        """Return a page of active grants with their persons' names, newest first, and the total.

        ``user_id`` None lists everyone's.
        """
        rows = await work.fetch_all(
            _LIST, {"user": user_id, "offset": offset, "limit": limit, "after": after}
        )
        grants = [(_grant_from_row(row), str(row["person"])) for row in rows]
        return grants, rows[0]["total"] if rows else 0

    async def mark_code_used(self, work: UnitOfWork, grant_id: UUID, at: datetime) -> None:
        """Record that the code of a grant was exchanged."""
        await work.execute(
            "UPDATE oauth_grant SET code_used_at = %(at)s WHERE id = %(id)s",
            {"id": grant_id, "at": at},
        )

    async def revoke(self, work: UnitOfWork, grant_id: UUID, at: datetime) -> None:
        """End a grant and all its tokens."""
        await work.execute(
            "UPDATE oauth_grant SET revoked_at = %(at)s WHERE id = %(id)s AND revoked_at IS NULL",
            {"id": grant_id, "at": at},
        )

    async def add_token(
        self,
        work: UnitOfWork,
        token_hash: bytes,
        *,
        kind: str,
        audience: Audience,
        permissions: frozenset[Permission],
        expires_at: datetime,
        grant_id: UUID | None = None,
        api_key_id: UUID | None = None,
    ) -> None:
        """Store a token of a grant or of an API key."""
        await work.execute(
            """
            INSERT INTO oauth_token (tenant_id, hash, kind, grant_id, api_key_id, audience, permissions,
                                     expires_at)
            VALUES (%(tenant)s, %(hash)s, %(kind)s, %(grant)s, %(key)s, %(audience)s, %(permissions)s,
                    %(expires_at)s)
            """,
            {
                "tenant": work.tenant_id,
                "hash": token_hash,
                "kind": kind,
                "grant": grant_id,
                "key": api_key_id,
                "audience": audience,
                "permissions": sorted(permissions),
                "expires_at": expires_at,
            },
        )

    async def find_refresh_token(self, work: UnitOfWork, token_hash: bytes) -> RefreshToken | None:
        """Return a refresh token and its grant, or None."""
        row = await work.fetch_one(
            """
            SELECT grant_id, expires_at, used_at
            FROM oauth_token
            WHERE hash = %(hash)s AND kind = 'refresh'
            """,
            {"hash": token_hash},
        )
        grant = await self.find(work, row["grant_id"]) if row else None
        if row is None or grant is None:
            return None
        return RefreshToken(grant=grant, expires_at=row["expires_at"], used_at=row["used_at"])

    async def mark_refresh_token_used(
        self, work: UnitOfWork, token_hash: bytes, at: datetime
    ) -> None:
        """Record that a refresh token was exchanged."""
        await work.execute(
            "UPDATE oauth_token SET used_at = %(at)s WHERE hash = %(hash)s",
            {"hash": token_hash, "at": at},
        )

    async def end_token(
        self, work: UnitOfWork, token_hash: bytes, *, api_key_id: UUID, at: datetime
    ) -> None:
        """End a token of an API key."""
        await work.execute(
            """
            UPDATE oauth_token SET expires_at = %(at)s
            WHERE hash = %(hash)s AND api_key_id = %(key)s AND expires_at > %(at)s
            """,
            {"hash": token_hash, "key": api_key_id, "at": at},
        )


async def delete_expired_grants(database: Database, now: datetime) -> int:
    """Delete tokens that expired over a day ago, and ended grants; return how many tokens."""
    rows = await database.execute_maintenance(
        "SELECT oauth_delete_expired(%(now)s::timestamptz) AS deleted_count", {"now": now}
    )
    return int(rows[0]["deleted_count"])


def _grant_from_row(row: Row) -> ApplicationGrant:
    return ApplicationGrant(
        id=row["id"],
        user_id=row["user_id"],
        client_hash=bytes(row["client_hash"]),
        client_name=row["client_name"],
        redirect_uri=row["redirect_uri"],
        permissions=read_permissions(row["permissions"]),
        code_challenge=row["code_challenge"],
        code_expires_at=row["code_expires_at"],
        code_used_at=row["code_used_at"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        is_active=row["is_active"],
    )
