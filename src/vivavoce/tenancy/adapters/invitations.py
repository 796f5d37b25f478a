"""Invitations on PostgreSQL; the link itself is never stored."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.adapters.roles import build_assigned_role
from vivavoce.tenancy.domain.users import Invitation

_SAVE: LiteralString = """
    INSERT INTO invitation AS i (tenant_id, id, email, name, role, token_hash, is_mailed, invited_by,
                                 created_at, expires_at)
    VALUES (%(tenant)s, %(id)s, %(email)s, %(name)s, %(role)s, %(hash)s, %(is_mailed)s, %(invited_by)s,
            %(created_at)s, %(expires_at)s)
    ON CONFLICT (tenant_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL DO UPDATE
    SET name = excluded.name, role = excluded.role, token_hash = excluded.token_hash,
        is_mailed = excluded.is_mailed, invited_by = excluded.invited_by,
        created_at = excluded.created_at, expires_at = excluded.expires_at
    RETURNING i.id
"""
_FIND: LiteralString = """
    SELECT i.id, i.email, i.name, i.role, to_jsonb(r) AS custom_role, i.is_mailed, i.created_at, i.expires_at
    FROM invitation i
    LEFT JOIN custom_role r ON r.id::text = i.role
    WHERE i.id = %(id)s AND accepted_at IS NULL AND revoked_at IS NULL
"""
_LIST: LiteralString = """
    SELECT i.id, i.email, i.name, i.role, to_jsonb(r) AS custom_role, i.is_mailed, i.created_at, i.expires_at
    FROM invitation i
    LEFT JOIN custom_role r ON r.id::text = i.role
    WHERE accepted_at IS NULL AND revoked_at IS NULL
      AND (%(after_at)s::timestamptz IS NULL OR (i.created_at, i.id) < (%(after_at)s, %(after_id)s))
    ORDER BY i.created_at DESC, i.id DESC
    OFFSET %(offset)s LIMIT %(limit)s
"""
_COUNT: LiteralString = """
    SELECT count(*) AS n
    FROM invitation
    WHERE accepted_at IS NULL AND revoked_at IS NULL
"""
# One statement checks and accepts: of two concurrent requests, only one succeeds.
_ACCEPT: LiteralString = """
    UPDATE invitation AS i
    SET accepted_at = %(now)s
    WHERE token_hash = %(hash)s
      AND accepted_at IS NULL
      AND revoked_at IS NULL
      AND expires_at > %(now)s
    RETURNING i.id, i.email, i.name, i.role, i.is_mailed, i.created_at, i.expires_at,
              (SELECT to_jsonb(r) FROM custom_role r WHERE r.id::text = i.role) AS custom_role
"""
_REVOKE: LiteralString = """
    UPDATE invitation
    SET revoked_at = %(now)s
    WHERE id = %(id)s AND accepted_at IS NULL AND revoked_at IS NULL
"""
_REVOKE_ALL_BY: LiteralString = """
    UPDATE invitation
    SET revoked_at = %(now)s
    WHERE invited_by = %(by)s AND accepted_at IS NULL AND revoked_at IS NULL
"""


class PostgresInvitationRepository:
    """The invitations in the tenant of ``work``."""

    async def save(
        self, work: UnitOfWork, invitation: Invitation, token_hash: bytes, invited_by: UUID | None
    ) -> UUID:
        """Store an invitation under its link's hash, replacing an open one to that address; return its id."""
        row = await work.fetch_one(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "id": invitation.id,
                "email": invitation.email,
                "name": invitation.name,
                "role": str(invitation.role),
                "hash": token_hash,
                "is_mailed": invitation.is_mailed,
                "invited_by": invited_by,
                "created_at": invitation.created_at,
                "expires_at": invitation.expires_at,
            },
        )
        assert row is not None  # noqa: S101 - inserted or updated, a row is always returned
        invitation_id: UUID = row["id"]
        return invitation_id

    async def find(self, work: UnitOfWork, invitation_id: UUID) -> Invitation | None:
        """Return an invitation that was neither accepted nor revoked, or None."""
        row = await work.fetch_one(_FIND, {"id": invitation_id})
        return _invitation_from_row(row) if row else None

    async def list(
        self,
        work: UnitOfWork,
        *,
        offset: int,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[list[Invitation], int]:
        """Return a page of open invitations, newest first, and the total."""
        rows = await work.fetch_all(
            _LIST,
            {"offset": offset, "limit": limit, **place_after(after)},
        )
        total = await work.fetch_one(_COUNT)
        return [_invitation_from_row(row) for row in rows], total["n"] if total else 0

    async def accept(self, work: UnitOfWork, token_hash: bytes, now: datetime) -> Invitation | None:
        """Mark the invitation with that link as accepted and return it, or None if it is not open."""
        row = await work.fetch_one(_ACCEPT, {"hash": token_hash, "now": now})
        return _invitation_from_row(row) if row else None

    async def revoke(self, work: UnitOfWork, invitation_id: UUID, now: datetime) -> bool:
        """End an open invitation and return whether there was one."""
        return await work.execute(_REVOKE, {"id": invitation_id, "now": now}) == 1

    async def revoke_all_by(self, work: UnitOfWork, user_id: UUID, now: datetime) -> None:
        """End the open invitations that a user sent."""
        await work.execute(_REVOKE_ALL_BY, {"by": user_id, "now": now})


def _invitation_from_row(row: Row) -> Invitation:
    values = {name: value for name, value in row.items() if name != "custom_role"}
    return Invitation(**{**values, "role": build_assigned_role(row["role"], row["custom_role"])})
