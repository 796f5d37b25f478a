"""Speech synthesis for signed-in users; rate-limited, because it may cost money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable
from vivavoce.voice.ports.engines import LanguageNotSupportedError, SpeechEngineError
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

MAX_TEXT_CHARS = 1_000
WINDOW_S = 60
MAX_PER_WINDOW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesizedSpeech:
    """A synthesized text: mono, signed 16-bit little-endian PCM at ``rate`` Hz."""

    pcm: bytes
    rate: int
    engine: str
    voice: str
    is_cached: bool


class SynthesizeSpeech:
    """Synthesizes a text with the best available engine."""

    def __init__(
        self, create_tts: Callable[[], TtsFailover | None], rate_limiter: RateLimiter
    ) -> None:
        """Create the TTS pipeline with ``create_tts``, which returns None where there is no TTS engine."""
        self._create_tts, self._rate_limiter = create_tts, rate_limiter

    async def __call__(
        self, caller: Caller, text: str, *, language: str, speed: float
    ) -> SynthesizedSpeech:
        """Return ``text`` as speech.

        Raises ``TooManyRequestsError``, ``InvalidRequestError`` for a language that no voice supports, or
        ``SpeechEngineError`` when no engine works.
        """
        await self._rate_limiter.hit(
            f"speech:{caller.tenant_id}:{caller.id}", window_s=WINDOW_S, limit=MAX_PER_WINDOW
        )
        tts = self._create_tts()
        if tts is None:
            raise SpeechEngineError(
                "refused",
                "No text-to-speech engine is usable here. Run 'vivavoce doctor' to see why.",
            )
        stream = tts.stream(text, language=language, speed=speed)
        try:
            pcm = b"".join([sound.pcm async for sound in stream.chunks()])
        except LanguageNotSupportedError as failed:
            message = translatable("No voice here supports '{language}'.", language=language)
            raise make_language_error(message) from failed
        return SynthesizedSpeech(
            pcm=pcm,
            rate=stream.rate,
            engine=stream.engine,
            voice=stream.voice,
            is_cached=stream.is_cached,
        )


def make_language_error(message: str) -> InvalidRequestError:
    """Return the error of a request for speech in a language without a voice."""
    return InvalidRequestError(message, errors=[FieldError("language", "not_spoken", message)])
