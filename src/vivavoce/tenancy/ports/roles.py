"""The custom roles of an organization, and the roles of the installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import InstallationRole
from vivavoce.tenancy.domain.roles import CustomRole


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrantResult:
    """The account that now has an installation role."""

    account_id: UUID
    is_new: bool
    is_password_by_owner: bool
    """Whether the account's password was set with a link that was sent only to the mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """An installation role: who granted it and, if it has ended, who revoked it."""

    email: str
    role: str
    granted_at: datetime
    granted_by: str
    revoked_at: datetime | None
    revoked_by: str | None


class InstallationRoleRepository(Protocol):
    """The installation roles. Only the database owner can grant or read them."""

    async def grant(self, email: str, role: InstallationRole, by: str) -> RoleGrantResult | None:
        """Grant a role; return None for an address without an account in an organization."""

    async def revoke(self, email: str, role: InstallationRole, by: str) -> UUID | None:
        """Revoke a role and return the id of the account that had it, or None."""

    async def list(self) -> list[RoleGrant]:
        """Return every role that was ever granted, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUse:
    """How many people and open invitations have a role."""

    users: int = 0
    invitations: int = 0


class RoleRepository(Protocol):
    """The custom roles of an organization."""

    async def list(self, work: UnitOfWork) -> list[CustomRole]:
        """Return the custom roles by name."""

    async def find(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role, or None."""

    async def lock_for_use(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role that cannot be deleted until ``work`` ends, or None."""

    async def lock_for_change(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role that nobody else can use or change until ``work`` ends, or None."""

    async def lock_names(self, work: UnitOfWork) -> None:
        """Let only one unit of work at a time choose names of roles in this organization."""

    async def add(self, work: UnitOfWork, role: CustomRole) -> None:
        """Store a new custom role."""

    async def save(self, work: UnitOfWork, role: CustomRole) -> None:
        """Store the name, description and permissions of a custom role."""

    async def delete(self, work: UnitOfWork, role_id: UUID) -> None:
        """Delete a custom role; its row stays for the audit."""

    async def count_uses(self, work: UnitOfWork) -> dict[str, RoleUse]:
        """Return how many people and open invitations have each role, by the role as text."""

    async def list_user_ids(self, work: UnitOfWork, role_id: UUID) -> Sequence[UUID]:
        """Return the ids of the users with a custom role."""
