"""What a transport that makes its own two ends needs: a live session to join, and a talk by sound."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from vivavoce.contracts.sound import Ending, Open, Talk, Transport, Voiced, Wish
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.ports.equipment import Loudspeaker, Microphone


class Conversation(Voiced, Protocol):
    """A talk by sound."""

    async def done(self) -> None:
        """Take the answer now: the candidate says so. Returns at once."""


Converse = Callable[[Talk, Microphone, Loudspeaker, Wish], Awaitable[Conversation]]
"""Begins a talk by sound over two ends; raises a ``Refused`` where there is none, or no room."""


class Attached(Protocol):
    """A connection that a live session has."""

    @property
    def is_over(self) -> bool:
        """Whether the session has ended for good."""

    async def ended(self) -> Ending:
        """Wait until the session lets go of it and a goodbye was heard; say what became of the talk."""

    async def hang_up(self) -> None:
        """Say that the connection is gone; twice is fine."""


class SpokenSessions(Protocol):
    """Live sessions, hosted here or claimed for here."""

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        leg_id: str,
        transport: Transport,
        open: Open,  # noqa: A002 - what it does
    ) -> Attached:
        """Bring a connection to its session; raises ``Unavailable`` where it cannot be hosted now."""
