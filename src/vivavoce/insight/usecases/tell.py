"""Telling somebody outside that an alert fired or cleared, until it was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal
from uuid import UUID

import structlog

from vivavoce.insight.domain.sampling import EVERY_S
from vivavoce.insight.ports import Alert, Alerts, Channel
from vivavoce.kernel.clock import Clock

_log = structlog.get_logger("alert")
_MOST_TRIES = 20
_FIRST_WAIT_S, _LONGEST_WAIT_S = 5.0, 300.0
_STALE = timedelta(days=1)
"""Older news is history: it stands in the console, and is told to nobody any more."""
News = Literal["fired", "cleared"]


class TellAlerts:
    """Tells what is new through every channel that was set up."""

    def __init__(self, *, alerts: Alerts, channels: Sequence[Channel], clock: Clock) -> None:
        self._alerts = alerts
        self._channels = channels
        self._clock = clock
        self._heard: set[tuple[UUID, News, str]] = set()

    async def run(self, is_on_duty: Callable[[], bool]) -> None:
        """Tell until cancelled, as long as this process is the one that does."""
        while True:
            if is_on_duty():
                await self()
            await self._clock.sleep(EVERY_S)

    async def __call__(self) -> None:
        """Try once to tell each piece of news that is due; first that it fired, then that it cleared."""
        if not self._channels:
            return
        now = self._clock.now()
        for alert in await self._alerts.untold(now, now - _STALE):
            news: News = "fired" if alert.told == "" else "cleared"
            is_told = await self._tell(alert, news)
            await self._alerts.note_told(self._after(alert, news, is_told=is_told))

    async def _tell(self, alert: Alert, news: News) -> bool:
        """Return whether every channel has taken it by now; those that have are left in peace."""
        for channel in self._channels:
            key = (alert.id, news, channel.name)
            if key not in self._heard and await channel.tell(alert, news, alert.tries + 1):
                self._heard.add(key)
        is_told = all((alert.id, news, one.name) in self._heard for one in self._channels)
        if is_told:
            self._heard = {key for key in self._heard if key[:2] != (alert.id, news)}
        return is_told

    def _after(self, alert: Alert, news: News, *, is_told: bool) -> Alert:
        if is_told:
            return replace(alert, told=news, tries=0, next_try_at=None)
        tries = alert.tries + 1
        if tries >= _MOST_TRIES:
            _log.warning("alert.not_told", rule=alert.standing.rule, news=news, tries=tries)
            return replace(alert, told=news, tries=0, next_try_at=None)
        wait_s = min(_FIRST_WAIT_S * 2**alert.tries, _LONGEST_WAIT_S)
        return replace(
            alert, tries=tries, next_try_at=self._clock.now() + timedelta(seconds=wait_s)
        )
