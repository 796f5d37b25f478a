"""An organization's OpenID provider, and the people whom it vouches for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.domain.organization_sign_in import (
    IdentityProvider,
    ProviderEndpoints,
    StaffIdentity,
)


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
