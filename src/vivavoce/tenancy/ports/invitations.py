"""The open invitations of an organization."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.tenancy.domain.users import Invitation


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
