"""Users of an organisation and their roles."""

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
    """The address or the password is not right."""

    code = "sign_in_refused"


class GrantExceedsRightsError(ForbiddenError):
    """Nobody can give away rights that they do not have themselves."""

    code = "more_than_you_have"


class AlreadyMemberError(ConflictError):
    """This person already belongs to your organisation."""

    code = "already_here"


class CannotRemoveYourselfError(ConflictError):
    """You cannot remove yourself. Ask another administrator."""

    code = "not_yourself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's sign-in, as it is found by address."""

    id: UUID
    password_hash: str | None
    """None where the person has no password: they belong nowhere, or have to set another one."""
    version: int = 1
    is_password_by_owner: bool = True
    """Whether the password was set through a link that only the mailbox's owner received."""
    has_tenants: bool = True
    """Whether the account belongs to an organization now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person as one organisation knows them; the id is that organisation's own."""

    tenant_id: TenantId
    id: UUID
    name: str
    role: Role
    email: str = ""
    version: int = 1
    """Named by every token of this user; grows when the person is removed."""
    installation_roles: frozenset[InstallationRole] = frozenset()
    """Roles of the person's account for the whole installation, as the database had them just now."""

    def to_caller(self) -> Caller:
        """Return the caller that this person is."""
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
    """An organisation and what it has set for itself."""

    id: TenantId
    slug: str
    name: str
    settings: dict[str, object]


def parse_role(text: str) -> Role:
    """Return the role of that name (``USER`` is the newer seed's word for ``VIEWER``).

    Raises ``InvalidFieldError``.
    """
    name = text.strip().upper()
    try:
        return Role.VIEWER if name == "USER" else Role(name)
    except ValueError:
        known = ", ".join(Role)
        message = f"There is no role of that name. The roles are {known}."
        raise InvalidFieldError(
            message, errors=[FieldError("role", "unknown_role", message)]
        ) from None


def check_can_grant(granter: Caller, role: Role) -> None:
    """Return if ``giver`` has every right of ``role``, else raise ``GrantExceedsRightsError``."""
    if not ROLE_PERMISSIONS[role] <= granter.permissions:
        raise GrantExceedsRightsError
