"""Every few seconds each process writes down what it measured, and at its end that it ended."""

from __future__ import annotations

import asyncio
import contextlib

from vivavoce.insight.domain.sampling import EVERY_S, KEPT, SAMPLED, slot
from vivavoce.insight.ports import Reading, Registry, Samples
from vivavoce.kernel.clock import Clock

_UP = "interview_worker_up"
_GOODBYE_S = 2.0


class Sampler:
    """Samples the registry of this process under a name of its own."""

    def __init__(self, *, registry: Registry, samples: Samples, clock: Clock, process: str) -> None:
        self._registry = registry
        self._samples = samples
        self._clock = clock
        self._process = process
        self._slot: int | None = None

    async def run(self) -> None:
        """Sample until cancelled; then say goodbye, so that nobody takes the process for lost."""
        try:
            while True:
                await self.once()
                await self._clock.sleep(EVERY_S)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(_GOODBYE_S):
                    await self._say_goodbye()
            raise

    async def once(self) -> None:
        """Write down one reading, and once in five minutes one that is kept."""
        now = self._clock.now()
        samples = self._registry(SAMPLED)
        if slot(now) != self._slot:
            kept = [one for one in samples if one[0] in KEPT]
            await self._samples.keep(Reading(self._process, now, kept), is_kept=True)
            self._slot = slot(now)
        await self._samples.keep(Reading(self._process, now, samples), is_kept=False)

    async def _say_goodbye(self) -> None:
        samples = [
            (name, labels, 0.0 if name == _UP else value)
            for name, labels, value in self._registry(SAMPLED)
        ]
        await self._samples.keep(Reading(self._process, self._clock.now(), samples), is_kept=False)
