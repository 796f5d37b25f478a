"""The custom roles of an organization, and the roles of the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUse:
    """How many people and open invitations have a role."""

    users: int = 0
    invitations: int = 0
