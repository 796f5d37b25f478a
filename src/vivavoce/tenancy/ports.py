"""What signing in, recognising callers and keeping people need from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller, InstallationRole, Role
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.api_keys import ApiKey, ResolvedApiKey
from vivavoce.tenancy.domain.invitation import Invitation
from vivavoce.tenancy.domain.users import Account, Tenant, User


class AsyncPasswordHasher(Protocol):
    """Hashes passwords slowly, away from the event loop."""

    async def hash(self, password: str) -> str:
        """Return what may be kept of a password."""

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password is the kept one; takes as long when nothing is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a sign-in token says: which user of which organisation, and what it ends with."""

    tenant_id: TenantId
    user_id: UUID
    token_id: UUID
    user_version: int
    account_version: int


class SignInTokenCodec(Protocol):
    """Signs and reads sign-in tokens."""

    def issue(self, claims: Claims, *, now: datetime, lifetime_s: int) -> str:
        """Return a signed token."""

    def read(self, token: str, *, now: datetime) -> Claims:
        """Return what a token says, or raise ``UnauthenticatedError`` for any fault of it."""


class DeviceCookies(Protocol):
    """Recognizes a browser in which a person signed in before."""

    def issue(self, address: str) -> str:
        """Return a cookie's value for a browser in which the owner of ``address`` signed in."""

    def read(self, address: str, cookie: str) -> str | None:
        """Return the id of the browser if the cookie is ours and was issued for ``address``."""


class AttemptCounter(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooManyRequestsError``."""

    async def give_back(self, key: str) -> None:
        """Take one try from the count."""

    async def clear(self, key: str) -> None:
        """Forget the tries."""


class TokenHasher(Protocol):
    """Hashes random secrets under the installation's key."""

    def __call__(self, token: str) -> bytes:
        """Return the keyed hash under which a secret is kept."""


class LogHasher(Protocol):
    """Makes a short keyed hash by which log lines about the same address can be told to belong together."""

    def __call__(self, text: str) -> str:
        """Return the hash; nobody without the installation's key can try texts out."""


class AccountMail(Protocol):
    """Writes the e-mails about a person's account. Nothing is sent unless ``work`` commits."""

    async def send_join_link(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        name: str,
        organization: str,
        invited_by: str,
        link: str,
        expires_at: datetime,
    ) -> UUID:
        """Send the link by which a person accepts an invitation."""

    async def send_reset_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, link: str, minutes: int
    ) -> UUID:
        """Send the link by which a person sets a new password."""

    async def send_password_changed(self, work: UnitOfWork, *, person_id: UUID, to: str) -> UUID:
        """Tell a person that their password was changed."""


class IdentityLookup(Protocol):
    """Look-ups that come before the organisation is known."""

    async def find_account(self, email: str) -> Account | None:
        """Return the account with that folded address."""

    async def enter_tenant(
        self,
        account: Account,
        *,
        preferred_tenant: TenantId | None,
        excluded_tenant: TenantId | None,
    ) -> User | None:
        """Return the account's user in the wanted or last used organisation, and note the use.

        None too where the account has another version by now.
        """

    async def find_user(self, claims: Claims) -> User | None:
        """Return the user behind a token, unless something that the token names has ended.

        With the roles that the person's account has for the installation now.
        """

    async def find_key(self, token_hash: bytes) -> ResolvedApiKey | None:
        """Return the key with that hash, unless it is revoked or its maker was removed since."""

    async def find_tenant(self, slug: str) -> TenantId | None:
        """Return the organisation with that slug."""

    async def find_invitation(self, token_hash: bytes) -> tuple[TenantId, UUID] | None:
        """Return the organization and the id of the invitation with that link."""

    async def create_password_reset(
        self, email: str, token_hash: bytes, ends_at: datetime, *, excluded_tenant: TenantId | None
    ) -> tuple[TenantId, UUID] | None:
        """Keep a link for a new password, ending an older one; return where the person was last.

        None for an address that belongs to no organization.
        """

    async def find_password_reset(self, token_hash: bytes, now: datetime) -> str | None:
        """Return the address whose open link for a new password this is."""

    async def reset_password(
        self, token_hash: bytes, now: datetime, password_hash: str
    ) -> UUID | None:
        """Use up the link: set the password, end every token; return the account's id."""

    async def list_memberships(self, account_id: UUID) -> list[tuple[TenantId, UUID]]:
        """Return the organizations of an account with its user ids, the last used first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrantResult:
    """Whose account has a role of the installation now."""

    account_id: UUID
    is_new: bool
    is_password_by_owner: bool
    """Whether the account's password was set through a link that went to the mailbox only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """A role of the installation, as it was given and, where it ended, taken."""

    email: str
    role: str
    granted_at: datetime
    granted_by: str
    revoked_at: datetime | None
    revoked_by: str | None


class InstallationRoleRepository(Protocol):
    """The roles of the installation. Only the database's owner can give or read them."""

    async def grant(self, email: str, role: InstallationRole, by: str) -> RoleGrantResult | None:
        """Give a role; return None for an address without an account in an organization."""

    async def revoke(self, email: str, role: InstallationRole, by: str) -> UUID | None:
        """Take a role and return whose account had it, or None."""

    async def list(self) -> list[RoleGrant]:
        """Return every role that was ever given, the oldest first."""


