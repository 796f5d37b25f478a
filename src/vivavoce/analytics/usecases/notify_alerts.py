"""Notify the operator that an alert fired or cleared, with retries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal
from uuid import UUID

import structlog

from vivavoce.analytics.domain.sampling import SAMPLE_INTERVAL_S
from vivavoce.analytics.ports import Alert, AlertChannel, AlertRepository
from vivavoce.kernel.clock import Clock

_log = structlog.get_logger("alert")
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
            news: AlertChange = "fired" if alert.told == "" else "cleared"
            is_told = await self._notify_channels(alert, news)
            await self._alerts.save_notification_state(
                self._record_attempt(alert, news, is_delivered=is_told)
            )

    async def _notify_channels(self, alert: Alert, change: AlertChange) -> bool:
        """Return whether every channel has accepted it by now; channels that have are not called again."""
        for channel in self._channels:
            key = (alert.id, change, channel.name)
            if key not in self._delivered and await channel.notify(alert, change, alert.tries + 1):
                self._delivered.add(key)
        is_told = all((alert.id, change, one.name) in self._delivered for one in self._channels)
        if is_told:
            self._delivered = {key for key in self._delivered if key[:2] != (alert.id, change)}
        return is_told

    def _record_attempt(self, alert: Alert, change: AlertChange, *, is_delivered: bool) -> Alert:
        if is_delivered:
            return replace(alert, told=change, tries=0, next_try_at=None)
        tries = alert.tries + 1
        if tries >= _MAX_ATTEMPTS:
            _log.warning("alert.not_notified", rule=alert.status.rule, news=change, tries=tries)
            return replace(alert, told=change, tries=0, next_try_at=None)
        wait_s = min(_INITIAL_BACKOFF_S * 2**alert.tries, _MAX_BACKOFF_S)
        return replace(
            alert, tries=tries, next_try_at=self._clock.now() + timedelta(seconds=wait_s)
        )
