"""The look-ups that come before the organisation is known, by named functions of the database."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.database import Database
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.keys import FoundKey, read_permissions
from vivavoce.tenancy.domain.people import Account, User


class PostgresDoorway:
    """Asks the SECURITY DEFINER functions; the tables themselves stay closed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_account(self, email: str) -> Account | None:
        """Return the account with that folded address."""
        rows = await self._database.call("SELECT * FROM account_find(%(email)s)", {"email": email})
        return Account(**rows[0]) if rows else None

    async def enter(
        self, account_id: UUID, *, wanted: TenantId | None, closed: TenantId | None
    ) -> User | None:
        """Return the account's user in the wanted or last used organisation, and note the use."""
        rows = await self._database.call(
            "SELECT * FROM account_enter(%(account)s::uuid, %(wanted)s::uuid, %(closed)s::uuid)",
            {"account": account_id, "wanted": wanted, "closed": closed},
        )
        if not rows:
            return None
        row = rows[0]
        return User(
            tenant_id=TenantId(row["tenant_id"]),
            id=row["id"],
            name=row["name"],
            role=Role(row["role"]),
        )

    async def find_key(self, hashed: bytes) -> FoundKey | None:
        """Return the key with that hash, unless it is revoked or its maker was removed."""
        rows = await self._database.call(
            "SELECT * FROM api_key_find(%(hash)s::bytea)", {"hash": hashed}
        )
        if not rows:
            return None
        row = rows[0]
        return FoundKey(
            tenant_id=TenantId(row["tenant_id"]),
            id=row["id"],
            name=row["name"],
            permissions=read_permissions(row["permissions"]),
            expires_at=row["expires_at"],
            maker_role=Role(row["role"]),
        )

    async def find_tenant(self, slug: str) -> TenantId | None:
        """Return the organisation with that slug."""
        rows = await self._database.call("SELECT * FROM tenant_find(%(slug)s)", {"slug": slug})
        return TenantId(rows[0]["tenant_id"]) if rows else None
