"""Who is calling and what they may do: the seeds' permissions times the roles, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import Forbidden
from vivavoce.kernel.ids import TenantId


class Permission(StrEnum):
    """A right that a role or a key carries (seed 000, Permissions; then ours)."""

    INTERVIEW_CREATE = "interview:create"
    INTERVIEW_READ = "interview:read"
    INTERVIEW_UPDATE = "interview:update"
    INTERVIEW_APPROVE = "interview:approve"
    INTERVIEW_DELETE = "interview:delete"
    API_KEY_MANAGE = "api-key:manage"
    USER_MANAGE = "user:manage"
    TENANT_READ = "tenant:read"
    TENANT_UPDATE = "tenant:update"
    OPERATE = "platform:operate"
    PRACTICE = "practice:use"
    PRACTICE_ON_BEHALF = "practice:on_behalf"
    PRACTICE_ASSIGN = "practice:assign"
    SESSION_INTERVENE = "session:intervene"
    INTAKE = "intake:use"


class Role(StrEnum):
    """What a person is in one organisation."""

    ADMIN = "ADMIN"
    RECRUITER = "RECRUITER"
    VIEWER = "VIEWER"
    HIRING_MANAGER = "HIRING_MANAGER"
    SEEKER = "SEEKER"


_RECRUITER = frozenset(
    {
        Permission.INTERVIEW_CREATE,
        Permission.INTERVIEW_READ,
        Permission.INTERVIEW_UPDATE,
        Permission.INTERVIEW_APPROVE,
        Permission.TENANT_READ,
        Permission.PRACTICE,
        Permission.PRACTICE_ASSIGN,
        Permission.SESSION_INTERVENE,
        Permission.INTAKE,
    }
)
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.RECRUITER: _RECRUITER,
    Role.VIEWER: frozenset({Permission.INTERVIEW_READ}),
    Role.HIRING_MANAGER: frozenset({Permission.INTERVIEW_READ, Permission.INTAKE}),
    Role.SEEKER: frozenset({Permission.PRACTICE}),
}
"""Seed 000's table, row by role. A key carries its own set and never more than its maker had."""

CallerKind = Literal["account", "api_key", "agent", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated party, bound to one organisation for the length of one request."""

    tenant_id: TenantId
    kind: CallerKind
    id: UUID
    name: str
    permissions: frozenset[Permission]
    role: Role | None = None

    @property
    def is_person(self) -> bool:
        """Whether a named person stands behind the call; only a person may let an outcome leave."""
        return self.kind == "account"

    def require(self, permission: Permission) -> None:
        """Return if the caller holds ``permission``, else raise ``Forbidden``."""
        if permission not in self.permissions:
            raise Forbidden(f"This needs the permission '{permission}'.")
