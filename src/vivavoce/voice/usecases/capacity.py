"""How many talks one process can voice: a fixed number, and fewer when its loop falls behind."""

from __future__ import annotations

import asyncio
from collections import deque

from vivavoce.infra.metrics import VOICE_LAG_SECONDS, VOICE_REFUSED, VOICE_SESSIONS
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.refusals import VoiceFull

LAG_BOUND_S = 0.05
"""Later than this, sound begins to stutter for everybody."""
_EVERY_S = 0.1
_KEPT = 100
"""Looks of the last ten seconds."""
_ENOUGH = 20
"""Fewer looks say nothing."""


class Capacity:
    """Counts the talks that this process voices, and watches how late its loop is while there are any."""

    def __init__(self, clock: Clock, *, limit: int, bound_s: float = LAG_BOUND_S) -> None:
        self._clock, self._limit, self._bound_s = clock, limit, bound_s
        self._talks = 0
        self._lags: deque[float] = deque(maxlen=_KEPT)
        self._watch: asyncio.Future[None] | None = None

    @property
    def talks(self) -> int:
        """How many talks are voiced now."""
        return self._talks

    @property
    def lag_s(self) -> float:
        """Return how late the loop was at worst but for the worst hundredth of the last 10 s."""
        lags = sorted(self._lags)
        return lags[(len(lags) * 99 + 99) // 100 - 1] if len(lags) >= _ENOUGH else 0.0

    def enter(self, *, is_return: bool = False) -> None:
        """Count one more talk, or raise ``VoiceFull``; one that ``is_return`` had its place already."""
        reason = "" if is_return else self._reason()
        if reason:
            VOICE_REFUSED.labels(reason).inc()
            raise VoiceFull
        self._talks += 1
        VOICE_SESSIONS.set(self._talks)
        if self._watch is None:
            self._watch = asyncio.ensure_future(self._look())

    async def leave(self) -> None:
        """Count one talk less."""
        self._talks -= 1
        VOICE_SESSIONS.set(self._talks)
        if self._talks or self._watch is None:
            return
        watch, self._watch = self._watch, None
        self._lags.clear()
        VOICE_LAG_SECONDS.set(0)
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)

    def _reason(self) -> str:
        if self._talks >= self._limit:
            return "limit"
        return "lag" if self._talks and self.lag_s > self._bound_s else ""

    async def _look(self) -> None:
        while True:
            before = self._clock.monotonic()
            await self._clock.sleep(_EVERY_S)
            self._lags.append(max(0.0, self._clock.monotonic() - before - _EVERY_S))
            VOICE_LAG_SECONDS.set(self.lag_s)
