"""Say a text aloud for whoever is signed in: it may cost money, so it is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.voice.ports.engines import LanguageNotSupportedError, SpeechEngineError, TtsPipeline

MAX_TEXT_CHARS = 1_000
WINDOW_S = 60
MAX_PER_WINDOW = 30


class SynthesisRateLimiter(Protocol):
    """Counts how often something is done."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count one and return how many remain, or raise ``TooManyRequestsError``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesizedSpeech:
    """A text as sound: signed 16-bit little-endian, mono."""

    pcm: bytes
    rate: int
    engine: str
    voice: str
    is_cached: bool


class SynthesizeSpeech:
    """Says a text with the best voice that works."""

    def __init__(
        self, create_tts: Callable[[], TtsPipeline | None], rate_limiter: SynthesisRateLimiter
    ) -> None:
        """``create_tts`` returns None where no voice can be had."""
        self._create_tts, self._rate_limiter = create_tts, rate_limiter

    async def __call__(
        self, caller: Caller, text: str, *, language: str, speed: float
    ) -> SynthesizedSpeech:
        """Return ``text`` as sound.

        Raises ``TooManyRequestsError``, ``InvalidRequestError`` for a language that no voice here
        speaks, or ``SpeechEngineError`` when nobody can say it.
        """
        await self._rate_limiter.hit(
            f"speech:{caller.tenant_id}:{caller.id}", window_s=WINDOW_S, limit=MAX_PER_WINDOW
        )
        mouth = self._create_tts()
        if mouth is None:
            raise SpeechEngineError(
                "refused", "No voice is usable here; 'vivavoce doctor' says why."
            )
        rendering = mouth.stream(text, language=language, speed=speed)
        try:
            pcm = b"".join([sound.pcm async for sound in rendering.chunks()])
        except LanguageNotSupportedError as failed:
            wrong = FieldError("language", "not_spoken", f"No voice here speaks '{language}'.")
            raise InvalidRequestError(wrong.message, errors=[wrong]) from failed
        return SynthesizedSpeech(
            pcm=pcm,
            rate=rendering.rate,
            engine=rendering.engine,
            voice=rendering.voice,
            is_cached=rendering.is_cached,
        )
