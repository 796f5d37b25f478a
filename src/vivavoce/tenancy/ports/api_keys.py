"""The API keys of an organization."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.domain.api_keys import ApiKey


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
