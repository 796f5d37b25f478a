"""The two ends of a connection's sound: where the candidate's comes from, and where ours goes to.

Every transport (browser socket, telephone, room) makes one of each; the talk itself knows no other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from vivavoce.contracts.voice import Transport

ClientUpdateKind = Literal["partial", "draft", "listening", "thinking", "silent"]
"""Words being understood, words for the candidate to check and send, or the state that we are in."""


@dataclass(frozen=True, slots=True)
class PlaybackResult:
    """How much of an utterance the candidate's side has played."""

    ms: int
    is_estimated: bool
    """It is from our clock, not from what the listener's side said."""
    is_stopped_by_client: bool = False
    """The listener's side stopped it there by itself."""


class AudioInput(Protocol):
    """The candidate's sound: 16 kHz, mono, signed 16-bit little-endian."""

    def frames(self) -> AsyncIterator[bytes]:
        """Yield sound as it arrives, about 20 ms at a time; ends when the connection does."""


class AudioOutput(Protocol):
    """Where the candidate hears us. At most one utterance sounds at a time.

    A connection that is gone swallows everything and answers at once, estimated from the clock.
    """

    @property
    def rate(self) -> int:
        """Samples a second that it takes: no other rate is ever written, so nothing is resampled twice."""

    @property
    def transport(self) -> Transport:
        """What it is a part of."""

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """An utterance begins; ``generation`` grows by one with each."""

    async def write(self, pcm: bytes) -> None:
        """Give sound of the utterance that has begun; waits while about a second is on its way."""

    async def finish(self) -> None:
        """All sound of the utterance was given."""

    async def wait_for_playout(self) -> PlaybackResult:
        """Wait until the utterance was played to its end, or cleared."""

    async def clear(self) -> PlaybackResult:
        """Stop at once and return how much was played; waits at most 250 ms for an answer."""

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        """Tell of something passing: words as they are understood, or in which state we are."""
