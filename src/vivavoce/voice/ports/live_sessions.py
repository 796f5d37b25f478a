"""Ports for transports with their own audio input and output: a session to join, a voice connection."""

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
    """A voice connection whose current answer can be committed."""

    async def commit_answer(self) -> None:
        """Commit the candidate's answer now. Returns at once."""


StartVoiceConnection = Callable[
    [VoiceSessionHandler, AudioInput, AudioOutput, VoicePreferences],
    Awaitable[CommittableVoiceConnection],
]
"""Starts a voice connection over an input and an output; raises a ``ConflictError`` where voice is not
available or at capacity.
"""


class SessionConnection(Protocol):
    """A connection that has joined a live session."""

    @property
    def is_over(self) -> bool:
        """Whether the session has ended for good."""

    async def wait_until_ended(self) -> VoiceDisconnectReason:
        """Wait until the session ends the connection and any goodbye was played; return the reason."""

    async def hang_up(self) -> None:
        """Report that the connection is gone; repeating it is fine."""


class LiveSessionConnector(Protocol):
    """Joins connections to live sessions, hosted by this process or claimed by it."""

    async def join(
        self,
        *,
        tenant_id: TenantId,
        session_id: SessionId,
        connection_id: str,
        transport: Transport,
        open: OpenVoiceConnection,  # noqa: A002 - what it does
    ) -> SessionConnection:
        """Join a connection to its session; raise ``UnavailableError`` where it cannot be hosted now."""
