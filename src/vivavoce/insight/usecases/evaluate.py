"""Judging the samples of all processes by the rules, and keeping what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from vivavoce.insight.domain.alerts import RULES, Key, Standing, judge
from vivavoce.insight.domain.sampling import SILENT_AFTER_S
from vivavoce.insight.domain.series import Series
from vivavoce.insight.ports import Alert, Alerts, Reading, Samples
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids

_log = structlog.get_logger("alert")
_SEVERITY = {rule.name: rule.severity for rule in RULES}
_RELOAD = timedelta(minutes=30)
"""What was trimmed in the table is let go here as well."""
_A_MOMENT = 2000
"""Readings from which on they are taken apart beside the event loop."""
_OVERLAP = timedelta(seconds=15)
"""Readings of others may be committed a little late."""


class Evaluator:
    """Judges; whoever has the duty calls it every few seconds. Nothing but a cache lives in here."""

    def __init__(self, *, samples: Samples, alerts: Alerts, clock: Clock, ids: Ids) -> None:
        self._samples = samples
        self._alerts = alerts
        self._clock = clock
        self._ids = ids
        self._series = Series(lookback_s=SILENT_AFTER_S)
        self._loaded_at: datetime | None = None
        self._newest: datetime | None = None

    async def __call__(self) -> None:
        """Read what is new, judge it, and keep every change."""
        now = self._clock.now()
        await self._read(now)
        known = {
            (one.standing.rule, one.standing.labels): one for one in await self._alerts.standing()
        }
        before: dict[Key, Standing] = {key: one.standing for key, one in known.items()}
        after = judge(self._series, now.timestamp(), before)
        changed = [
            self._alert(known.get(key), standing)
            for key, standing in after.items()
            if before.get(key) != standing
        ]
        gone = [one.id for key, one in known.items() if key not in after]
        if changed or gone:
            await self._alerts.save(changed, gone)
        for alert in changed:
            self._say(known.get((alert.standing.rule, alert.standing.labels)), alert)

    async def _read(self, now: datetime) -> None:
        if self._loaded_at is None or now - self._loaded_at >= _RELOAD:
            readings = await self._samples.since(None)
            if len(readings) < _A_MOMENT:
                self._series = _series_of(readings)
            else:
                # A week of readings takes a moment; the other work of this process goes on meanwhile.
                self._series = await asyncio.to_thread(_series_of, readings)
            self._loaded_at, self._newest = now, None
        else:
            since = None if self._newest is None else self._newest - _OVERLAP
            readings = await self._samples.since(since)
            _add(self._series, readings)
        if readings:
            self._newest = max(reading.at for reading in readings)

    def _alert(self, known: Alert | None, standing: Standing) -> Alert:
        if known is None:
            severity = _SEVERITY[standing.rule]
            return Alert(id=self._ids.new(), standing=standing, severity=severity)
        return Alert(
            id=known.id,
            standing=standing,
            severity=known.severity,
            told=known.told,
            tries=known.tries,
            next_try_at=known.next_try_at,
        )

    def _say(self, before: Alert | None, alert: Alert) -> None:
        standing = alert.standing
        was_firing = before is not None and before.standing.is_firing
        if standing.is_firing and not was_firing:
            _log.warning("alert.fired", rule=standing.rule, **dict(standing.labels))
        elif was_firing and not standing.is_firing:
            _log.info("alert.cleared", rule=standing.rule, **dict(standing.labels))


def _series_of(readings: Sequence[Reading]) -> Series:
    series = Series(lookback_s=SILENT_AFTER_S)
    _add(series, readings)
    return series


def _add(series: Series, readings: Sequence[Reading]) -> None:
    for reading in readings:
        at = reading.at.timestamp()
        for name, labels, value in reading.samples:
            own = tuple(sorted((*labels, ("instance", reading.process))))
            series.add(name, own, at, value)
