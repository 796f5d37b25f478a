"""Custom roles on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Role
from vivavoce.kernel.clock import Clock
from vivavoce.tenancy.domain.roles import AssignedRole, CustomRole, read_permissions
from vivavoce.tenancy.ports import RoleUse


class PostgresRoleRepository:
    """The custom roles in the tenant of ``work``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def list(self, work: UnitOfWork) -> list[CustomRole]:
        """Return the custom roles by name."""
        rows = await work.fetch_all(
            """
            SELECT id, name, description, permissions
            FROM custom_role
            WHERE deleted_at IS NULL
            ORDER BY lower(name), id
            """
        )
        return [custom_role_from_row(row) for row in rows]

    async def find(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role, or None."""
        row = await work.fetch_one(
            """
            SELECT id, name, description, permissions
            FROM custom_role
            WHERE id = %(id)s AND deleted_at IS NULL
            """,
            {"id": role_id},
        )
        return custom_role_from_row(row) if row else None

    async def lock_for_use(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role that cannot be deleted until ``work`` ends, or None."""
        row = await work.fetch_one(
            """
            SELECT id, name, description, permissions
            FROM custom_role
            WHERE id = %(id)s AND deleted_at IS NULL
            FOR SHARE
            """,
            {"id": role_id},
        )
        return custom_role_from_row(row) if row else None

    async def lock_for_change(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role that nobody else can use or change until ``work`` ends, or None."""
        row = await work.fetch_one(
            """
            SELECT id, name, description, permissions
            FROM custom_role
            WHERE id = %(id)s AND deleted_at IS NULL
            FOR UPDATE
            """,
            {"id": role_id},
        )
        return custom_role_from_row(row) if row else None

    async def lock_names(self, work: UnitOfWork) -> None:
        """Let only one unit of work at a time choose names of roles in this organization."""
        await work.fetch_one(
            "SELECT pg_advisory_xact_lock(hashtextextended(%(tenant)s::text, 7012))",
            {"tenant": work.tenant_id},
        )

    async def add(self, work: UnitOfWork, role: CustomRole) -> None:
        """Store a new custom role."""
        await work.execute(
            """
            INSERT INTO custom_role (tenant_id, id, name, description, permissions, created_at, updated_at)
            VALUES (%(tenant)s, %(id)s, %(name)s, %(description)s, %(permissions)s, %(at)s, %(at)s)
            """,
            {"tenant": work.tenant_id, **self._params(role)},
        )

    async def save(self, work: UnitOfWork, role: CustomRole) -> None:
        """Store the name, description and permissions of a custom role."""
        await work.execute(
            """
            UPDATE custom_role
            SET name = %(name)s, description = %(description)s, permissions = %(permissions)s,
                updated_at = %(at)s
            WHERE id = %(id)s
            """,
            self._params(role),
        )

    async def delete(self, work: UnitOfWork, role_id: UUID) -> None:
        """Delete a custom role; its row stays for the audit."""
        await work.execute(
            """
            UPDATE custom_role
            SET deleted_at = %(at)s
            WHERE id = %(id)s
            """,
            {"id": role_id, "at": self._clock.now()},
        )

    async def count_uses(self, work: UnitOfWork) -> dict[str, RoleUse]:
        """Return how many people and open invitations have each role, by the role as text."""
        rows = await work.fetch_all(
            """
            SELECT role, count(*) FILTER (WHERE is_user) AS users,
                   count(*) FILTER (WHERE NOT is_user) AS invitations
            FROM (
                SELECT role, true AS is_user
                FROM membership
                WHERE removed_at IS NULL
                UNION ALL
                SELECT role, false
                FROM invitation
                WHERE accepted_at IS NULL AND revoked_at IS NULL
            ) AS used
            GROUP BY role
            """
        )
        return {
            row["role"]: RoleUse(users=row["users"], invitations=row["invitations"]) for row in rows
        }

    async def list_user_ids(self, work: UnitOfWork, role_id: UUID) -> Sequence[UUID]:
        """Return the ids of the users with a custom role."""
        rows = await work.fetch_all(
            """
            SELECT id
            FROM membership
            WHERE role = %(role)s AND removed_at IS NULL
            """,
            {"role": str(role_id)},
        )
        return [row["id"] for row in rows]

    def _params(self, role: CustomRole) -> Mapping[str, object]:
        return {
            "id": role.id,
            "name": role.name,
            "description": role.description,
            "permissions": sorted(role.permissions),
            "at": self._clock.now(),
        }


def custom_role_from_row(row: Mapping[str, Any]) -> CustomRole:  # Any: SQL values
    """Return the custom role of a row with its id, name, description and permissions."""
    return CustomRole(
        id=UUID(str(row["id"])),
        name=row["name"],
        description=row["description"],
        permissions=read_permissions(row["permissions"]),
    )


def build_assigned_role(
    role: str,
    custom: Mapping[str, Any] | None,  # Any: SQL values
) -> AssignedRole:
    """Return the role that is stored as ``role``; ``custom`` is its row, or None for a fixed role.

    A custom role without a row, which cannot happen, has no permissions.
    """
    if role in set(Role):
        return Role(role)
    if custom is not None:
        return custom_role_from_row(custom)
    return CustomRole(id=UUID(role), name="", description="", permissions=frozenset())
