"""Builds ears and mouths: the engines of a process, begun when they are first wanted, shared by its talks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Protocol

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.voice.adapters.engines.available import Engines, find_engines
from vivavoce.voice.adapters.engines.shelf import FolderShelf
from vivavoce.voice.domain.breaker import Breakers
from vivavoce.voice.domain.phrases import Kept
from vivavoce.voice.domain.phrases_cut import Tempo
from vivavoce.voice.ports.engines import Mouth, Sound
from vivavoce.voice.routes.speech import speech_router
from vivavoce.voice.usecases.ears import Ears, Report, unheard
from vivavoce.voice.usecases.mouth import Speakers
from vivavoce.voice.usecases.synthesize import Synthesize


class Limits(Protocol):
    """Counts how often something is done."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count one and return how many remain, or raise ``TooMany``."""


class ProcessEngines:
    """The engines of this process. What talks learn of an engine, they learn together.

    Nothing is started before it is wanted, and what was started ends with the foundation.
    """

    def __init__(self, on: Foundation) -> None:
        """Begin nothing yet."""
        self._on = on
        self._found: Engines | None = None
        self._breakers, self._tempo = Breakers(), Tempo()
        self._kept: Kept[Sound] = Kept()
        self._preparing: asyncio.Task[int] | None = None

    @property
    def found(self) -> Engines:
        """Which engines there are, and why not the others; raises ``BadSetting``."""
        if self._found is None:
            self._found = find_engines(self._on.settings, self._on.clock)
            self._on.at_end.push_async_callback(self._close)
        return self._found

    def ears(self, report: Report = unheard) -> Ears | None:
        """Return the ears of one connection, or None where no recogniser can be had."""
        if not self.found.recognisers:
            return None
        return Ears(
            self.found.recognisers,
            self._on.clock,
            breakers=self._breakers,
            report=report,
            chance=self._chance,
        )

    def mouth(self, report: Report = unheard) -> Speakers | None:
        """Return the mouth of one connection, or None where no voice can be had."""
        if not self.found.speakers:
            return None
        return Speakers(
            self.found.speakers,
            self._on.clock,
            breakers=self._breakers,
            kept=self._kept,
            tempo=self._tempo,
            report=report,
            chance=self._chance,
        )

    def prepare(self, texts: Iterable[str] = ()) -> None:
        """Have the stock phrases and ``texts`` said once and kept, in the background; once a process."""
        mouth = self.mouth()
        if mouth is not None and self._preparing is None:
            shelf = FolderShelf(self._on.settings.data_dir / "voice" / "phrases")
            self._preparing = asyncio.ensure_future(mouth.prepare(texts, shelf=shelf))

    def _chance(self) -> float:
        return int(self._on.ids.digits(4)) / 10_000

    async def _close(self) -> None:
        if self._preparing is not None:
            self._preparing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._preparing
        if self._found is not None:
            await self._found.close()


def speech_routes(engines: ProcessEngines, *, limits: Limits) -> APIRouter:
    """Return the route that says a text aloud."""

    def make_mouth() -> Mouth | None:
        return engines.mouth()

    return speech_router(Synthesize(make_mouth, limits))
