"""Ports of tenancy: password hashing, tokens, e-mail, lookups and repositories."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import InstallationRole, Permission
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.api_keys import ApiKey, ResolvedApiKey
from vivavoce.tenancy.domain.applications import (
    ApplicationGrant,
    Audience,
    RefreshToken,
    ResolvedAccessToken,
)
from vivavoce.tenancy.domain.organization_sign_in import (
    IdentityProvider,
    ProviderEndpoints,
    StaffIdentity,
)
from vivavoce.tenancy.domain.roles import AssignedRole, CustomRole
from vivavoce.tenancy.domain.users import Account, Invitation, Tenant, User


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


MemberDataEraser = Callable[[UnitOfWork, UUID], Awaitable[None]]
"""Deletes what other slices store for a user alone, such as their calendars."""
LogHasher = Callable[[str], str]
"""Returns a short keyed hash of an address, so that log lines about it can be correlated."""


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


class InstallationRoleRepository(Protocol):
    """The installation roles. Only the database owner can grant or read them."""

    async def grant(self, email: str, role: InstallationRole, by: str) -> RoleGrantResult | None:
        """Grant a role; return None for an address without an account in an organization."""

    async def revoke(self, email: str, role: InstallationRole, by: str) -> UUID | None:
        """Revoke a role and return the id of the account that had it, or None."""

    async def list(self) -> list[RoleGrant]:
        """Return every role that was ever granted, oldest first."""


class UserRepository(Protocol):
    """The users of an organization, and their accounts."""

    async def ensure_demo_account(
        self, work: UnitOfWork, account_id: UUID, email: str, password_hash: str
    ) -> UUID:
        """Return the id of the demo account with that address; create it if there is none."""

    async def seed_operator(self, work: UnitOfWork, email: str) -> bool:
        """Make a user in the tenant of ``work`` operator of the installation.

        Returns False, and does nothing, if there has ever been an operator.
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
        """Set the first password of an address; return account id and version, or None if it has one."""

    async def lock_account(self, work: UnitOfWork, account: Account) -> bool:
        """Lock an account until ``work`` ends; return False if its version has changed."""

    async def find_account(self, work: UnitOfWork, user_id: UUID) -> tuple[Account, str] | None:
        """Return a user's account and address, or None."""

    async def change_password(
        self, work: UnitOfWork, account: Account, password_hash: str
    ) -> int | None:
        """Set a new password and end every token.

        Returns the account's new version, or None if the account's version has changed.
        """

    async def end_tokens(self, work: UnitOfWork, account: Account) -> int:
        """End every token of an account and return its new version."""

    async def add_user(self, work: UnitOfWork, user: User, account_id: UUID) -> User | None:
        """Make the account a user; return the user with its id and version, or None if it already is one."""

    async def create_account(self, work: UnitOfWork, account_id: UUID) -> None:
        """Create an account for an identity of a provider: without an address, without a password."""

    async def readmit(self, work: UnitOfWork, user_id: UUID, role: AssignedRole) -> None:
        """Make a removed user a user again, with this role; their old tokens stay invalid."""

    async def rename(self, work: UnitOfWork, user_id: UUID, name: str) -> None:
        """Set a user's name."""

    async def change_role(self, work: UnitOfWork, user_id: UUID, role: AssignedRole) -> None:
        """Set a user's role."""

    async def lock_administrators(self, work: UnitOfWork) -> Sequence[UUID]:
        """Return the ids of the administrators; nobody else can change or remove them until ``work`` ends."""

    async def find(self, work: UnitOfWork, user_id: UUID) -> User | None:
        """Return a user who was not removed, without the address, or None."""

    async def list(
        self, work: UnitOfWork, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[User], int]:
        """Return a page of users in the order in which they joined, and the total."""

    async def find_by_email(self, work: UnitOfWork, email: str) -> User | None:
        """Return the user whose account has that address, or None; identities of a provider have none."""

    async def address(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the address to which a user gets e-mail, or '' without one."""

    async def get_time_zone(self, work: UnitOfWork, user_id: UUID) -> str:
        """Return the time zone that a user chose, or '' for that of the organization."""

    async def change_time_zone(self, work: UnitOfWork, user_id: UUID, time_zone: str) -> None:
        """Set a user's time zone; '' is that of the organization."""

    async def remove(self, work: UnitOfWork, user_id: UUID) -> bool:
        """Remove a user and end their tokens and keys; return whether there was one.

        If the account then belongs to no organization, its password is deleted.
        """

    async def end_token(self, work: UnitOfWork, token_id: UUID, ends_at: datetime) -> None:
        """End one token before it expires at ``ends_at``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUse:
    """How many people and open invitations have a role."""

    users: int = 0
    invitations: int = 0


class RoleRepository(Protocol):
    """The custom roles of an organization."""

    async def list(self, work: UnitOfWork) -> list[CustomRole]:
        """Return the custom roles by name."""

    async def find(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role, or None."""

    async def lock_for_use(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role that cannot be deleted until ``work`` ends, or None."""

    async def lock_for_change(self, work: UnitOfWork, role_id: UUID) -> CustomRole | None:
        """Return a custom role that nobody else can use or change until ``work`` ends, or None."""

    async def lock_names(self, work: UnitOfWork) -> None:
        """Let only one unit of work at a time choose names of roles in this organization."""

    async def add(self, work: UnitOfWork, role: CustomRole) -> None:
        """Store a new custom role."""

    async def save(self, work: UnitOfWork, role: CustomRole) -> None:
        """Store the name, description and permissions of a custom role."""

    async def delete(self, work: UnitOfWork, role_id: UUID) -> None:
        """Delete a custom role; its row stays for the audit."""

    async def count_uses(self, work: UnitOfWork) -> dict[str, RoleUse]:
        """Return how many people and open invitations have each role, by the role as text."""

    async def list_user_ids(self, work: UnitOfWork, role_id: UUID) -> Sequence[UUID]:
        """Return the ids of the users with a custom role."""


class InvitationRepository(Protocol):
    """The open invitations of an organization."""

    async def save(
        self, work: UnitOfWork, invitation: Invitation, token_hash: bytes, invited_by: UUID | None
    ) -> UUID:
        """Store an invitation under its link's hash, replacing an open one to that address; return its id."""

    async def find(self, work: UnitOfWork, invitation_id: UUID) -> Invitation | None:
        """Return an invitation that was neither accepted nor revoked, or None."""

    async def list(
        self,
        work: UnitOfWork,
        *,
        offset: int,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[list[Invitation], int]:
        """Return a page of open invitations, newest first, and the total."""

    async def accept(self, work: UnitOfWork, token_hash: bytes, now: datetime) -> Invitation | None:
        """Mark the invitation with that link as accepted and return it, or None if it is not open."""

    async def revoke(self, work: UnitOfWork, invitation_id: UUID, now: datetime) -> bool:
        """End an open invitation and return whether there was one."""

    async def revoke_all_by(self, work: UnitOfWork, user_id: UUID, now: datetime) -> None:
        """End the open invitations that a user sent."""


class ApiKeyRepository(Protocol):
    """The API keys of an organization."""

    async def add(self, work: UnitOfWork, key: ApiKey, token_hash: bytes) -> bool:
        """Store a new key; return False if the secret already exists or the creator is no longer a user."""

    async def find(self, work: UnitOfWork, key_id: UUID) -> ApiKey | None:
        """Return a key, or None."""

    async def list(
        self, work: UnitOfWork, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[ApiKey], int]:
        """Return a page of keys, newest first, and the total."""

    async def limit_lifetime(self, work: UnitOfWork, key_id: UUID, ends_at: datetime) -> None:
        """Make a key expire at ``ends_at``, unless it expires earlier."""

    async def revoke(self, work: UnitOfWork, key_id: UUID, at: datetime) -> bool:
        """Revoke a key and return whether it was not yet revoked."""

    async def revoke_all_by(self, work: UnitOfWork, user_id: UUID, at: datetime) -> None:
        """Revoke every open key that a user created."""


class SealedDocuments(Protocol):
    """Texts that others carry for us, and can neither read nor change."""

    def seal(self, purpose: str, document: Mapping[str, object]) -> str:
        """Return a JSON object as a sealed, URL-safe text."""

    def open(self, purpose: str, text: str) -> Mapping[str, object] | None:
        """Return the object of a text that was sealed for that purpose, or None."""


class ApplicationGrantRepository(Protocol):
    """The applications that people of an organization connected, and their tokens."""

    async def add(self, work: UnitOfWork, grant: ApplicationGrant, code_hash: bytes) -> bool:
        """Store a grant with its code; return False if its person is no longer a user."""

    async def find(self, work: UnitOfWork, grant_id: UUID) -> ApplicationGrant | None:
        """Return a grant, or None."""

    async def lock(self, work: UnitOfWork, grant_id: UUID) -> ApplicationGrant | None:
        """Return a grant and lock it until ``work`` ends, or None."""

    async def list(
        self,
        work: UnitOfWork,
        user_id: UUID | None,
        *,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[tuple[ApplicationGrant, str]], int]:
        """Return a page of active grants with their persons' names, newest first, and the total.

        ``user_id`` None lists everyone's.
        """

    async def mark_code_used(self, work: UnitOfWork, grant_id: UUID, at: datetime) -> None:
        """Record that the code of a grant was exchanged."""

    async def revoke(self, work: UnitOfWork, grant_id: UUID, at: datetime) -> None:
        """End a grant and all its tokens."""

    async def add_token(
        self,
        work: UnitOfWork,
        token_hash: bytes,
        *,
        kind: str,
        audience: Audience,
        permissions: frozenset[Permission],
        expires_at: datetime,
        grant_id: UUID | None = None,
        api_key_id: UUID | None = None,
    ) -> None:
        """Store a token of a grant or of an API key."""

    async def find_refresh_token(self, work: UnitOfWork, token_hash: bytes) -> RefreshToken | None:
        """Return a refresh token and its grant, or None."""

    async def mark_refresh_token_used(
        self, work: UnitOfWork, token_hash: bytes, at: datetime
    ) -> None:
        """Record that a refresh token was exchanged."""


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


class AuditLogReader(Protocol):
    """Reads the audit of an organization."""

    async def list(
        self,
        work: UnitOfWork,
        filters: AuditFilter,
        *,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[AuditEntry], int]:
        """Return a page of rows, newest first, and the total."""


class OpenIdProvider(Protocol):
    """Speaks OpenID Connect with an organization's provider."""

    async def discover(self, issuer: str) -> ProviderEndpoints:
        """Return the endpoints, or raise ``ProviderUnreachableError`` or ``ProviderAnswerError``."""

    async def exchange(
        self,
        provider: IdentityProvider,
        endpoints: ProviderEndpoints,
        *,
        code: str,
        verifier: str,
        redirect_uri: str,
    ) -> Mapping[str, object]:
        """Return the claims of the ID token for ``code``; of them, only the signature is checked.

        Raises ``ProviderUnreachableError``, ``ProviderAnswerError`` or ``IdTokenRefusedError``.
        """


class IdentityProviderRepository(Protocol):
    """The OpenID provider of an organization, which has at most one."""

    async def find(self, work: UnitOfWork) -> IdentityProvider | None:
        """Return the provider, or None."""

    async def save(self, work: UnitOfWork, provider: IdentityProvider, at: datetime) -> None:
        """Store the provider in place of an earlier one."""

    async def delete(self, work: UnitOfWork) -> bool:
        """Delete the provider and return whether there was one."""


class StaffIdentityRepository(Protocol):
    """The people whom an organization's provider vouches for, by issuer and subject."""

    async def lock(self, work: UnitOfWork) -> None:
        """Let no other transaction add or change identities of the organization until ``work`` ends."""

    async def find_by_subject(
        self, work: UnitOfWork, issuer: str, subject: str
    ) -> StaffIdentity | None:
        """Return the identity, also a deleted one, or None."""

    async def find(self, work: UnitOfWork, issuer: str, identity_id: UUID) -> StaffIdentity | None:
        """Return an identity that was not deleted, or None."""

    async def list(
        self,
        work: UnitOfWork,
        issuer: str,
        *,
        user_name: str | None = None,
        subject: str | None = None,
        offset: int = 0,
        limit: int = 1,
    ) -> tuple[list[StaffIdentity], int]:
        """Return a page of identities that were not deleted, oldest first, and the total.

        With ``user_name``, in any case, or ``subject``, only those. Without a user name, it is the subject.
        """

    async def add(self, work: UnitOfWork, identity: StaffIdentity) -> None:
        """Store a new identity."""

    async def update(self, work: UnitOfWork, identity: StaffIdentity) -> None:
        """Store the user name, the address and whether the identity is deleted."""


class TenantRepository(Protocol):
    """Organizations."""

    async def add(self, work: UnitOfWork, *, slug: str, name: str) -> bool:
        """Create the tenant of ``work``; return False if the slug is taken."""

    async def read(self, work: UnitOfWork) -> Tenant | None:
        """Return the tenant of ``work``, or None."""

    async def rename(self, work: UnitOfWork, name: str) -> None:
        """Set the name of the tenant of ``work``; its slug stays."""

    async def update_settings(self, work: UnitOfWork, settings: Mapping[str, object]) -> None:
        """Update these settings of the tenant of ``work``; the others stay as they are."""
