"""The engines of a process, made into ears and a mouth for each connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from vivavoce.contracts.sound import Stage
from vivavoce.infra.metrics import CIRCUIT_OPEN, FALLBACKS
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.breaker import Breakers
from vivavoce.voice.domain.engines.promptness import Promptness
from vivavoce.voice.domain.phrases.around import PHRASES
from vivavoce.voice.domain.phrases.cut import Tempo
from vivavoce.voice.domain.phrases.kept import Kept
from vivavoce.voice.ports.engines import Recogniser, Sound, Speaker
from vivavoce.voice.ports.kit import Kit, Report, unheard
from vivavoce.voice.usecases.engines.ears import Ears
from vivavoce.voice.usecases.engines.mouth import Shelf, Speakers


class EngineKits:
    """Implements ``Kits``. Breakers, phrases, and how prompt and fast engines are, are shared by all."""

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        speakers: Sequence[Speaker],
        clock: Clock,
        *,
        chance: Callable[[], float],
        phrases: Iterable[str] = (),
        shelf: Shelf | None = None,
        warm: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._recognisers, self._speakers = recognisers, speakers
        self._clock, self._chance, self._shelf, self._warm = clock, chance, shelf, warm
        self._breakers, self._promptness = Breakers(), Promptness()
        # Beside what we say ourselves, what others have us say often.
        self._kept, self._tempo = Kept[Sound]((*PHRASES.values(), *phrases)), Tempo()
        self._preparing: asyncio.Future[int] | None = None
        self._shown: list[tuple[Stage, str]] = []

    async def make(self, report: Report) -> Kit:
        """Return new ears and a new mouth; with the first, phrases are begun to be kept."""
        ears = self._ears(report) if self._recognisers else None
        mouth = self.mouth(report)
        if mouth is not None and self._preparing is None:
            self._preparing = asyncio.ensure_future(mouth.prepare(shelf=self._shelf))
        return Kit(
            recogniser=ears,
            mouth=mouth,
            speaker=mouth.name if mouth is not None else None,
            drafts=ears.drafts if ears is not None else frozenset(),
        )

    def show(self) -> None:
        """Have the metrics of this process show which engines it would not call at the moment of looking.

        They do so until ``close``.
        """
        self._show("stt", [one.name for one in self._recognisers])
        self._show("tts", [one.name for one in self._speakers])

    def _show(self, stage: Stage, engines: Sequence[str]) -> None:
        for engine in engines:
            CIRCUIT_OPEN.labels(stage, engine).set_function(partial(self._refuses, stage, engine))
            self._shown.append((stage, engine))
            # The first time of a kind would be lost to a rate: its series would begin with it.
            for other in (*engines, "none"):
                if other != engine:
                    FALLBACKS.labels(stage, engine, other)

    def _refuses(self, stage: Stage, engine: str) -> bool:
        return self._breakers.refuses(stage, engine, self._clock.monotonic())

    async def warm(self) -> None:
        """Have the engines of first choice started that run here."""
        if self._warm is not None:
            await self._warm()

    async def close(self) -> None:
        """Stop what was begun."""
        while self._shown:
            CIRCUIT_OPEN.remove(*self._shown.pop())
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)

    def _ears(self, report: Report) -> Ears:
        return Ears(
            self._recognisers,
            self._clock,
            breakers=self._breakers,
            promptness=self._promptness,
            report=report,
            chance=self._chance,
        )

    def mouth(self, report: Report = unheard) -> Speakers | None:
        """Return a mouth alone, or None where there is no voice."""
        if not self._speakers:
            return None
        return Speakers(
            self._speakers,
            self._clock,
            breakers=self._breakers,
            kept=self._kept,
            tempo=self._tempo,
            report=report,
            chance=self._chance,
        )
