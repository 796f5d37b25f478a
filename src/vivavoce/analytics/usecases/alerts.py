"""Evaluate the alert rules on the samples of all processes, and notify the operator of changes.

Notifications that an alert fired or cleared are retried.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import structlog

from vivavoce.analytics.domain.alerts import ALERT_RULES, AlertKey, AlertStatus, evaluate_rules
from vivavoce.analytics.domain.sampling import SAMPLE_INTERVAL_S, STALE_AFTER_S
from vivavoce.analytics.domain.time_series import TimeSeriesCollection
from vivavoce.analytics.ports import (
    Alert,
    AlertChannel,
    AlertRepository,
    MetricReading,
    MetricSampleRepository,
)
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
        active = {
            (alert.status.rule, alert.status.labels): alert
            for alert in await self._alerts.list_active()
        }
        before: dict[AlertKey, AlertStatus] = {key: alert.status for key, alert in active.items()}
        after = evaluate_rules(self._series, now.timestamp(), before)
        changed = [
            self._build_alert(active.get(key), status)
            for key, status in after.items()
            if before.get(key) != status
        ]
        removed_ids = [alert.id for key, alert in active.items() if key not in after]
        if changed or removed_ids:
            await self._alerts.save(changed, removed_ids)
        for alert in changed:
            self._log_change(active.get((alert.status.rule, alert.status.labels)), alert)

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
            notified=known.notified,
            tries=known.tries,
            next_try_at=known.next_try_at,
        )

    def _log_change(self, previous: Alert | None, alert: Alert) -> None:
        status = alert.status
        was_firing = previous is not None and previous.status.is_firing
        if status.is_firing and not was_firing:
            _log.warning("alert.fired", rule=status.rule, **dict(status.labels))
        elif was_firing and not status.is_firing:
            _log.info("alert.cleared", rule=status.rule, **dict(status.labels))


def _build_series(readings: Sequence[MetricReading]) -> TimeSeriesCollection:
    series = TimeSeriesCollection(lookback_s=STALE_AFTER_S)
    _add_readings(series, readings)
    return series


def _add_readings(series: TimeSeriesCollection, readings: Sequence[MetricReading]) -> None:
    for reading in readings:
        at = reading.at.timestamp()
        for name, labels, value in reading.samples:
            instance_labels = tuple(sorted((*labels, ("instance", reading.process))))
            series.add(name, instance_labels, at, value)


_MAX_ATTEMPTS = 20
_INITIAL_BACKOFF_S, _MAX_BACKOFF_S = 5.0, 300.0
_MAX_NOTIFICATION_AGE = timedelta(days=1)
"""Older changes are not notified any more; the console still shows them."""
AlertChange = Literal["fired", "cleared"]


class NotifyAlerts:
    """Notifies alert changes through every configured channel."""

    def __init__(
        self, *, alerts: AlertRepository, channels: Sequence[AlertChannel], clock: Clock
    ) -> None:
        self._alerts = alerts
        self._channels = channels
        self._clock = clock
        self._delivered: set[tuple[UUID, AlertChange, str]] = set()

    async def run(self, has_lease: Callable[[], bool]) -> None:
        """Notify until cancelled, whenever ``has_lease`` returns True."""
        while True:
            if has_lease():
                await self()
            await self._clock.sleep(SAMPLE_INTERVAL_S)

    async def __call__(self) -> None:
        """Make one attempt for each due notification; that an alert fired comes before that it cleared."""
        if not self._channels:
            return
        now = self._clock.now()
        for alert in await self._alerts.list_pending_notifications(
            now, now - _MAX_NOTIFICATION_AGE
        ):
            change: AlertChange = "fired" if alert.notified == "" else "cleared"
            is_notified = await self._notify_channels(alert, change)
            await self._alerts.save_notification_state(
                self._record_attempt(alert, change, is_delivered=is_notified)
            )

    async def _notify_channels(self, alert: Alert, change: AlertChange) -> bool:
        """Return whether every channel has accepted it by now; channels that have are not called again."""
        for channel in self._channels:
            key = (alert.id, change, channel.name)
            if key not in self._delivered and await channel.notify(alert, change, alert.tries + 1):
                self._delivered.add(key)
        is_notified = all(
            (alert.id, change, channel.name) in self._delivered for channel in self._channels
        )
        if is_notified:
            self._delivered = {key for key in self._delivered if key[:2] != (alert.id, change)}
        return is_notified

    def _record_attempt(self, alert: Alert, change: AlertChange, *, is_delivered: bool) -> Alert:
        if is_delivered:
            return replace(alert, notified=change, tries=0, next_try_at=None)
        tries = alert.tries + 1
        if tries >= _MAX_ATTEMPTS:
            _log.warning("alert.not_notified", rule=alert.status.rule, news=change, tries=tries)
            return replace(alert, notified=change, tries=0, next_try_at=None)
        wait_s = min(_INITIAL_BACKOFF_S * 2**alert.tries, _MAX_BACKOFF_S)
        return replace(
            alert, tries=tries, next_try_at=self._clock.now() + timedelta(seconds=wait_s)
        )
