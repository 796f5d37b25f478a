"""Installation roles, through functions that only the database owner may call."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.database import Database
from vivavoce.kernel.caller import InstallationRole
from vivavoce.tenancy.ports import RoleGrant, RoleGrantResult


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
