"""Organizations and their users on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.roles import build_assigned_role
from vivavoce.tenancy.domain.roles import AssignedRole
from vivavoce.tenancy.domain.users import Account, Tenant, User


class PostgresTenantRepository:
    """The organization's own row."""

    async def add(self, work: UnitOfWork, *, slug: str, name: str) -> bool:
        """Create the tenant of ``work``; return False if the slug is taken."""
        touched = await work.execute(
            """
            INSERT INTO tenant (tenant_id, slug, name)
            VALUES (%(tenant)s, %(slug)s, %(name)s)
            ON CONFLICT DO NOTHING
            """,
            {"tenant": work.tenant_id, "slug": slug, "name": name},
        )
        return touched == 1

    async def read(self, work: UnitOfWork) -> Tenant | None:
        """Return the tenant of ``work``, or None."""
        row = await work.fetch_one("SELECT tenant_id, slug, name, settings FROM tenant")
        if row is None:
            return None
        return Tenant(
            id=TenantId(row["tenant_id"]),
            slug=row["slug"],
            name=row["name"],
            settings=row["settings"],
        )

    async def rename(self, work: UnitOfWork, name: str) -> None:
        """Set the name of the tenant of ``work``; its slug stays."""
        await work.execute(
            """
            UPDATE tenant
            SET name = %(name)s
            WHERE tenant_id = %(tenant)s
            """,
            {"tenant": work.tenant_id, "name": name},
        )

    async def update_settings(self, work: UnitOfWork, settings: Mapping[str, object]) -> None:
        """Update these settings of the tenant of ``work``; the others stay as they are."""
        await work.execute(
            """
            UPDATE tenant
            SET settings = settings || %(changes)s
            WHERE tenant_id = %(tenant)s
            """,
            {"tenant": work.tenant_id, "changes": Jsonb(dict(settings))},
        )


