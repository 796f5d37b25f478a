"""What delivery needs from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from vivavoce.delivery.domain.letter import Letter
from vivavoce.infra.egress.client import Answer


class Outlet(Protocol):
    """Carries one signed body to a tenant's address."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return what the receiver answered, or why it was not reached. Never raises for that."""


class Mailer(Protocol):
    """Sends one letter."""

    async def send(self, letter: Letter, *, message_id: str) -> None:
        """Return when the letter was taken, or raise ``MailDelayed`` or ``MailRefused``.

        ``message_id`` is the same on every try, so that a mailbox can see a second copy.
        """