class UserRepository(Protocol):
    """The users of an organisation."""

    async def seed_account(
        self, work: UnitOfWork, account_id: UUID, email: str, password_hash: str
    ) -> UUID:
        """Make a demo account, or find the one with that address, and return its id."""

    async def seed_operator(self, work: UnitOfWork, email: str) -> bool:
        """Make a person of the work's own organization operator of the installation.

        Return False, and do nothing, where anyone ever was.
        """

    async def claim_account(
        self,
        work: UnitOfWork,
        account_id: UUID,
        email: str,
        password_hash: str,
        *,
        is_by_owner: bool,
    ) -> tuple[UUID, int] | None:
        """Give an address its first password; return id and version, or None if it has one by now."""

    async def lock_account(self, work: UnitOfWork, account: Account) -> bool:
        """Hold an account until ``work`` ends; return False if it changed since it was found."""

    async def find_account(self, work: UnitOfWork, user_id: UUID) -> tuple[Account, str] | None:
        """Return a user's account and address."""

    async def change_password(
        self, work: UnitOfWork, account: Account, password_hash: str
    ) -> int | None:
        """Set another password and end every token; return the new version, or None if it changed."""

    async def end_tokens(self, work: UnitOfWork, account: Account) -> int:
        """End every token of an account and return its new version."""

    async def add_user(self, work: UnitOfWork, user: User, account_id: UUID) -> User | None:
        """Make the account a user; return the user with id and version, or None if it is one already."""

    async def change_role(self, work: UnitOfWork, user_id: UUID, role: Role) -> None:
        """Give a user another role."""

    async def find(self, work: UnitOfWork, user_id: UUID) -> User | None:
        """Return a user who was not removed, without the address."""

    async def list(self, work: UnitOfWork, *, offset: int, limit: int) -> tuple[list[User], int]:
        """Return a page of users in the order of joining, and how many there are."""

    async def find_by_email(self, work: UnitOfWork, email: str) -> User | None:
        """Return the user with that address who was not removed."""

    async def address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return a user's address."""

    async def remove(self, work: UnitOfWork, user_id: UUID) -> bool:
        """Remove a user with their keys and return whether there was one.

        The password of a person who belongs nowhere any more is forgotten.
        """

    async def end_token(self, work: UnitOfWork, token_id: UUID, ends_at: datetime) -> None:
        """End one token before its time."""


class InvitationRepository(Protocol):
    """The open invitations of an organization."""

    async def save(
        self, work: UnitOfWork, invitation: Invitation, token_hash: bytes, invited_by: UUID | None
    ) -> UUID:
        """Keep an invitation under its link's hash, replacing an open one; return its id."""

    async def find(self, work: UnitOfWork, invitation_id: UUID) -> Invitation | None:
        """Return an invitation that was neither accepted nor revoked."""

    async def list(
        self, work: UnitOfWork, *, offset: int, limit: int
    ) -> tuple[list[Invitation], int]:
        """Return a page of open invitations, newest first, and how many there are."""

    async def accept(self, work: UnitOfWork, token_hash: bytes, now: datetime) -> Invitation | None:
        """Use up the link and return its invitation, or None if it is over."""

    async def revoke(self, work: UnitOfWork, invitation_id: UUID, now: datetime) -> bool:
        """End an open invitation and return whether there was one."""

    async def revoke_all_by(self, work: UnitOfWork, user_id: UUID, now: datetime) -> None:
        """End the open invitations that a user sent."""


class ApiKeyRepository(Protocol):
    """The API keys of an organisation."""

    async def add(self, work: UnitOfWork, key: ApiKey, token_hash: bytes) -> bool:
        """Keep a new key; return False when the same secret is kept already."""

    async def find(self, work: UnitOfWork, key_id: UUID) -> ApiKey | None:
        """Return a key."""

    async def list(self, work: UnitOfWork, *, offset: int, limit: int) -> tuple[list[ApiKey], int]:
        """Return a page of keys, newest first, and how many there are."""

    async def revoke(self, work: UnitOfWork, key_id: UUID, at: datetime) -> bool:
        """Revoke a key and return whether it was open until now."""

    async def revoke_all_by(self, work: UnitOfWork, user_id: UUID, at: datetime) -> None:
        """Revoke every open key that a user made."""


class TenantRepository(Protocol):
    """Organisations."""

    async def add(self, work: UnitOfWork, *, slug: str, name: str) -> bool:
        """Make the work's own tenant; return False when the slug is taken."""

    async def read(self, work: UnitOfWork) -> Tenant | None:
        """Return the work's own tenant."""

    async def update_settings(self, work: UnitOfWork, settings: Mapping[str, object]) -> None:
        """Set these settings of the work's own tenant; the others stay as they are."""


class AuditLog(Protocol):
    """The audit: rows that are added and never changed."""

    async def write(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object],
    ) -> None:
        """Add a row in the caller's transaction; no caller is the platform itself."""
