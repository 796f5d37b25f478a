"""Invitations: one link for one mailbox, and how the invited person proves their identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ConflictError, FieldError, GoneError
from vivavoce.tenancy.domain.form_fields import InvalidFieldError
from vivavoce.tenancy.domain.users import Account

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
    role: Role
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
