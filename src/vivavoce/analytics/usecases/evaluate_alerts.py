"""Evaluate the alert rules on the samples of all processes, and store the changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from vivavoce.analytics.domain.alerts import ALERT_RULES, AlertKey, AlertStatus, evaluate_rules
from vivavoce.analytics.domain.sampling import STALE_AFTER_S
from vivavoce.analytics.domain.time_series import TimeSeriesCollection
from vivavoce.analytics.ports import Alert, AlertRepository, MetricReading, MetricSampleRepository
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator

_log = structlog.get_logger("alert")
_SEVERITY = {rule.name: rule.severity for rule in ALERT_RULES}
_RELOAD_INTERVAL = timedelta(minutes=30)
"""A full reload also drops readings that were deleted from the table."""
_MIN_READINGS_FOR_THREAD = 2000
"""From this many readings on, the series are built in a thread instead of on the event loop."""
_REREAD_OVERLAP = timedelta(seconds=15)
"""Overlap of two reads, because other processes may commit readings a little late."""


class EvaluateAlerts:
    """Evaluates alerts; the process with the monitor lease calls it every few seconds. Holds only a cache."""

    def __init__(
        self,
        *,
        samples: MetricSampleRepository,
        alerts: AlertRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._samples = samples
        self._alerts = alerts
        self._clock = clock
        self._ids = ids
        self._series = TimeSeriesCollection(lookback_s=STALE_AFTER_S)
        self._loaded_at: datetime | None = None
        self._newest: datetime | None = None

    async def __call__(self) -> None:
        """Load new readings, evaluate all rules, and store and log every change."""
        now = self._clock.now()
        await self._load_samples(now)
        known = {
            (one.status.rule, one.status.labels): one for one in await self._alerts.list_active()
        }
        before: dict[AlertKey, AlertStatus] = {key: one.status for key, one in known.items()}
        after = evaluate_rules(self._series, now.timestamp(), before)
        changed = [
            self._build_alert(known.get(key), standing)
            for key, standing in after.items()
            if before.get(key) != standing
        ]
        gone = [one.id for key, one in known.items() if key not in after]
        if changed or gone:
            await self._alerts.save(changed, gone)
        for alert in changed:
            self._log_change(known.get((alert.status.rule, alert.status.labels)), alert)

    async def _load_samples(self, now: datetime) -> None:
        if self._loaded_at is None or now - self._loaded_at >= _RELOAD_INTERVAL:
            readings = await self._samples.load_since(None)
            if len(readings) < _MIN_READINGS_FOR_THREAD:
                self._series = _build_series(readings)
            else:
                # A week of readings takes a while; a thread keeps the event loop free.
                self._series = await asyncio.to_thread(_build_series, readings)
            self._loaded_at, self._newest = now, None
        else:
            since = None if self._newest is None else self._newest - _REREAD_OVERLAP
            readings = await self._samples.load_since(since)
            _add_readings(self._series, readings)
        if readings:
            self._newest = max(reading.at for reading in readings)

    def _build_alert(self, known: Alert | None, status: AlertStatus) -> Alert:
        if known is None:
            severity = _SEVERITY[status.rule]
            return Alert(id=self._ids.new_id(), status=status, severity=severity)
        return Alert(
            id=known.id,
            status=status,
            severity=known.severity,
            told=known.told,
            tries=known.tries,
            next_try_at=known.next_try_at,
        )

    def _log_change(self, previous: Alert | None, alert: Alert) -> None:
        standing = alert.status
        was_firing = previous is not None and previous.status.is_firing
        if standing.is_firing and not was_firing:
            _log.warning("alert.fired", rule=standing.rule, **dict(standing.labels))
        elif was_firing and not standing.is_firing:
            _log.info("alert.cleared", rule=standing.rule, **dict(standing.labels))


def _build_series(readings: Sequence[MetricReading]) -> TimeSeriesCollection:
    series = TimeSeriesCollection(lookback_s=STALE_AFTER_S)
    _add_readings(series, readings)
    return series


def _add_readings(series: TimeSeriesCollection, readings: Sequence[MetricReading]) -> None:
    for reading in readings:
        at = reading.at.timestamp()
        for name, labels, value in reading.samples:
            own = tuple(sorted((*labels, ("instance", reading.process))))
            series.add(name, own, at, value)
