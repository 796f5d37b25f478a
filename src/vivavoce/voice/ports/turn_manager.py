"""Turn-taking in a spoken interview: who speaks now, and when an answer is over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from vivavoce.voice.domain.endpointing import EndpointingDelays
from vivavoce.voice.ports.audio_io import AudioOutput


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A chunk of audio to be played: mono 16-bit PCM, and its sample rate in Hz."""

    pcm: bytes
    rate: int


@dataclass(frozen=True, slots=True)
class UtteranceHeader:
    """What the audio output is given when an utterance begins."""

    generation: int
    turn: int | None
    text: str
    is_interruptible: bool = True
    """Whether the candidate's speech stops it; ``interrupt`` always does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceOutcome:
    """The outcome of playing an utterance."""

    duration_ms: int
    """Milliseconds of it that were played."""
    is_interrupted: bool
    is_estimated: bool
    first_sound_at: float | None
    """Monotonic time when its first audio went to the output; None if none did."""


class TurnEventHandler(Protocol):
    """Receives turn events. Times are milliseconds of the input audio."""

    def on_speech_started(self, at_ms: int) -> None:
        """Speech began at ``at_ms``."""

    def on_speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """Speech ended at ``at_ms``, which is ``silent_s`` seconds ago."""

    async def on_turn_completed(self) -> None:
        """The answer is complete: it consists of all words transcribed so far."""


class TurnManager(Protocol):
    """Detects speech, decides when an answer is over, and plays one utterance at a time.

    Speech during an utterance stops it, unless its header says otherwise.
    """

    async def open(
        self,
        audio: AsyncIterator[bytes],
        audio_output: AudioOutput,
        handler: TurnEventHandler,
        endpointing: EndpointingDelays,
    ) -> None:
        """Start with the candidate's ``audio``; nothing is read from it before this returns."""

    def push_audio(self, pcm: bytes) -> None:
        """Process ``pcm`` after what ``audio`` yielded: silence in place of audio that stopped arriving."""

    async def play_utterance(
        self, chunks: AsyncGenerator[AudioChunk], header: UtteranceHeader
    ) -> UtteranceOutcome:
        """Play ``chunks`` to the end or until stopped, close them, and return the outcome."""

    def interrupt(self) -> None:
        """Stop the current utterance."""

    def add_transcript(self, text: str) -> None:
        """Pass on words of the current answer: they count for whether it is over."""

    def set_endpointing(self, endpointing: EndpointingDelays) -> None:
        """Use these ``endpointing`` delays from now on to decide when an answer is over."""

    def set_noisy(self, *, is_noisy: bool) -> None:
        """Switch speech detection between the thresholds for a noisy room and the normal ones."""

    async def commit_turn(self) -> None:
        """Commit the current answer; ``on_turn_completed`` is called if it has any words."""

    async def close(self) -> None:
        """Close; nothing is played any more."""


class TurnManagerFactory(Protocol):
    """Creates turn managers; loads their models on first use."""

    async def load(self) -> None:
        """Load the models outside the event loop; repeating it is fine. Raises the errors of ``create``."""

    async def create(self) -> TurnManager:
        """Return a turn manager that is not open yet; raise a ``ConflictError`` where none is available."""
