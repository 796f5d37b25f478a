"""The applications that people connected, and their tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Permission
from vivavoce.tenancy.domain.applications import (
    ApplicationGrant,
    Audience,
    RefreshToken,
)


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

    async def end_token(
        self, work: UnitOfWork, token_hash: bytes, *, api_key_id: UUID, at: datetime
    ) -> None:
        """End a token of an API key."""
