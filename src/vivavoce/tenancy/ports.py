"""Ports of tenancy: credentials, identity providers, user defaults, roles and the audit log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.api_keys import ResolvedApiKey
from vivavoce.tenancy.domain.applications import ResolvedAccessToken
from vivavoce.tenancy.domain.users import Account, User

MemberDataEraser = Callable[[UnitOfWork, UUID], Awaitable[None]]
"""Deletes what other slices store for a user alone, such as their calendars."""


class AccountMail(Protocol):
    """Sends e-mails about a person's account, and returns their ids; sent only if ``work`` commits."""

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
    ) -> object:
        """Send the link with which a person accepts an invitation."""

    async def send_reset_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, link: str, minutes: int
    ) -> object:
        """Send the link with which a person sets a new password; it is valid for ``minutes``."""

    async def send_password_changed(self, work: UnitOfWork, *, person_id: UUID, to: str) -> object:
        """Notify a person that their password was changed."""


class AsyncPasswordHasher(Protocol):
    """Hashes passwords with a slow hash, outside the event loop."""

    async def hash(self, password: str) -> str:
        """Return the hash to store for a password."""

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password matches; takes the same time when ``password_hash`` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The content of a sign-in token.

    The token is valid only while the user and the account still have the versions that it names.
    """

    tenant_id: TenantId
    user_id: UUID
    token_id: UUID
    user_version: int
    account_version: int


class SignInTokenCodec(Protocol):
    """Signs and verifies sign-in tokens."""

    def issue(self, claims: Claims, *, now: datetime, lifetime_s: int) -> str:
        """Return a signed token that expires ``lifetime_s`` seconds after ``now``."""

    def read(self, token: str, *, now: datetime) -> Claims:
        """Return the claims of a token, or raise ``UnauthenticatedError`` if it is invalid or expired."""


class DeviceCookies(Protocol):
    """Recognizes a browser in which a person has signed in before."""

    def issue(self, address: str) -> str:
        """Return the cookie value for a browser in which the owner of ``address`` signed in."""

    def read(self, address: str, cookie: str) -> str | None:
        """Return the browser's id if the cookie is authentic and was issued for ``address``, else None."""


TokenHasher = Callable[[str], bytes]
"""Returns the keyed hash under which a random secret is stored."""


LogHasher = Callable[[str], str]
"""Returns a short keyed hash of an address, so that log lines about it can be correlated."""


class SealedDocuments(Protocol):
    """Texts that others carry for us, and can neither read nor change."""

    def seal(self, purpose: str, document: Mapping[str, object]) -> str:
        """Return a JSON object as a sealed, URL-safe text."""

    def open(self, purpose: str, text: str) -> Mapping[str, object] | None:
        """Return the object of a text that was sealed for that purpose, or None."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One row of the audit: who did what."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    """The name that the user or API key has now; None for the platform and for agents."""
    action: str
    subject: str
    subject_name: str | None
    """The name that the subject has now if it is a user, an API key or a role of the organization."""
    details: Mapping[str, object]
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows of the audit are asked for; None asks for all."""

    action: str | None = None
    """A whole action, or the part before its dot: ``user`` stands for every ``user.…``."""
    actor: str | None = None
    """A part of the name that the user or API key has now, or the whole id."""
    subject: str | None = None
    """The whole id of what it was done to."""
    at_from: datetime | None = None
    at_before: datetime | None = None


class CrossTenantIdentityRepository(Protocol):
    """Lookups that run before the organization is known."""

    async def find_account(self, email: str) -> Account | None:
        """Return the account with that normalized address, or None."""

    async def enter_tenant(
        self,
        account: Account,
        *,
        preferred_tenant: TenantId | None,
        excluded_tenant: TenantId | None,
    ) -> User | None:
        """Return the account's user in the preferred or last used organization, and record the use.

        ``excluded_tenant`` is never returned. Returns None without a membership, or if the account's
        version has changed.
        """

    async def find_user(self, claims: Claims) -> User | None:
        """Return the user of a token with their current installation roles.

        Returns None if the token was ended, the user was removed, or a version has changed.
        """

    async def find_key(self, token_hash: bytes) -> ResolvedApiKey | None:
        """Return the key with that hash, or None if it is revoked or its creator was removed."""

    async def find_access_token(
        self, token_hash: bytes, now: datetime
    ) -> ResolvedAccessToken | None:
        """Return whom an application's access token stands for, or None if it has ended."""

    async def find_grant(self, secret_hash: bytes) -> tuple[TenantId, UUID] | None:
        """Return the tenant id and grant id for that hash of a code or a token, or None."""

    async def find_tenant(self, slug: str) -> TenantId | None:
        """Return the id of the organization with that slug, or None."""

    async def find_invitation(self, token_hash: bytes) -> tuple[TenantId, UUID] | None:
        """Return the tenant id and invitation id for that link's hash, or None."""

    async def create_password_reset(
        self, email: str, token_hash: bytes, ends_at: datetime, *, excluded_tenant: TenantId | None
    ) -> tuple[TenantId, UUID] | None:
        """Store a password reset link, replacing an older one; return the last used tenant and user id.

        Returns None for an address that belongs to no organization.
        """

    async def find_password_reset(self, token_hash: bytes, now: datetime) -> str | None:
        """Return the address of an open password reset link, or None."""

    async def reset_password(
        self, token_hash: bytes, now: datetime, password_hash: str
    ) -> UUID | None:
        """Use the link: set the password and end every token. Return the account id, or None if not open."""

    async def list_memberships(self, account_id: UUID) -> list[tuple[TenantId, UUID]]:
        """Return the tenant and user ids of an account's memberships, last used first."""
