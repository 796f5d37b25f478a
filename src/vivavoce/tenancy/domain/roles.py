"""Roles of an organization: the fixed ones, and custom ones with permissions of its own choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from vivavoce.kernel.caller import (
    ORGANIZATION_PERMISSIONS,
    ROLE_PERMISSIONS,
    Caller,
    Permission,
    Role,
)
from vivavoce.kernel.errors import ConflictError, ForbiddenError
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.domain.form_fields import InvalidFieldError, build_field_error, check_name

MAX_CUSTOM_ROLES = 100
MAX_DESCRIPTION_LENGTH = 400
_ALIASES = {"USER": Role.VIEWER}


class GrantExceedsRightsError(ForbiddenError):
    """You cannot grant permissions that you do not have yourself."""

    code = "role_exceeds_own"


class FixedRoleError(ConflictError):
    """This role is part of the product and cannot be changed. Create a role of your own instead."""

    code = "role_fixed"


class RoleInUseError(ConflictError):
    """People or open invitations have this role. Give them another role first."""

    code = "role_in_use"

    def __init__(self, *, users: int, invitations: int) -> None:
        super().__init__(
            translatable(
                "People with this role: {users}. Open invitations with it: {invitations}. Give them another "
                "role first.",
                users=users,
                invitations=invitations,
            ),
            extra={"userCount": users, "invitationCount": invitations},
        )


class LastAdministratorError(ConflictError):
    """This is the last administrator. Make another person an administrator first."""

    code = "last_administrator"


class RoleNameTakenError(ConflictError):
    """There is a role with this name already. Choose another name."""

    code = "role_name_taken"


class TooManyRolesError(ConflictError):
    """An organization can have at most 100 roles of its own. Delete one first."""

    code = "too_many_roles"


class CannotChangeHeldRoleError(ConflictError):
    """You have this role yourself. Ask another administrator to change it."""

    code = "cannot_change_held_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomRole:
    """A role that an organization made. As text, it is its id."""

    id: UUID
    name: str
    description: str
    permissions: frozenset[Permission]

    def __str__(self) -> str:
        return str(self.id)


AssignedRole = Role | CustomRole
"""A fixed role, or one that the organization made."""

PERMISSION_DESCRIPTIONS = {
    Permission.INTERVIEW_CREATE: "Request interviews.",
    Permission.INTERVIEW_READ: "Read interviews, plans and assessments.",
    Permission.INTERVIEW_UPDATE: "Complete requests, invite candidates, cancel and repeat steps.",
    Permission.INTERVIEW_APPROVE: "Decide on plans, assessments and candidates.",
    Permission.INTERVIEW_DELETE: "Delete interviews and candidates' data.",
    Permission.API_KEY_MANAGE: "Create and revoke API keys.",
    Permission.USER_MANAGE: "Invite and remove people, and manage roles.",
    Permission.USER_PROVISION: "Add and deactivate people through SCIM, also administrators.",
    Permission.TENANT_READ: "Read the settings.",
    Permission.TENANT_UPDATE: "Change the settings and webhooks, and read the audit log.",
    Permission.PRACTICE_USE: "Practice interviews.",
    Permission.PRACTICE_ON_BEHALF: "Set up practice for other people.",
    Permission.PRACTICE_ASSIGN: "Assign practice to people and read the results.",
    Permission.SESSION_INTERVENE: "Leave notes in live interviews, take over, and end them.",
    Permission.INTAKE_USE: "Hold intake interviews, and manage templates.",
}
"""What each permission of an organization allows."""
ROLE_DESCRIPTIONS = {
    Role.ADMIN: "Everything in the organization.",
    Role.RECRUITER: "Requests interviews, decides on them, and assigns practice.",
    Role.VIEWER: "Reads interviews.",
    Role.HIRING_MANAGER: "Reads interviews, and holds intake interviews.",
    Role.SEEKER: "Practices interviews.",
}
"""What each fixed role is for."""


def get_permissions(role: AssignedRole) -> frozenset[Permission]:
    """Return what a role allows."""
    return ROLE_PERMISSIONS[role] if isinstance(role, Role) else role.permissions


def get_role_name(role: AssignedRole) -> str:
    """Return the name that people read."""
    return str(role) if isinstance(role, Role) else role.name


def parse_role(text: str) -> Role:
    """Return the fixed role with that name (``USER`` is an alias of ``VIEWER``).

    Raises ``InvalidFieldError``.
    """
    name = text.strip().upper()
    try:
        return _ALIASES.get(name) or Role(name)
    except ValueError:
        raise unknown_role_error() from None


def parse_custom_role_id(text: str) -> UUID | None:
    """Return the id of a custom role, or None if the text is no such id."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def unknown_role_error() -> InvalidFieldError:
    """Return the error for a role that does not exist."""
    roles = ", ".join(Role)
    message = translatable(
        "This role does not exist. Choose from: {roles}, or the id of a role of your organization.",
        roles=roles,
    )
    return build_field_error("role", message, code="unknown_role")


def check_can_grant(granter: Caller, role: AssignedRole) -> None:
    """Raise ``GrantExceedsRightsError`` unless ``granter`` has every permission of ``role``."""
    if not get_permissions(role) <= granter.permissions:
        raise GrantExceedsRightsError


def build_custom_role(
    granter: Caller, role_id: UUID, *, name: str, description: str, permissions: Sequence[str]
) -> CustomRole:
    """Return a role with permissions that ``granter`` has.

    Raises ``InvalidFieldError``, ``RoleNameTakenError`` or ``GrantExceedsRightsError``.
    """
    checked = " ".join(check_name(name).split())
    described = " ".join(description.split())
    if checked.upper() in {*Role, *_ALIASES}:
        raise RoleNameTakenError
    role = CustomRole(
        id=role_id,
        name=checked,
        description=check_name(described, field="description", limit=MAX_DESCRIPTION_LENGTH)
        if described
        else "",
        permissions=_parse_permissions(permissions),
    )
    check_can_grant(granter, role)
    return role


def read_permissions(names: Iterable[str]) -> frozenset[Permission]:
    """Return the permissions with those names; ignores unknown ones and those of the installation."""
    return frozenset(Permission(name) for name in names if name in ORGANIZATION_PERMISSIONS)


def _parse_permissions(names: Sequence[str]) -> frozenset[Permission]:
    if not names:
        raise build_field_error(
            "permissions",
            translatable("Choose at least one permission for the role."),
            code="required",
        )
    if any(name not in ORGANIZATION_PERMISSIONS for name in names):
        listed = ", ".join(sorted(ORGANIZATION_PERMISSIONS))
        raise build_field_error(
            "permissions",
            translatable(
                "A role cannot have this permission. Choose from: {listed}.", listed=listed
            ),
            code="unknown_permission",
        )
    return read_permissions(names)
