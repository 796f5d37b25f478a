"""Embed tokens on PostgreSQL; one statement uses a token up."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.access.domain.embedding import EmbedToken
from vivavoce.infra.database import Database
from vivavoce.infra.unit_of_work import UnitOfWork

_ADD: LiteralString = """
    INSERT INTO embed_token (tenant_id, id, link_id, origin, replaces_code, expires_at)
    VALUES (%(tenant)s, %(id)s, %(link)s, %(origin)s, %(replaces_code)s, %(expires_at)s)
"""
_FIND: LiteralString = """
    SELECT id, link_id, origin, replaces_code, expires_at
    FROM embed_token
    WHERE id = %(id)s AND expires_at > %(now)s
"""
_USE: LiteralString = """
    UPDATE embed_token
    SET used_at = %(now)s
    WHERE id = %(id)s AND used_at IS NULL AND expires_at > %(now)s
"""


class PostgresEmbedTokenRepository:
    """The embed tokens in the tenant of ``work``."""

    async def add(self, work: UnitOfWork, token: EmbedToken) -> None:
        """Store a token."""
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": token.id,
                "link": token.link_id,
                "origin": token.origin,
                "replaces_code": token.replaces_code,
                "expires_at": token.expires_at,
            },
        )

    async def find(self, work: UnitOfWork, token_id: UUID, now: datetime) -> EmbedToken | None:
        """Return a token that has not expired, used or not, or None."""
        row = await work.fetch_one(_FIND, {"id": token_id, "now": now})
        return None if row is None else EmbedToken(**row)

    async def use(self, work: UnitOfWork, token_id: UUID, now: datetime) -> bool:
        """Use a token up; return False if it was used before or has expired."""
        return await work.execute(_USE, {"id": token_id, "now": now}) > 0


async def delete_expired_embed_tokens(database: Database, now: datetime) -> int:
    """Delete tokens that expired over a day ago, in all organizations; return how many."""
    rows = await database.execute_maintenance(
        "SELECT embed_token_delete_expired(%(now)s) AS deleted_count", {"now": now}
    )
    return int(rows[0]["deleted_count"])
