"""The caller of a request, and the permissions of each role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId, get_mode
from vivavoce.kernel.translation import translatable


class Permission(StrEnum):
    """A right that a role or an API key carries; the first ones are from seed 000, section Permissions."""

    INTERVIEW_CREATE = "interview:create"
    INTERVIEW_READ = "interview:read"
    INTERVIEW_UPDATE = "interview:update"
    INTERVIEW_APPROVE = "interview:approve"
    INTERVIEW_DELETE = "interview:delete"
    API_KEY_MANAGE = "api-key:manage"
    USER_MANAGE = "user:manage"
    USER_PROVISION = "user:provision"
    TENANT_READ = "tenant:read"
    TENANT_UPDATE = "tenant:update"
    PLATFORM_OPERATE = "platform:operate"
    PRACTICE_USE = "practice:use"
    PRACTICE_ON_BEHALF = "practice:on_behalf"
    PRACTICE_ASSIGN = "practice:assign"
    SESSION_INTERVENE = "session:intervene"
    INTAKE_USE = "intake:use"


class InstallationRole(StrEnum):
    """A role for the whole installation; only ``vivavoce admin`` on the server grants it."""

    OPERATOR = "OPERATOR"


class Role(StrEnum):
    """A role in one organization."""

    ADMIN = "ADMIN"
    RECRUITER = "RECRUITER"
    VIEWER = "VIEWER"
    HIRING_MANAGER = "HIRING_MANAGER"
    SEEKER = "SEEKER"


_RECRUITER_PERMISSIONS = frozenset(
    {
        Permission.INTERVIEW_CREATE,
        Permission.INTERVIEW_READ,
        Permission.INTERVIEW_UPDATE,
        Permission.INTERVIEW_APPROVE,
        Permission.TENANT_READ,
        Permission.PRACTICE_USE,
        Permission.PRACTICE_ASSIGN,
        Permission.SESSION_INTERVENE,
        Permission.INTAKE_USE,
    }
)
INSTALLATION_PERMISSIONS: dict[InstallationRole, frozenset[Permission]] = {
    InstallationRole.OPERATOR: frozenset({Permission.PLATFORM_OPERATE}),
}
"""Permissions of each installation role. They give no access to an organization's data."""
ORGANIZATION_PERMISSIONS = frozenset(Permission).difference(*INSTALLATION_PERMISSIONS.values())
"""Permissions that an organization role or an API key can carry."""
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: ORGANIZATION_PERMISSIONS,
    Role.RECRUITER: _RECRUITER_PERMISSIONS,
    Role.VIEWER: frozenset({Permission.INTERVIEW_READ}),
    Role.HIRING_MANAGER: frozenset({Permission.INTERVIEW_READ, Permission.INTAKE_USE}),
    Role.SEEKER: frozenset({Permission.PRACTICE_USE}),
}
"""Permissions by role, as in the table of seed 000.

An API key has its own set, which never exceeds its creator's.
"""

CallerKind = Literal["account", "api_key", "agent", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated caller, bound to one organization for one request."""

    tenant_id: TenantId
    kind: CallerKind
    id: UUID
    name: str
    permissions: frozenset[Permission]
    role: str | None = None
    """The name of a fixed role or the id of a custom one; None for a caller who is no user."""

    @property
    def is_person(self) -> bool:
        """Whether the caller is a user account; only a person may release an outcome."""
        return self.kind == "account"

    @property
    def is_test(self) -> bool:
        """Whether the caller's API key is a test key: what it creates is a test."""
        return get_mode(self.tenant_id) == "test"

    def require(self, permission: Permission) -> None:
        """Raise ``ForbiddenError`` unless the caller holds ``permission``."""
        if permission in self.permissions:
            return
        if permission in ORGANIZATION_PERMISSIONS:
            raise ForbiddenError(
                translatable("This needs the permission '{permission}'.", permission=permission)
            )
        raise ForbiddenError(
            translatable(
                "Only an operator of this installation can do this. It needs the permission '{permission}'.",
                permission=permission,
            )
        )