class PostgresUserRepository:
    """The users in the tenant of ``work``; accounts are accessed through database functions."""

    async def ensure_demo_account(
        self, work: UnitOfWork, account_id: UUID, email: str, password_hash: str
    ) -> UUID:
        """Return the id of the demo account with that address; create it if there is none."""
        row = await work.fetch_one(
            "SELECT account_seed(%(id)s::uuid, %(email)s, %(kept)s) AS id",
            {"id": account_id, "email": email, "kept": password_hash},
        )
        assert row is not None  # noqa: S101 - a scalar function always answers
        stored_id: UUID = row["id"]
        return stored_id

    async def seed_operator(self, work: UnitOfWork, email: str) -> bool:
        """Make a user in the tenant of ``work`` operator of the installation.

        Returns False, and does nothing, if there has ever been an operator.
        """
        # Processes that start together would each find none.
        await work.execute("SELECT pg_advisory_xact_lock(hashtextextended('installation role', 0))")
        row = await work.fetch_one(
            "SELECT installation_role_seed(%(tenant)s::uuid, %(email)s) AS is_new",
            {"tenant": work.tenant_id, "email": email},
        )
        return row is not None and bool(row["is_new"])

    async def claim_account(
        self,
        work: UnitOfWork,
        account_id: UUID,
        email: str,
        password_hash: str,
        *,
        is_by_owner: bool,
    ) -> tuple[UUID, int] | None:
        """Set the first password of an address; return account id and version, or None if it has one."""
        row = await work.fetch_one(
            "SELECT * FROM account_claim(%(id)s::uuid, %(email)s, %(kept)s, %(by_owner)s)",
            {"id": account_id, "email": email, "kept": password_hash, "by_owner": is_by_owner},
        )
        return (row["id"], row["version"]) if row else None

    async def lock_account(self, work: UnitOfWork, account: Account) -> bool:
        """Lock an account until ``work`` ends; return False if its version has changed."""
        row = await work.fetch_one(
            "SELECT * FROM account_lock(%(id)s::uuid, %(version)s::integer)",
            {"id": account.id, "version": account.version},
        )
        return row is not None

    async def find_account(self, work: UnitOfWork, user_id: UUID) -> tuple[Account, str] | None:
        """Return a user's account and address, or None."""
        row = await work.fetch_one("SELECT * FROM member_account(%(id)s::uuid)", {"id": user_id})
        if row is None:
            return None
        account = Account(id=row["id"], password_hash=row["password_hash"], version=row["version"])
        return account, row["email"]

    async def change_password(
        self, work: UnitOfWork, account: Account, password_hash: str
    ) -> int | None:
        """Set a new password and end every token.

        Returns the account's new version, or None if the account's version has changed.
        """
        row = await work.fetch_one(
            "SELECT account_set_password(%(id)s::uuid, %(version)s::integer, %(kept)s) AS version",
            {"id": account.id, "version": account.version, "kept": password_hash},
        )
        return row["version"] if row else None

    async def end_tokens(self, work: UnitOfWork, account: Account) -> int:
        """End every token of an account and return its new version."""
        row = await work.fetch_one(
            "SELECT account_revoke_tokens(%(id)s::uuid) AS version", {"id": account.id}
        )
        assert row is not None  # noqa: S101 - a scalar function always answers
        return int(row["version"])

    async def end_token(self, work: UnitOfWork, token_id: UUID, ends_at: datetime) -> None:
        """End one token before it expires; deletes records of tokens that expired over a day ago."""
        await work.execute("DELETE FROM revoked_token WHERE expires_at < now() - interval '1 day'")
        await work.execute(
            """
            INSERT INTO revoked_token (tenant_id, id, expires_at)
            VALUES (%(tenant)s, %(id)s, %(ends_at)s)
            ON CONFLICT DO NOTHING
            """,
            {"tenant": work.tenant_id, "id": token_id, "ends_at": ends_at},
        )

    async def add_user(self, work: UnitOfWork, user: User, account_id: UUID) -> User | None:
        """Make the account a user; return the user with its id and version, or None if it already is one."""
        row = await work.fetch_one(
            """
            INSERT INTO membership AS m (tenant_id, id, account_id, name, role)
            VALUES (%(tenant)s, %(id)s, %(account)s, %(name)s, %(role)s)
            ON CONFLICT (tenant_id, account_id) DO UPDATE
            SET name = excluded.name, role = excluded.role, removed_at = NULL, added_at = now()
            WHERE m.removed_at IS NOT NULL
            RETURNING m.id, m.version
            """,
            {
                "tenant": work.tenant_id,
                "id": user.id,
                "account": account_id,
                "name": user.name,
                "role": str(user.role),
            },
        )
        return replace(user, id=row["id"], version=row["version"]) if row else None

    async def create_account(self, work: UnitOfWork, account_id: UUID) -> None:
        """Create an account for an identity of a provider: without an address, without a password."""
        await work.fetch_one("SELECT account_create_for_identity(%(id)s::uuid)", {"id": account_id})

    async def readmit(self, work: UnitOfWork, user_id: UUID, role: AssignedRole) -> None:
        """Make a removed user a user again, with this role; removing increased the version of tokens."""
        await work.execute(
            """
            UPDATE membership
            SET removed_at = NULL, role = %(role)s, added_at = now()
            WHERE id = %(id)s AND removed_at IS NOT NULL
            """,
            {"id": user_id, "role": str(role)},
        )

    async def rename(self, work: UnitOfWork, user_id: UUID, name: str) -> None:
        """Set a user's name."""
        await work.execute(
            """
            UPDATE membership
            SET name = %(name)s
            WHERE id = %(id)s
            """,
            {"id": user_id, "name": name},
        )

    async def change_role(self, work: UnitOfWork, user_id: UUID, role: AssignedRole) -> None:
        """Set a user's role."""
        await work.execute(
            """
            UPDATE membership
            SET role = %(role)s
            WHERE id = %(id)s
            """,
            {"id": user_id, "role": str(role)},
        )

    async def lock_administrators(self, work: UnitOfWork) -> Sequence[UUID]:
        """Return the ids of the administrators; nobody else can change or remove them until ``work`` ends."""
        rows = await work.fetch_all(
            """
            SELECT id
            FROM membership
            WHERE role = %(role)s AND removed_at IS NULL
            ORDER BY id
            FOR UPDATE
            """,
            {"role": str(Role.ADMIN)},
        )
        can_sign_in = await work.fetch_all(
            """
            SELECT m.id
            FROM membership m
            WHERE m.id = ANY(%(ids)s)
              AND ((SELECT password_hash FROM member_account(m.id)) IS NOT NULL
                   OR EXISTS (SELECT FROM staff_identity i JOIN identity_provider p USING (tenant_id, issuer)
                              WHERE i.user_id = m.id AND i.deleted_at IS NULL))
            """,
            {"ids": [row["id"] for row in rows]},
        )
        return [row["id"] for row in can_sign_in]

    async def find(self, work: UnitOfWork, user_id: UUID) -> User | None:
        """Return a user who was not removed, without the address, or None."""
        row = await work.fetch_one(
            """
            SELECT m.tenant_id, m.id, m.name, m.role, to_jsonb(r) AS custom_role
            FROM membership m
            LEFT JOIN custom_role r ON r.id::text = m.role
            WHERE m.id = %(id)s AND m.removed_at IS NULL
            """,
            {"id": user_id},
        )
        return _user_from_row(row) if row else None

    async def list(
        self, work: UnitOfWork, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[User], int]:
        """Return a page of users in the order in which they joined, and the total."""
        rows = await work.fetch_all(
            """
            SELECT m.tenant_id, m.id, m.name, m.role, to_jsonb(r) AS custom_role, a.email
            FROM membership m
            JOIN member_contacts() a ON a.id = m.id
            LEFT JOIN custom_role r ON r.id::text = m.role
            WHERE m.removed_at IS NULL
              AND (%(after)s::uuid IS NULL OR (m.added_at, m.id) > (
                  SELECT p.added_at, p.id
                  FROM membership p
                  WHERE p.id = %(after)s))
            ORDER BY m.added_at, m.id
            OFFSET %(offset)s LIMIT %(limit)s
            """,
            {"offset": offset, "limit": limit, "after": after},
        )
        total = await work.fetch_one(
            "SELECT count(*) AS n FROM membership WHERE removed_at IS NULL"
        )
        return [_user_from_row(row) for row in rows], total["n"] if total else 0

    async def find_by_email(self, work: UnitOfWork, email: str) -> User | None:
        """Return the user whose account has that address, or None; identities of a provider have none."""
        row = await work.fetch_one(
            """
            SELECT m.tenant_id, m.id, m.name, m.role, to_jsonb(r) AS custom_role, a.email
            FROM membership m
            JOIN member_emails() a ON a.id = m.id
            LEFT JOIN custom_role r ON r.id::text = m.role
            WHERE m.removed_at IS NULL AND a.email = %(email)s
            """,
            {"email": email},
        )
        return _user_from_row(row) if row else None

    async def address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the address to which a user gets e-mail, or '' without one."""
        row = await work.fetch_one(
            "SELECT email FROM member_contacts() WHERE id = %(id)s", {"id": user_id}
        )
        return str(row["email"]) if row else ""

    async def confirmed_address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the address that tells who a user is, or '' without one.

        It is that of their account, or what SCIM gave unless an account of the organization has it. What a
        provider says at a sign-in may be somebody else's: many let people edit it.
        """
        row = await work.fetch_one(
            """
            SELECT email FROM member_emails() WHERE id = %(id)s AND email <> ''
            UNION ALL
            SELECT i.email
            FROM staff_identity i
            WHERE i.user_id = %(id)s AND i.user_name IS NOT NULL AND i.deleted_at IS NULL
              AND NOT EXISTS (SELECT FROM member_emails() a WHERE lower(a.email) = lower(i.email))
            LIMIT 1
            """,
            {"id": user_id},
        )
        return str(row["email"]) if row else ""

    async def find_id_by_confirmed_address(self, work: UnitOfWork, email: str) -> UUID | None:
        """Return the user of whom ``confirmed_address`` says this address, or None."""
        row = await work.fetch_one(
            """
            SELECT m.id
            FROM membership m
            LEFT JOIN member_emails() a ON a.id = m.id
            LEFT JOIN staff_identity i
                ON i.user_id = m.id AND i.user_name IS NOT NULL AND i.deleted_at IS NULL
            WHERE m.removed_at IS NULL
              AND lower(coalesce(nullif(a.email, ''), i.email)) = lower(%(email)s)
            ORDER BY a.email IS NULL, m.id
            LIMIT 1
            """,
            {"email": email},
        )
        return None if row is None else UUID(str(row["id"]))

    async def get_time_zone(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the time zone that a user chose, or '' for that of the organization."""
        row = await work.fetch_one(
            "SELECT time_zone FROM membership WHERE id = %(id)s", {"id": user_id}
        )
        return str(row["time_zone"] or "") if row else ""

    async def change_time_zone(self, work: UnitOfWork, user_id: UUID, time_zone: str) -> None:
        """Set a user's time zone; '' is that of the organization."""
        await work.execute(
            """
            UPDATE membership
            SET time_zone = %(time_zone)s
            WHERE id = %(id)s
            """,
            {"id": user_id, "time_zone": time_zone or None},
        )

    async def remove(self, work: UnitOfWork, user_id: UUID) -> bool:
        """Remove a user and end their tokens and keys; return whether there was one.

        If the account then belongs to no organization, its password is deleted.
        """
        row = await work.fetch_one(
            """
            UPDATE membership
            SET removed_at = now(), version = version + 1
            WHERE id = %(id)s AND removed_at IS NULL
            RETURNING account_id
            """,
            {"id": user_id},
        )
        if row is None:
            return False
        await work.fetch_one("SELECT account_clear_unused(%(id)s::uuid)", {"id": row["account_id"]})
        return True


def _user_from_row(row: Row) -> User:
    return User(
        tenant_id=TenantId(row["tenant_id"]),
        id=row["id"],
        name=row["name"],
        role=build_assigned_role(row["role"], row["custom_role"]),
        email=row.get("email", ""),
    )
