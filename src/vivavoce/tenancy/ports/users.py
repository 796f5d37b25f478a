"""The users of an organization, and what is sent to them and deleted with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork

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
