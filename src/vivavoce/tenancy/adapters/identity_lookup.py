"""Lookups of people, organizations and installation roles that run before the organization is known.

They use database functions; only the database owner may call those of installation roles.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.kernel.caller import InstallationRole, Role
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.roles import build_assigned_role
from vivavoce.tenancy.domain.api_keys import ResolvedApiKey
from vivavoce.tenancy.domain.applications import ResolvedAccessToken
from vivavoce.tenancy.domain.roles import AssignedRole, read_permissions
from vivavoce.tenancy.domain.users import Account, User
from vivavoce.tenancy.ports import Claims, RoleGrant, RoleGrantResult


class PostgresCrossTenantIdentityRepository:
    """Calls SECURITY DEFINER functions; the tables themselves are not accessible."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_account(self, email: str) -> Account | None:
        """Return the account with that normalized address, or None."""
        rows = await self._database.execute(
            "SELECT * FROM account_find(%(email)s)", {"email": email}
        )
        return Account(**rows[0]) if rows else None

    async def enter_tenant(
        self,
        account: Account,
        *,
        preferred_tenant: TenantId | None,
        excluded_tenant: TenantId | None,
    ) -> User | None:
        """Return the account's user in the preferred or last used organization, and record the use.

        ``excluded_tenant`` is never returned. Returns None without a membership, or if the account's
        version has changed.
        """
        rows = await self._database.execute(
            "SELECT * FROM membership_select(%(account)s::uuid, %(version)s::integer, %(wanted)s::uuid,"
            " %(closed)s::uuid)",
            {
                "account": account.id,
                "version": account.version,
                "wanted": preferred_tenant,
                "closed": excluded_tenant,
            },
        )
        if not rows:
            return None
        role = await self._find_role(rows[0])
        return _user_from_row(rows[0], role, version=rows[0]["version"])

    async def find_user(self, claims: Claims) -> User | None:
        """Return the user of a token with their current installation roles.

        Returns None if the token was ended, the user was removed, or a version has changed.
        """
        rows = await self._database.execute(
            "SELECT * FROM member_find(%(tenant)s::uuid, %(user)s::uuid, %(user_version)s::integer,"
            " %(account_version)s::integer, %(token)s::uuid)",
            {
                "tenant": claims.tenant_id,
                "user": claims.user_id,
                "user_version": claims.user_version,
                "account_version": claims.account_version,
                "token": claims.token_id,
            },
        )
        if not rows:
            return None
        role = await self._find_role(rows[0])
        user = _user_from_row(rows[0], role, version=claims.user_version)
        return replace(user, installation_roles=_installation_roles_from_row(rows[0]))

    async def find_key(self, token_hash: bytes) -> ResolvedApiKey | None:
        """Return the key with that hash, or None if it is revoked or its creator was removed."""
        rows = await self._database.execute(
            "SELECT * FROM api_key_find(%(hash)s::bytea)", {"hash": token_hash}
        )
        if not rows:
            return None
        row = rows[0]
        return ResolvedApiKey(
            tenant_id=TenantId(row["tenant_id"]),
            id=row["id"],
            name=row["name"],
            permissions=read_permissions(row["permissions"]),
            mode=row["mode"],
            expires_at=row["expires_at"],
            creator_role=await self._find_role(row),
        )

    async def find_access_token(
        self, token_hash: bytes, now: datetime
    ) -> ResolvedAccessToken | None:
        """Return whom an application's access token stands for, or None if it has ended."""
        rows = await self._database.execute(
            "SELECT * FROM oauth_access_find(%(hash)s::bytea, %(now)s::timestamptz)",
            {"hash": token_hash, "now": now},
        )
        if not rows:
            return None
        row = rows[0]
        return ResolvedAccessToken(
            tenant_id=TenantId(row["tenant_id"]),
            id=row["id"],
            name=row["name"],
            role=await self._find_role(row),
            is_person=row["is_person"],
            key_mode=row["key_mode"],
            permissions=read_permissions(row["permissions"])
            & read_permissions(row["key_permissions"]),
            audience=row["audience"],
        )

    async def find_grant(self, secret_hash: bytes) -> tuple[TenantId, UUID] | None:
        """Return the tenant id and grant id for that hash of a code or a token, or None."""
        rows = await self._database.execute(
            "SELECT * FROM oauth_grant_find(%(hash)s::bytea)", {"hash": secret_hash}
        )
        return _tenant_and_id_from_row(rows[0]) if rows else None

    async def find_tenant(self, slug: str) -> TenantId | None:
        """Return the id of the organization with that slug, or None."""
        rows = await self._database.execute("SELECT * FROM tenant_find(%(slug)s)", {"slug": slug})
        return TenantId(rows[0]["tenant_id"]) if rows else None

    async def find_invitation(self, token_hash: bytes) -> tuple[TenantId, UUID] | None:
        """Return the tenant id and invitation id for that link's hash, or None."""
        rows = await self._database.execute(
            "SELECT * FROM invitation_find(%(hash)s::bytea)", {"hash": token_hash}
        )
        return _tenant_and_id_from_row(rows[0]) if rows else None

    async def create_password_reset(
        self, email: str, token_hash: bytes, ends_at: datetime, *, excluded_tenant: TenantId | None
    ) -> tuple[TenantId, UUID] | None:
        """Store a password reset link, replacing an older one; return the last used tenant and user id.

        Returns None for an address that belongs to no organization.
        """
        rows = await self._database.execute(
            "SELECT * FROM account_start_reset(%(email)s, %(hash)s::bytea, %(ends_at)s::timestamptz,"
            " %(closed)s::uuid)",
            {"email": email, "hash": token_hash, "ends_at": ends_at, "closed": excluded_tenant},
        )
        return _tenant_and_id_from_row(rows[0]) if rows else None

    async def find_password_reset(self, token_hash: bytes, now: datetime) -> str | None:
        """Return the address of an open password reset link, or None."""
        rows = await self._database.execute(
            "SELECT * FROM account_find_reset(%(hash)s::bytea, %(now)s::timestamptz)",
            {"hash": token_hash, "now": now},
        )
        return str(rows[0]["email"]) if rows else None

    async def reset_password(
        self, token_hash: bytes, now: datetime, password_hash: str
    ) -> UUID | None:
        """Use the link: set the password and end every token. Return the account id, or None if not open."""
        rows = await self._database.execute(
            "SELECT * FROM account_finish_reset(%(hash)s::bytea, %(now)s::timestamptz, %(kept)s)",
            {"hash": token_hash, "now": now, "kept": password_hash},
        )
        return rows[0]["id"] if rows else None

    async def _find_role(self, row: Row) -> AssignedRole:
        """Return the role of a row; only a custom role takes a second query."""
        if row["role"] in set(Role):
            return Role(row["role"])
        found = await self._database.execute(
            "SELECT * FROM custom_role_find(%(tenant)s::uuid, %(role)s::uuid)",
            {"tenant": row["tenant_id"], "role": row["role"]},
        )
        return build_assigned_role(row["role"], found[0] if found else None)

    async def list_memberships(self, account_id: UUID) -> list[tuple[TenantId, UUID]]:
        """Return the tenant and user ids of an account's memberships, last used first."""
        rows = await self._database.execute(
            "SELECT * FROM account_memberships(%(account)s::uuid)", {"account": account_id}
        )
        return [_tenant_and_id_from_row(row) for row in rows]


