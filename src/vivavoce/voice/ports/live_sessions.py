"""What a transport that makes its own two ends needs: a live session to join, and a talk by sound."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from vivavoce.contracts.voice import (
    OpenVoiceConnection,
    Transport,
    VoiceConnection,
    VoiceDisconnectReason,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.ports.audio_io import AudioInput, AudioOutput


class CommittableVoiceConnection(VoiceConnection, Protocol):
    """A talk by sound."""

    async def commit_answer(self) -> None:
        """Take the answer now: the candidate says so. Returns at once."""


StartVoiceConnection = Callable[
    [VoiceSessionHandler, AudioInput, AudioOutput, VoicePreferences],
    Awaitable[CommittableVoiceConnection],
]
"""Begins a talk by sound over two ends; raises a ``ConflictError`` where there is none, or no room."""


class SessionConnection(Protocol):
    """A connection that a live session has."""

    @property
    def is_over(self) -> bool:
        """Whether the session has ended for good."""

    async def wait_until_ended(self) -> VoiceDisconnectReason:
        """Wait until the session lets go of it and a goodbye was heard; say what became of the talk."""

    async def hang_up(self) -> None:
        """Say that the connection is gone; twice is fine."""


class LiveSessionConnector(Protocol):
    """Live sessions, hosted here or claimed for here."""

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        leg_id: str,
        transport: Transport,
        open: OpenVoiceConnection,  # noqa: A002 - what it does
    ) -> SessionConnection:
        """Bring a connection to its session; raises ``UnavailableError`` where it cannot be hosted now."""
