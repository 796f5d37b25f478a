"""Users of an organization and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.kernel.caller import (
    INSTALLATION_PERMISSIONS,
    ROLE_PERMISSIONS,
    Caller,
    InstallationRole,
    Role,
)
from vivavoce.kernel.errors import ConflictError, FieldError, ForbiddenError, UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.form_fields import InvalidFieldError


class SignInRefusedError(UnauthenticatedError):
    """The e-mail address or the password is incorrect."""

    code = "sign_in_failed"


class GrantExceedsRightsError(ForbiddenError):
    """You cannot grant permissions that you do not have yourself."""

    code = "role_exceeds_own"


class AlreadyMemberError(ConflictError):
    """This person already belongs to your organization."""

    code = "already_member"


class CannotRemoveYourselfError(ConflictError):
    """You cannot remove yourself. Ask another administrator."""

    code = "cannot_remove_self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's sign-in, found by e-mail address."""

    id: UUID
    password_hash: str | None
    """None if the person has no password: they belong to no organization, or must set a new one."""
    version: int = 1
    is_password_by_owner: bool = True
    """Whether the password was set with a link that only the mailbox's owner received."""
    has_tenants: bool = True
    """Whether the account currently belongs to an organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person as a member of one organization; the id is specific to that organization."""

    tenant_id: TenantId
    id: UUID
    name: str
    role: Role
    email: str = ""
    version: int = 1
    """Included in every token of this user; increases when the person is removed."""
    installation_roles: frozenset[InstallationRole] = frozenset()
    """The account's roles for the whole installation, as currently stored in the database."""

    def to_caller(self) -> Caller:
        """Return this user as a caller, with the permissions of all their roles."""
        added = (INSTALLATION_PERMISSIONS[role] for role in self.installation_roles)
        return Caller(
            tenant_id=self.tenant_id,
            kind="account",
            id=self.id,
            name=self.name,
            permissions=ROLE_PERMISSIONS[self.role].union(*added),
            role=self.role,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organization and its stored settings."""

    id: TenantId
    slug: str
    name: str
    settings: dict[str, object]


def parse_role(text: str) -> Role:
    """Return the role with that name (``USER`` is an alias of ``VIEWER``).

    Raises ``InvalidFieldError``.
    """
    name = text.strip().upper()
    try:
        return Role.VIEWER if name == "USER" else Role(name)
    except ValueError:
        known = ", ".join(Role)
        message = f"This role does not exist. Choose from: {known}."
        raise InvalidFieldError(
            message, errors=[FieldError("role", "unknown_role", message)]
        ) from None


def check_can_grant(granter: Caller, role: Role) -> None:
    """Raise ``GrantExceedsRightsError`` unless ``granter`` has every permission of ``role``."""
    if not ROLE_PERMISSIONS[role] <= granter.permissions:
        raise GrantExceedsRightsError
