"""The tables of the alert monitor in memory, and processes whose metrics a test sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.analytics.domain.time_series import make_labels
from vivavoce.analytics.ports import Alert, MetricReading, MetricSample
from vivavoce.infra.metrics import SharedValues
from vivavoce.kernel.clock import Clock


class MemorySamples:
    """Readings in a list."""

    def __init__(self) -> None:
        self.kept: list[tuple[MetricReading, bool]] = []

    async def save(self, reading: MetricReading, *, is_kept: bool) -> None:
        self.kept.append((reading, is_kept))

    async def load_since(self, at: datetime | None) -> Sequence[MetricReading]:
        found = [one for one, _ in self.kept if at is None or one.at > at]
        return sorted(found, key=lambda one: one.at)

    async def delete_old(self, *, fine: datetime, kept: datetime) -> None:
        self.kept = [
            (one, is_kept) for one, is_kept in self.kept if one.at >= (kept if is_kept else fine)
        ]


class MemoryAlerts:
    """Alerts in a dict."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Alert] = {}

    async def list_active(self) -> Sequence[Alert]:
        return [one for one in self.rows.values() if one.status.cleared_at is None]

    async def save(self, changed: Sequence[Alert], gone: Sequence[UUID]) -> None:
        for alert in changed:
            self.rows[alert.id] = alert
        for each in gone:
            del self.rows[each]

    async def list_recent(self, limit: int) -> Sequence[Alert]:
        return [one for one in self.rows.values() if one.status.fired_at is not None][:limit]

    async def list_pending_notifications(self, now: datetime, since: datetime) -> Sequence[Alert]:
        return [
            one
            for one in self.rows.values()
            if (one.next_try_at is None or one.next_try_at <= now)
            and (
                (one.notified == "" and (one.status.fired_at or 0) > since.timestamp())
                or (one.notified == "fired" and (one.status.cleared_at or 0) > since.timestamp())
            )
        ]

    async def save_notification_state(self, alert: Alert) -> None:
        self.rows[alert.id] = alert

    async def delete_cleared(self, before: datetime) -> None:
        cut = before.timestamp()
        self.rows = {
            key: one for key, one in self.rows.items() if (one.status.cleared_at or cut) >= cut
        }


class MemoryDuties:
    """Duties on the test's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, datetime]] = {}

    async def claim(self, name: str, holder: str, seconds: float) -> bool:
        held = self._held.get(name)
        now = self._clock.now()
        if held is not None and held[0] != holder and held[1] > now:
            return False
        self._held[name] = (holder, now + timedelta(seconds=seconds))
        return True


class FakeBoard:
    """Remembers what is shown."""

    def __init__(self) -> None:
        self.shown: SharedValues = {}

    def publish(self, numbers: SharedValues) -> None:
        self.shown = numbers

    def clear(self) -> None:
        self.shown = {}


@dataclass
class FakeChannel:
    """Takes what it is told, as long as it is well."""

    name: str = "webhook"
    is_well: bool = True
    notifications: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 0

    async def notify(self, alert: Alert, change: Literal["fired", "cleared"], attempt: int) -> bool:
        self.tries += 1
        if self.is_well:
            self.notifications.append((alert.status.rule, change))
        return self.is_well


@dataclass
class FakeRegistry:
    """Metrics that are functions of time."""

    clock: Clock
    metrics: dict[str, Callable[[float], float]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, names: frozenset[str]) -> Sequence[MetricSample]:
        now = self.clock.monotonic()
        samples = [("interview_worker_up", (), 1.0)]
        samples += [
            (name, make_labels(**self.labels.get(name, {})), at(now))
            for name, at in self.metrics.items()
            if name in names
        ]
        return samples
