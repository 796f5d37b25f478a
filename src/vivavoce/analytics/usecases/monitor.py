"""Sample the metrics of each process, and monitor alerts in one process at a time.

The alert monitor reads shared metrics, evaluates alerts and deletes old data.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from vivavoce.analytics.domain.sampling import (
    ALERT_RETENTION,
    COARSE_METRICS,
    COARSE_RETENTION,
    FINE_RETENTION,
    SAMPLE_INTERVAL_S,
    SAMPLED_METRICS,
    get_coarse_slot,
)
from vivavoce.analytics.ports import (
    AlertRepository,
    MetricReading,
    MetricSampleRepository,
    MetricsRegistryReader,
    ScheduledTaskLeaseClaim,
    SharedMetricsPublisher,
    SharedMetricsReader,
)
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
            coarse_samples = [sample for sample in samples if sample[0] in COARSE_METRICS]
            await self._samples.save(
                MetricReading(self._process, now, coarse_samples), is_kept=True
            )
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


LEASE_NAME = "watch"
_LEASE_S = 15.0
_CLEANUP_INTERVAL = timedelta(minutes=1)
AlertEvaluation = Callable[[], Awaitable[None]]


class AlertMonitor:
    """Runs the monitor while this process holds the lease, and waits for the lease otherwise."""

    def __init__(
        self,
        *,
        claim_lease: ScheduledTaskLeaseClaim,
        read_shared: SharedMetricsReader,
        shared_metrics: SharedMetricsPublisher,
        samples: MetricSampleRepository,
        alerts: AlertRepository,
        evaluate: AlertEvaluation,
        clock: Clock,
        process: str,
    ) -> None:
        self._claim_lease = claim_lease
        self._read_shared = read_shared
        self._shared_metrics = shared_metrics
        self._samples = samples
        self._alerts = alerts
        self._evaluate = evaluate
        self._clock = clock
        self._process = process
        self._cleaned_up_at: datetime | None = None
        self.has_lease = False

    async def run(self) -> None:
        """Run a round every ``SAMPLE_INTERVAL_S`` seconds until cancelled, then release the lease."""
        try:
            while True:
                await self.run_once()
                await self._clock.sleep(SAMPLE_INTERVAL_S)
        finally:
            self._shared_metrics.clear()
            if self.has_lease:
                self.has_lease = False
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(_SHUTDOWN_TIMEOUT_S):
                        await self._claim_lease(LEASE_NAME, self._process, 0)

    async def run_once(self) -> bool:
        """Run one round if this process gets the lease, and return whether it did."""
        self.has_lease = await self._claim_lease(LEASE_NAME, self._process, _LEASE_S)
        if not self.has_lease:
            self._shared_metrics.clear()
            return False
        self._shared_metrics.publish(await self._read_shared())
        await self._evaluate()
        await self._delete_old_data()
        return True

    async def _delete_old_data(self) -> None:
        now = self._clock.now()
        if self._cleaned_up_at is None or now - self._cleaned_up_at >= _CLEANUP_INTERVAL:
            self._cleaned_up_at = now
            await self._samples.delete_old(fine=now - FINE_RETENTION, kept=now - COARSE_RETENTION)
            await self._alerts.delete_cleared(now - ALERT_RETENTION)
