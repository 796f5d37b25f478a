"""Invitations: one link for one mailbox, and how the person who opens it proves who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import FieldError, Gone, Refused
from vivavoce.tenancy.domain.people import Account
from vivavoce.tenancy.domain.words import Unfit

LINK_BITS = 256
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(minutes=30)
LONGEST_LINK_TOKEN = 200


class PasswordGivenError(Unfit):
    """People choose their own password. Leave out 'password': the person gets an invitation by e-mail."""

    code = "password_not_accepted"

    def __init__(self) -> None:
        sentence = (self.__class__.__doc__ or "").strip()
        super().__init__(sentence, errors=[FieldError("password", self.code, sentence)])


class InvitationOverError(Gone):
    """This invitation was used, withdrawn or replaced, or it has expired. Ask for a new one."""

    code = "invitation_over"


class ResetLinkOverError(Gone):
    """This link was used or replaced, or it has expired. Ask for a new one."""

    code = "reset_link_over"


class ResetFirstError(Refused):
    """Set a new password first: ask for a link by 'Forgot your password?', then accept again."""

    code = "password_reset_needed"


class AccountChangedError(Refused):
    """The account changed while this request was on its way. Try again."""

    code = "account_changed"


class Proof(StrEnum):
    """How the person who opens an invitation shows that the account is theirs."""

    NEW_PASSWORD = "new_password"  # noqa: S105 - a way, not a password
    OWN_PASSWORD = "own_password"  # noqa: S105 - a way, not a password
    RESET_FIRST = "reset_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A person who was asked to join one organization. It gives nothing until it is accepted."""

    id: UUID
    email: str
    name: str
    role: Role
    is_mailed: bool
    """Whether the link was sent to the mailbox, and shown to nobody else."""
    made_at: datetime
    expires_at: datetime

    def status(self, now: datetime) -> Literal["pending", "expired"]:
        """Return 'pending' or 'expired'; used and withdrawn invitations are not listed."""
        return "expired" if self.expires_at <= now else "pending"


def proof_needed(account: Account | None) -> Proof:
    """Return how an invitation for that account's address is accepted.

    A password is never set over another one. One that an administrator chose, or that was set by a link
    that somebody else could read, opens no second organization.
    """
    if account is None or (account.password_hash is None and not account.has_tenants):
        return Proof.NEW_PASSWORD
    if account.password_hash is not None and account.is_password_by_owner:
        return Proof.OWN_PASSWORD
    return Proof.RESET_FIRST
