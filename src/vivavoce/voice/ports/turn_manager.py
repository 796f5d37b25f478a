"""The floor of a spoken talk: who has the word now, and when an answer is over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from vivavoce.voice.domain.endpointing import EndpointingDelays
from vivavoce.voice.ports.audio_io import AudioOutput


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A piece of sound to be said."""

    pcm: bytes
    rate: int


@dataclass(frozen=True, slots=True)
class UtteranceHeader:
    """What the loudspeaker is told when an utterance begins."""

    generation: int
    turn: int | None
    text: str
    is_interruptible: bool = True
    """Speech stops it; ``hush`` does in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceOutcome:
    """What became of an utterance."""

    ms: int
    """How much of it was played."""
    is_interrupted: bool
    is_estimated: bool
    first_sound_at: float | None
    """When its first sound went to the loudspeaker, on the monotonic clock; None if none did."""


class TurnEventHandler(Protocol):
    """Who is told what happens on the floor. Times are of the sound that was given, in milliseconds."""

    def on_speech_started(self, at_ms: int) -> None:
        """Somebody speaks since ``at_ms``."""

    def on_speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """They stopped at ``at_ms``, which is ``silent_s`` seconds ago."""

    async def on_turn_completed(self) -> None:
        """The answer is over: all words that were understood so far are it."""


class TurnManager(Protocol):
    """Listens for speech, judges when an answer is over, and says one utterance at a time.

    Speech over an utterance stops it, unless its cue says otherwise.
    """

    async def open(
        self,
        audio: AsyncIterator[bytes],
        audio_output: AudioOutput,
        handler: TurnEventHandler,
        endpointing: EndpointingDelays,
    ) -> None:
        """Begin with the candidate's ``audio``, of which nothing is read before this returns."""

    def push_audio(self, pcm: bytes) -> None:
        """Take this as well, after what ``audio`` gave: the silence of a line from which nothing arrives."""

    async def play_utterance(
        self, chunks: AsyncGenerator[AudioChunk], header: UtteranceHeader
    ) -> UtteranceOutcome:
        """Play ``chunks``; returns when they were played to their end, or stopped, and closes them."""

    def interrupt(self) -> None:
        """Stop what is being said."""

    def add_transcript(self, text: str) -> None:
        """Tell of words of the answer that is being given: they count for whether it is over."""

    def set_endpointing(self, endpointing: EndpointingDelays) -> None:
        """Judge by ``endpointing`` from now on when an answer is over."""

    def set_noisy(self, *, is_noisy: bool) -> None:
        """Listen with the thresholds for a loud room, or with the ordinary ones."""

    async def commit_turn(self) -> None:
        """Take the answer as it stands; ``on_turn_completed`` is called if there was a word of it."""

    async def close(self) -> None:
        """End; nothing is said any more."""


class TurnManagerFactory(Protocol):
    """Makes floors; loads what they need at the first."""

    async def load(self) -> None:
        """Load what floors need, beside the loop; twice is fine. Raises as ``make`` does."""

    async def create(self) -> TurnManager:
        """Return a floor that is not open yet. Raises a ``ConflictError`` where none can be had."""
