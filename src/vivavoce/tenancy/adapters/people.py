"""Organisations and their users on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Row
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.people import Tenant, User


class PostgresTenants:
    """The row of the organisation itself."""

    async def add(self, work: Work, *, slug: str, name: str) -> bool:
        """Make the work's own tenant; return False when the slug is taken."""
        touched = await work.execute(
            """
            INSERT INTO tenant (tenant_id, slug, name)
            VALUES (%(tenant)s, %(slug)s, %(name)s)
            ON CONFLICT DO NOTHING
            """,
            {"tenant": work.tenant_id, "slug": slug, "name": name},
        )
        return touched == 1

    async def read(self, work: Work) -> Tenant | None:
        """Return the work's own tenant."""
        row = await work.fetch_one("SELECT tenant_id, slug, name, settings FROM tenant")
        if row is None:
            return None
        return Tenant(
            id=TenantId(row["tenant_id"]),
            slug=row["slug"],
            name=row["name"],
            settings=row["settings"],
        )

    async def change(self, work: Work, settings: Mapping[str, object]) -> None:
        """Set these settings of the work's own tenant; the others stay as they are."""
        await work.execute(
            """
            UPDATE tenant
            SET settings = settings || %(changes)s
            WHERE tenant_id = %(tenant)s
            """,
            {"tenant": work.tenant_id, "changes": Jsonb(dict(settings))},
        )


class PostgresPeople:
    """The users of the work's own tenant; accounts by the database's functions."""

    async def add_account(self, work: Work, account_id: UUID, email: str, kept: str) -> UUID:
        """Make an account, or find the one with that address, and return its id."""
        row = await work.fetch_one(
            "SELECT account_add(%(id)s::uuid, %(email)s, %(kept)s) AS id",
            {"id": account_id, "email": email, "kept": kept},
        )
        assert row is not None  # noqa: S101 - a scalar function always answers
        known: UUID = row["id"]
        return known

    async def join(self, work: Work, user: User, account_id: UUID) -> UUID | None:
        """Make the account a user, anew when it was removed; return None when it is one already."""
        row = await work.fetch_one(
            """
            INSERT INTO membership AS m (tenant_id, id, account_id, name, role)
            VALUES (%(tenant)s, %(id)s, %(account)s, %(name)s, %(role)s)
            ON CONFLICT (tenant_id, account_id) DO UPDATE
            SET name = excluded.name, role = excluded.role, removed_at = NULL, added_at = now()
            WHERE m.removed_at IS NOT NULL
            RETURNING m.id
            """,
            {
                "tenant": work.tenant_id,
                "id": user.id,
                "account": account_id,
                "name": user.name,
                "role": user.role,
            },
        )
        return row["id"] if row else None

    async def promote(self, work: Work, account_id: UUID, role: Role) -> UUID:
        """Give the account's user another role and return the user's id."""
        row = await work.fetch_one(
            """
            UPDATE membership
            SET role = %(role)s
            WHERE account_id = %(account)s
            RETURNING id
            """,
            {"account": account_id, "role": role},
        )
        assert row is not None  # noqa: S101 - only called for a user who is here
        known: UUID = row["id"]
        return known

    async def find(self, work: Work, user_id: UUID) -> User | None:
        """Return a user who was not removed, without the address."""
        row = await work.fetch_one(
            """
            SELECT tenant_id, id, name, role
            FROM membership
            WHERE id = %(id)s AND removed_at IS NULL
            """,
            {"id": user_id},
        )
        return _user(row) if row else None

    async def list(self, work: Work, *, offset: int, limit: int) -> tuple[list[User], int]:
        """Return a page of users in the order of joining, and how many there are."""
        rows = await work.fetch_all(
            """
            SELECT m.tenant_id, m.id, m.name, m.role, a.email
            FROM membership m
            JOIN member_addresses() a ON a.id = m.id
            WHERE m.removed_at IS NULL
            ORDER BY m.added_at, m.id
            OFFSET %(offset)s LIMIT %(limit)s
            """,
            {"offset": offset, "limit": limit},
        )
        total = await work.fetch_one(
            "SELECT count(*) AS n FROM membership WHERE removed_at IS NULL"
        )
        return [_user(row) for row in rows], total["n"] if total else 0

    async def find_by_address(self, work: Work, email: str) -> User | None:
        """Return the user with that address who was not removed."""
        row = await work.fetch_one(
            """
            SELECT m.tenant_id, m.id, m.name, m.role, a.email
            FROM membership m
            JOIN member_addresses() a ON a.id = m.id
            WHERE m.removed_at IS NULL AND a.email = %(email)s
            """,
            {"email": email},
        )
        return _user(row) if row else None

    async def address(self, work: Work, user_id: UUID) -> str:
        """Return a user's address, or '' when there is no such user."""
        row = await work.fetch_one(
            "SELECT email FROM member_addresses() WHERE id = %(id)s", {"id": user_id}
        )
        return str(row["email"]) if row else ""

    async def remove(self, work: Work, user_id: UUID) -> bool:
        """Remove a user and return whether there was one."""
        touched = await work.execute(
            """
            UPDATE membership
            SET removed_at = now()
            WHERE id = %(id)s AND removed_at IS NULL
            """,
            {"id": user_id},
        )
        return touched == 1


def _user(row: Row) -> User:
    return User(
        tenant_id=TenantId(row["tenant_id"]),
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        email=row.get("email", ""),
    )
