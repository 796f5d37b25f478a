"""Say a text aloud for whoever is signed in: it may cost money, so it is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.voice.ports.engines import EngineFailed, LanguageNotSpoken, Mouth

LONGEST_TEXT = 1_000
WINDOW_S = 60
MOST_IN_WINDOW = 30


class Limits(Protocol):
    """Counts how often something is done."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count one and return how many remain, or raise ``TooMany``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A text as sound: signed 16-bit little-endian, mono."""

    pcm: bytes
    rate: int
    engine: str
    voice: str
    is_cached: bool


class Synthesize:
    """Says a text with the best voice that works."""

    def __init__(self, make_mouth: Callable[[], Mouth | None], limits: Limits) -> None:
        """``make_mouth`` returns None where no voice can be had."""
        self._make_mouth, self._limits = make_mouth, limits

    async def __call__(self, caller: Caller, text: str, *, language: str, speed: float) -> Speech:
        """Return ``text`` as sound.

        Raises ``TooMany``, ``Malformed`` for a language that no voice here speaks, or ``EngineFailed`` when
        nobody can say it.
        """
        await self._limits.hit(
            f"speech:{caller.tenant_id}:{caller.id}", window_s=WINDOW_S, limit=MOST_IN_WINDOW
        )
        mouth = self._make_mouth()
        if mouth is None:
            raise EngineFailed("refused", "No voice is usable here; 'vivavoce doctor' says why.")
        rendering = mouth.render(text, language=language, speed=speed)
        try:
            pcm = b"".join([sound.pcm async for sound in rendering.sounds()])
        except LanguageNotSpoken as failed:
            wrong = FieldError("language", "not_spoken", f"No voice here speaks '{language}'.")
            raise Malformed(wrong.message, errors=[wrong]) from failed
        return Speech(
            pcm=pcm,
            rate=rendering.rate,
            engine=rendering.engine,
            voice=rendering.voice,
            is_cached=rendering.is_cached,
        )
