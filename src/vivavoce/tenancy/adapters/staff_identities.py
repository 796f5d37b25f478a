"""An organization's OpenID provider and the identities that it vouches for, on PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Row
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Role
from vivavoce.tenancy.adapters.roles import build_assigned_role
from vivavoce.tenancy.domain.organization_sign_in import IdentityProvider, StaffIdentity

_SECRET_KEY_PURPOSE = "identity-provider-secret"  # noqa: S105 - the name of a purpose


class PostgresIdentityProviderRepository:
    """Stores the provider; its client secret is encrypted with the installation's key."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def find(self, work: UnitOfWork) -> IdentityProvider | None:
        """Return the provider, or None."""
        row = await work.fetch_one(
            """
            SELECT issuer, client_id, client_secret, default_role, admits_unknown
            FROM identity_provider
            """
        )
        if row is None:
            return None
        secret = self._keys.decrypt(
            _SECRET_KEY_PURPOSE, bytes(row["client_secret"]), work.tenant_id.bytes
        )
        return IdentityProvider(
            issuer=row["issuer"],
            client_id=row["client_id"],
            client_secret=secret.decode(),
            default_role=Role(row["default_role"]),
            admits_unknown=row["admits_unknown"],
        )

    async def save(self, work: UnitOfWork, provider: IdentityProvider, at: datetime) -> None:
        """Store the provider in place of an earlier one."""
        await work.execute(
            """
            INSERT INTO identity_provider (tenant_id, issuer, client_id, client_secret, default_role,
                                           admits_unknown, changed_at)
            VALUES (%(tenant)s, %(issuer)s, %(client)s, %(secret)s, %(role)s, %(admits)s, %(at)s)
            ON CONFLICT (tenant_id) DO UPDATE
            SET issuer = excluded.issuer, client_id = excluded.client_id,
                client_secret = excluded.client_secret, default_role = excluded.default_role,
                admits_unknown = excluded.admits_unknown, changed_at = excluded.changed_at
            """,
            {
                "tenant": work.tenant_id,
                "issuer": provider.issuer,
                "client": provider.client_id,
                "secret": self._keys.encrypt(
                    _SECRET_KEY_PURPOSE, provider.client_secret.encode(), work.tenant_id.bytes
                ),
                "role": provider.default_role,
                "admits": provider.admits_unknown,
                "at": at,
            },
        )

    async def delete(self, work: UnitOfWork) -> bool:
        """Delete the provider and return whether there was one."""
        return await work.execute("DELETE FROM identity_provider") > 0


