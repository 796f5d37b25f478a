"""The alert monitor: one process at a time reads shared metrics, evaluates alerts and deletes old data."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from vivavoce.analytics.domain.sampling import (
    ALERT_RETENTION,
    COARSE_RETENTION,
    FINE_RETENTION,
    SAMPLE_INTERVAL_S,
)
from vivavoce.analytics.ports import (
    AlertRepository,
    MetricSampleRepository,
    ScheduledTaskLeases,
    SharedMetricsPublisher,
    SharedMetricsReader,
)
from vivavoce.kernel.clock import Clock

LEASE_NAME = "watch"
_LEASE_S = 15.0
_SHUTDOWN_TIMEOUT_S = 2.0
_CLEANUP_INTERVAL = timedelta(minutes=1)
AlertEvaluation = Callable[[], Awaitable[None]]


class AlertMonitor:
    """Runs the monitor while this process holds the lease, and waits for the lease otherwise."""

    def __init__(
        self,
        *,
        leases: ScheduledTaskLeases,
        read_shared: SharedMetricsReader,
        shared_metrics: SharedMetricsPublisher,
        samples: MetricSampleRepository,
        alerts: AlertRepository,
        evaluate: AlertEvaluation,
        clock: Clock,
        process: str,
    ) -> None:
        self._leases = leases
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
                        await self._leases.claim(LEASE_NAME, self._process, 0)

    async def run_once(self) -> bool:
        """Run one round if this process gets the lease, and return whether it did."""
        self.has_lease = await self._leases.claim(LEASE_NAME, self._process, _LEASE_S)
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
