"""Sample the metrics of each process every few seconds, and record its shutdown."""

from __future__ import annotations

import asyncio
import contextlib

from vivavoce.analytics.domain.sampling import (
    COARSE_METRICS,
    SAMPLE_INTERVAL_S,
    SAMPLED_METRICS,
    get_coarse_slot,
)
from vivavoce.analytics.ports import MetricReading, MetricSampleRepository, MetricsRegistryReader
from vivavoce.kernel.clock import Clock

_WORKER_UP = "interview_worker_up"
_SHUTDOWN_TIMEOUT_S = 2.0


class MetricsSampler:
    """Samples the metrics registry of this process under the name ``process``."""

    def __init__(
        self,
        *,
        registry: MetricsRegistryReader,
        samples: MetricSampleRepository,
        clock: Clock,
        process: str,
    ) -> None:
        self._registry = registry
        self._samples = samples
        self._clock = clock
        self._process = process
        self._last_coarse_slot: int | None = None

    async def run(self) -> None:
        """Sample until cancelled, then record the shutdown so that the process does not count as lost."""
        try:
            while True:
                await self.sample_once()
                await self._clock.sleep(SAMPLE_INTERVAL_S)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(_SHUTDOWN_TIMEOUT_S):
                    await self._record_shutdown()
            raise

    async def sample_once(self) -> None:
        """Store one reading and, once every five minutes, one with the longer retention period."""
        now = self._clock.now()
        samples = self._registry(SAMPLED_METRICS)
        if get_coarse_slot(now) != self._last_coarse_slot:
            kept = [one for one in samples if one[0] in COARSE_METRICS]
            await self._samples.save(MetricReading(self._process, now, kept), is_kept=True)
            self._last_coarse_slot = get_coarse_slot(now)
        await self._samples.save(MetricReading(self._process, now, samples), is_kept=False)

    async def _record_shutdown(self) -> None:
        samples = [
            (name, labels, 0.0 if name == _WORKER_UP else value)
            for name, labels, value in self._registry(SAMPLED_METRICS)
        ]
        await self._samples.save(
            MetricReading(self._process, self._clock.now(), samples), is_kept=False
        )
