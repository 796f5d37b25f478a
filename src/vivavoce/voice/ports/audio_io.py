"""Audio input and output of a connection: what the candidate says, and what the candidate hears.

Every transport (browser WebSocket, telephone, LiveKit room) creates one of each. The rest of the slice
depends only on these two protocols.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from vivavoce.contracts.voice import Transport

ClientUpdateKind = Literal["partial", "draft", "listening", "thinking", "silent"]
"""Interim transcript, draft answer for the candidate to check and send, or the state of the interviewer."""


@dataclass(frozen=True, slots=True)
class PlaybackResult:
    """How much of an utterance was played to the candidate."""

    duration_ms: int
    is_estimated: bool
    """Whether ``ms`` is computed from the server's clock instead of reported by the client."""
    is_stopped_by_client: bool = False
    """Whether the client stopped the playback by itself."""


class AudioInput(Protocol):
    """The candidate's audio: 16 kHz, mono, signed 16-bit little-endian PCM."""

    def frames(self) -> AsyncIterator[bytes]:
        """Yield audio as it arrives, about 20 ms at a time; ends when the connection does."""


class AudioOutput(Protocol):
    """Plays the interviewer's audio to the candidate, at most one utterance at a time.

    After the connection has gone, every call is accepted and returns at once; playback is then estimated from
    the clock.
    """

    @property
    def rate(self) -> int:
        """Sample rate in Hz that ``write`` expects; no other rate may be written."""

    @property
    def transport(self) -> Transport:
        """The transport that this output belongs to."""

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """Begin an utterance; ``generation`` grows by one with each."""

    async def write(self, pcm: bytes) -> None:
        """Send audio of the current utterance; waits while about one second is still unplayed."""

    async def finish(self) -> None:
        """Complete the utterance: all its audio was written."""

    async def wait_for_playout(self) -> PlaybackResult:
        """Wait until the utterance was played to its end or cleared; return how much was played."""

    async def clear(self) -> PlaybackResult:
        """Stop playback and return how much was played; waits at most 250 ms for the client's answer."""

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        """Send the client a transient update: interim words, or the interviewer's state."""