def _tenant_and_id_from_row(row: Row) -> tuple[TenantId, UUID]:
    return TenantId(row["tenant_id"]), row["id"]


def _installation_roles_from_row(row: Row) -> frozenset[InstallationRole]:
    """Return the roles; ignores roles that this version does not know."""
    known = set(InstallationRole)
    return frozenset(InstallationRole(name) for name in row["installation_roles"] if name in known)


def _user_from_row(row: Row, role: AssignedRole, *, version: int) -> User:
    return User(
        tenant_id=TenantId(row["tenant_id"]),
        id=row["id"],
        name=row["name"],
        role=role,
        version=version,
    )


class PostgresInstallationRoleRepository:
    """Uses a connection of the database owner; the database refuses the app's role."""

    def __init__(self, owner_database: Database) -> None:
        self._database = owner_database

    async def grant(self, email: str, role: InstallationRole, by: str) -> RoleGrantResult | None:
        """Grant a role; return None for an address without an account in an organization."""
        rows = await self._database.execute(
            "SELECT * FROM installation_role_grant(%(email)s, %(role)s, %(by)s)",
            {"email": email, "role": role, "by": by},
        )
        return RoleGrantResult(**rows[0]) if rows else None

    async def revoke(self, email: str, role: InstallationRole, by: str) -> UUID | None:
        """Revoke a role and return the id of the account that had it, or None."""
        rows = await self._database.execute(
            "SELECT * FROM installation_role_revoke(%(email)s, %(role)s, %(by)s)",
            {"email": email, "role": role, "by": by},
        )
        return rows[0]["account_id"] if rows else None

    async def list(self) -> list[RoleGrant]:
        """Return every role that was ever granted, oldest first."""
        return [
            RoleGrant(**row)
            for row in await self._database.execute("SELECT * FROM installation_role_list()")
        ]
