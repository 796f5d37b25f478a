"""Finds accounts, users and keys before the organization is known."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.api_keys import ResolvedApiKey
from vivavoce.tenancy.domain.applications import (
    ResolvedAccessToken,
)
from vivavoce.tenancy.domain.users import Account, User
from vivavoce.tenancy.ports.credentials import Claims


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
