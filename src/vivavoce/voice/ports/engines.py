"""Engines: recognisers turn sound into words, speakers words into sound.

Sound is signed 16-bit little-endian, mono. What recognisers are given is 16 kHz; speakers say at which rate
theirs is. No call blocks the loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.voice import ExpectedAnswer, VoiceFailureKind
from vivavoce.kernel.errors import UnavailableError

STT_SAMPLE_RATE = 16_000
"""Samples a second of everything that is recognised."""


class SpeechEngineError(UnavailableError):
    """An engine could not do it; another one may."""

    code = "engine_failed"

    def __init__(self, kind: VoiceFailureKind, detail: str = "") -> None:
        super().__init__(detail)
        self.kind = kind


class LanguageNotSupportedError(SpeechEngineError):
    """A voice does not speak this language: that is no fault of its own, and says nothing of others."""

    def __init__(self) -> None:
        super().__init__("refused", "No voice that works here speaks this language.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SttResult:
    """Words of a stretch of speech; times count from the first sound that the recognition was given."""

    text: str
    is_final: bool
    start_ms: int
    end_ms: int
    engine: str
    model: str
    confidence: float | None = None
    latency_ms: int = 0
    """Of a final: from ``flush`` (or the end of the speech, where the engine tells) to these words."""


class SttStream(Protocol):
    """One running recognition. Iterating ends after ``close``, or raises ``SpeechEngineError``."""

    async def push(self, pcm: bytes) -> None:
        """Give sound, in pieces of any length."""

    async def flush(self) -> None:
        """Say that a stretch of speech is over: its final words are wanted now."""

    def results(self) -> AsyncIterator[SttResult]:
        """Yield what is understood: of a stretch of speech interim results, then one final or more.

        A result without text says that the engine is at it, or, as a final, that there was nothing.
        """

    async def close(self) -> None:
        """End it; what was not said by now is not said any more."""


class SttEngine(Protocol):
    """An engine that understands speech."""

    @property
    def name(self) -> str:
        """The engine, as settings, logs and prices call it."""

    @property
    def model(self) -> str:
        """Its model, as prices call it."""

    @property
    def is_draft(self) -> bool:
        """Whether its words have to be checked before anybody is judged by them."""

    @property
    def needs_speech_only(self) -> bool:
        """Whether it must be given stretches of speech and never silence."""

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        """Begin, or raise ``SpeechEngineError``; whoever cannot listen for less than anything does that."""


@dataclass(frozen=True, slots=True)
class SynthesizedWord:
    """A word and when it sounds, in milliseconds from the start of its utterance."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesizedAudio:
    """A piece of an utterance; ``words`` are those that became known with it, where the engine tells."""

    pcm: bytes
    words: tuple[SynthesizedWord, ...] = ()


class TtsEngine(Protocol):
    """An engine that speaks."""

    @property
    def name(self) -> str:
        """The engine, as settings, logs and prices call it."""

    @property
    def model(self) -> str:
        """Its model, as prices call it."""

    @property
    def voice(self) -> str:
        """Whose voice it is."""

    @property
    def rate(self) -> int:
        """Samples a second of what it says."""

    def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        """Yield ``text`` as sound as it is made, or raise ``SpeechEngineError`` before or between pieces."""


class TtsStream(Protocol):
    """One text on its way to sound, by whichever engine does it; it knows itself once it began."""

    @property
    def engine(self) -> str:
        """Who says it; empty before the first sound."""

    @property
    def model(self) -> str:
        """With which model."""

    @property
    def voice(self) -> str:
        """With which voice."""

    @property
    def rate(self) -> int:
        """Samples a second; known before the first sound is yielded, and the same to the end."""

    @property
    def is_cached(self) -> bool:
        """Whether it was kept from before and cost nothing."""

    @property
    def first_chunk_ms(self) -> int:
        """From asking to the first sound."""

    def chunks(self) -> AsyncIterator[SynthesizedAudio]:
        """Yield the sound once; raise ``SpeechEngineError`` when no engine can (go on) saying it."""


class TtsPipeline(Protocol):
    """Says texts with the best engine that works: fallbacks, breakers and kept phrases are inside."""

    def stream(self, text: str, *, language: str, speed: float = 1.0) -> TtsStream:
        """Return the rendering of one sentence or phrase; nothing is asked before it is iterated."""
