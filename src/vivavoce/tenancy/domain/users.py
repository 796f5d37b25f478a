"""Users of an organization, their roles and their invitations.

An invitation is one link for one mailbox, and says how the invited person proves their identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.kernel.caller import (
    INSTALLATION_PERMISSIONS,
    Caller,
    InstallationRole,
    Permission,
    Role,
)
from vivavoce.kernel.errors import ConflictError, FieldError, GoneError, UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.form_fields import InvalidFieldError
from vivavoce.tenancy.domain.roles import AssignedRole, get_permissions


class SignInRefusedError(UnauthenticatedError):
    """The e-mail address or the password is incorrect."""

    code = "sign_in_failed"


class AlreadyMemberError(ConflictError):
    """This person already belongs to your organization."""

    code = "already_member"


class CannotRemoveYourselfError(ConflictError):
    """You cannot remove yourself. Ask another administrator."""

    code = "cannot_remove_self"


class CannotChangeOwnRoleError(ConflictError):
    """You cannot change your own role. Ask another administrator."""

    code = "cannot_change_own_role"


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
    role: AssignedRole
    email: str = ""
    version: int = 1
    """Included in every token of this user; increases when the person is removed."""
    installation_roles: frozenset[InstallationRole] = frozenset()
    """The account's roles for the whole installation, as currently stored in the database."""

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role in the organization allows."""
        return get_permissions(self.role)

    def to_caller(self) -> Caller:
        """Return this user as a caller, with the permissions of all their roles."""
        added = (INSTALLATION_PERMISSIONS[role] for role in self.installation_roles)
        return Caller(
            tenant_id=self.tenant_id,
            kind="account",
            id=self.id,
            name=self.name,
            permissions=self.permissions.union(*added),
            role=self.role if isinstance(self.role, Role) else str(self.role),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organization and its stored settings."""

    id: TenantId
    slug: str
    name: str
    settings: dict[str, object]


LINK_TOKEN_BITS = 256
INVITATION_LIFETIME = timedelta(days=7)
RESET_LINK_LIFETIME = timedelta(minutes=30)
MAX_LINK_TOKEN_LENGTH = 200


class PasswordNotAcceptedError(InvalidFieldError):
    """People choose their own password. Leave out 'password': the person gets an invitation by e-mail."""

    code = "password_not_accepted"

    def __init__(self) -> None:
        sentence = (self.__class__.__doc__ or "").strip()
        super().__init__(sentence, errors=[FieldError("password", self.code, sentence)])


class InvitationNotOpenError(GoneError):
    """This invitation was used, withdrawn or replaced, or it has expired. Request a new one."""

    code = "invitation_expired"


class ResetLinkNotOpenError(GoneError):
    """This link was used or replaced, or it has expired. Request a new one."""

    code = "reset_link_expired"


class PasswordResetRequiredError(ConflictError):
    """Set a new password first: request a link with 'Forgot your password?', then accept again."""

    code = "password_reset_required"


class AccountChangedError(ConflictError):
    """The account changed during this request. Try again."""

    code = "account_changed"


class InvitationProof(StrEnum):
    """How the person who opens an invitation proves that the account is theirs."""

    NEW_PASSWORD = "new_password"  # noqa: S105 - an enum value, not a password
    OWN_PASSWORD = "own_password"  # noqa: S105 - an enum value, not a password
    RESET_FIRST = "reset_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation of one person to one organization. It grants nothing until it is accepted."""

    id: UUID
    email: str
    name: str
    role: AssignedRole
    is_mailed: bool
    """Whether the link was sent to the mailbox and shown nowhere else."""
    created_at: datetime
    expires_at: datetime

    def status(self, now: datetime) -> Literal["pending", "expired"]:
        """Return 'pending' or 'expired'; accepted and revoked invitations are never loaded."""
        return "expired" if self.expires_at <= now else "pending"


def determine_proof(account: Account | None) -> InvitationProof:
    """Return how an invitation to that account's address is accepted.

    An invitation never replaces an existing password. A password that an administrator chose, or that
    was set with a link that others could read, must be reset before it can join a second organization.
    """
    if account is None or (account.password_hash is None and not account.has_tenants):
        return InvitationProof.NEW_PASSWORD
    if account.password_hash is not None and account.is_password_by_owner:
        return InvitationProof.OWN_PASSWORD
    return InvitationProof.RESET_FIRST