class PostgresStaffIdentityRepository:
    """Stores identities; a person's name, role and membership are those of the user."""

    async def lock(self, work: UnitOfWork) -> None:
        """Let no other transaction add or change identities of the organization until ``work`` ends."""
        await work.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('staff identity ' || %(tenant)s::text, 0))",
            {"tenant": work.tenant_id},
        )

    async def find_by_subject(
        self, work: UnitOfWork, issuer: str, subject: str
    ) -> StaffIdentity | None:
        """Return the identity, also a deleted one, or None."""
        row = await work.fetch_one(
            """
            SELECT i.*, m.name, m.role, to_jsonb(r) AS custom_role, m.removed_at IS NULL AS is_active
            FROM staff_identity i
            JOIN membership m ON m.tenant_id = i.tenant_id AND m.id = i.user_id
            LEFT JOIN custom_role r ON r.id::text = m.role
            WHERE i.issuer = %(issuer)s AND i.subject = %(subject)s
            """,
            {"issuer": issuer, "subject": subject},
        )
        return _identity_from_row(row) if row else None

    async def find(self, work: UnitOfWork, issuer: str, identity_id: UUID) -> StaffIdentity | None:
        """Return an identity that was not deleted, or None."""
        row = await work.fetch_one(
            """
            SELECT i.*, m.name, m.role, to_jsonb(r) AS custom_role, m.removed_at IS NULL AS is_active
            FROM staff_identity i
            JOIN membership m ON m.tenant_id = i.tenant_id AND m.id = i.user_id
            LEFT JOIN custom_role r ON r.id::text = m.role
            WHERE i.issuer = %(issuer)s AND i.id = %(id)s AND i.deleted_at IS NULL
            """,
            {"issuer": issuer, "id": identity_id},
        )
        return _identity_from_row(row) if row else None

    async def list(
        self,
        work: UnitOfWork,
        issuer: str,
        *,
        user_name: str | None = None,
        subject: str | None = None,
        offset: int = 0,
        limit: int = 1,
    ) -> tuple[list[StaffIdentity], int]:
        """Return a page of identities that were not deleted, oldest first, and the total.

        With ``user_name``, in any case, or ``subject``, only those. Without a user name, it is the subject.
        """
        named = {
            "issuer": issuer,
            "user_name": user_name,
            "subject": subject,
            "offset": offset,
            "limit": limit,
        }
        rows = await work.fetch_all(
            """
            SELECT i.*, m.name, m.role, to_jsonb(r) AS custom_role, m.removed_at IS NULL AS is_active
            FROM staff_identity i
            JOIN membership m ON m.tenant_id = i.tenant_id AND m.id = i.user_id
            LEFT JOIN custom_role r ON r.id::text = m.role
            WHERE i.issuer = %(issuer)s AND i.deleted_at IS NULL
              AND (%(user_name)s::text IS NULL
                   OR lower(coalesce(i.user_name, i.subject)) = lower(%(user_name)s::text))
              AND (%(subject)s::text IS NULL OR i.subject = %(subject)s::text)
            ORDER BY i.created_at, i.id
            OFFSET %(offset)s LIMIT %(limit)s
            """,
            named,
        )
        total = await work.fetch_one(
            """
            SELECT count(*) AS n
            FROM staff_identity i
            WHERE i.issuer = %(issuer)s AND i.deleted_at IS NULL
              AND (%(user_name)s::text IS NULL
                   OR lower(coalesce(i.user_name, i.subject)) = lower(%(user_name)s::text))
              AND (%(subject)s::text IS NULL OR i.subject = %(subject)s::text)
            """,
            named,
        )
        return [_identity_from_row(row) for row in rows], total["n"] if total else 0

    async def add(self, work: UnitOfWork, identity: StaffIdentity) -> None:
        """Store a new identity."""
        await work.execute(
            """
            INSERT INTO staff_identity (tenant_id, id, issuer, subject, user_id, user_name, name_parts, email,
                                        created_at, changed_at)
            VALUES (%(tenant)s, %(id)s, %(issuer)s, %(subject)s, %(user)s, %(user_name)s, %(parts)s,
                    %(email)s, %(at)s, %(at)s)
            """,
            {
                "tenant": work.tenant_id,
                "id": identity.id,
                "issuer": identity.issuer,
                "subject": identity.subject,
                "user": identity.user_id,
                "user_name": identity.user_name,
                "parts": Jsonb(dict(identity.name_parts)),
                "email": identity.email,
                "at": identity.created_at,
            },
        )

    async def update(self, work: UnitOfWork, identity: StaffIdentity) -> None:
        """Store the names, the address and whether the identity is deleted."""
        await work.execute(
            """
            UPDATE staff_identity
            SET user_name = %(user_name)s, name_parts = %(parts)s, email = %(email)s, changed_at = %(at)s,
                deleted_at = CASE WHEN %(deleted)s THEN %(at)s::timestamptz END
            WHERE id = %(id)s
            """,
            {
                "id": identity.id,
                "user_name": identity.user_name,
                "parts": Jsonb(dict(identity.name_parts)),
                "email": identity.email,
                "deleted": identity.is_deleted,
                "at": identity.changed_at,
            },
        )


def _identity_from_row(row: Row) -> StaffIdentity:
    return StaffIdentity(
        id=row["id"],
        issuer=row["issuer"],
        subject=row["subject"],
        user_id=row["user_id"],
        user_name=row["user_name"],
        email=row["email"],
        name=row["name"],
        name_parts=row["name_parts"],
        role=build_assigned_role(row["role"], row["custom_role"]),
        is_active=row["is_active"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        is_deleted=row["deleted_at"] is not None,
    )
