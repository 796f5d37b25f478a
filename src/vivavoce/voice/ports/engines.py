"""Speech engines: STT engines turn audio into words, TTS engines turn words into audio.

Audio is mono, signed 16-bit little-endian PCM. STT engines receive 16 kHz; each TTS engine states its own
rate. No call blocks the event loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.voice import EngineReport, ExpectedAnswer, VoiceFailureKind
from vivavoce.kernel.errors import UnavailableError

STT_SAMPLE_RATE = 16_000
"""Sample rate in Hz of all audio sent to STT engines."""


class SpeechEngineError(UnavailableError):
    """A speech engine failed; another one may succeed."""

    code = "engine_failed"

    def __init__(self, kind: VoiceFailureKind, detail: str = "") -> None:
        super().__init__(detail)
        self.kind = kind


class LanguageNotSupportedError(SpeechEngineError):
    """The engine's voice does not support this language; this does not count as a failure of the engine."""

    def __init__(self) -> None:
        super().__init__("refused", "No available voice supports this language.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SttResult:
    """Recognized words of a speech segment; times count from the first audio sent to the stream."""

    text: str
    is_final: bool
    start_ms: int
    end_ms: int
    engine: str
    model: str
    confidence: float | None = None
    latency_ms: int = 0
    """For a final result: from ``flush``, or from the end of speech where the engine reports it."""


class SttStream(Protocol):
    """One open recognition. Iterating ``results`` ends after ``close`` or raises ``SpeechEngineError``."""

    async def push(self, pcm: bytes) -> None:
        """Send audio, in chunks of any length."""

    async def flush(self) -> None:
        """End a speech segment: request its final result now."""

    def results(self) -> AsyncIterator[SttResult]:
        """Yield results: for each speech segment any number of interim results, then one or more finals.

        An empty interim result is a sign of life; an empty final means that no words were recognized.
        """

    async def close(self) -> None:
        """Close the stream; results that have not arrived by now are dropped."""


class SttEngine(Protocol):
    """A speech-to-text engine."""

    @property
    def name(self) -> str:
        """Name of the engine in settings, logs and price lists."""

    @property
    def model(self) -> str:
        """Name of its model in price lists."""

    @property
    def is_draft(self) -> bool:
        """Whether its words must be checked before an answer is scored."""

    @property
    def needs_speech_only(self) -> bool:
        """Whether it must be sent speech only, never silence."""

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        """Open a stream or raise ``SpeechEngineError``.

        ``expects`` is a hint: an engine that cannot restrict recognition ignores it.
        """


@dataclass(frozen=True, slots=True)
class SynthesizedWord:
    """A word and when it is spoken, in milliseconds from the start of its utterance."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesizedAudio:
    """A chunk of an utterance's audio.

    ``words`` are those whose times became known with it, where the engine reports them.
    """

    pcm: bytes
    words: tuple[SynthesizedWord, ...] = ()


class TtsEngine(Protocol):
    """A text-to-speech engine."""

    @property
    def name(self) -> str:
        """Name of the engine in settings, logs and price lists."""

    @property
    def model(self) -> str:
        """Name of its model in price lists."""

    @property
    def voice(self) -> str:
        """Name of the voice."""

    @property
    def rate(self) -> int:
        """Sample rate of its audio in Hz."""

    def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        """Yield audio of ``text`` as it is made; raise ``SpeechEngineError`` before or between chunks."""


SendEngineReport = Callable[[EngineReport], None]


def ignore_engine_report(report: EngineReport) -> None:
    """Discard the report."""
