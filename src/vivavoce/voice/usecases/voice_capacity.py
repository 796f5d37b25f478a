"""Limits the voice sessions of one process: to a fixed number, and further when its event loop lags."""

from __future__ import annotations

import asyncio
from collections import deque

from vivavoce.infra.metrics import VOICE_LAG_SECONDS, VOICE_SESSIONS, VOICE_SESSIONS_REFUSED
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio import VoiceAtCapacityError

MAX_LOOP_LAG_S = 0.05
"""Event loop lag in seconds above which audio begins to stutter."""
_SAMPLE_INTERVAL_S = 0.1
_MAX_SAMPLES = 100
"""Samples of the last ten seconds."""
_MIN_SAMPLES = 20
"""With fewer samples the lag counts as 0."""


class VoiceCapacity:
    """Counts this process's voice sessions, and measures its event loop's lag while there are any."""

    def __init__(self, clock: Clock, *, limit: int, max_lag_s: float = MAX_LOOP_LAG_S) -> None:
        self._clock, self._limit, self._bound_s = clock, limit, max_lag_s
        self._session_count = 0
        self._lags: deque[float] = deque(maxlen=_MAX_SAMPLES)
        self._sampler: asyncio.Future[None] | None = None

    @property
    def session_count(self) -> int:
        """Number of voice sessions now."""
        return self._session_count

    @property
    def loop_lag_s(self) -> float:
        """The 99th percentile of the event loop's lag in the last 10 s, in seconds."""
        lags = sorted(self._lags)
        return lags[(len(lags) * 99 + 99) // 100 - 1] if len(lags) >= _MIN_SAMPLES else 0.0

    def acquire(self, *, is_reconnect: bool = False) -> None:
        """Count one more session, or raise ``VoiceAtCapacityError``.

        A session that reconnects (``is_reconnect``) is never refused, because it was counted before.
        """
        reason = "" if is_reconnect else self._refusal_reason()
        if reason:
            VOICE_SESSIONS_REFUSED.labels(reason).inc()
            raise VoiceAtCapacityError
        self._session_count += 1
        VOICE_SESSIONS.set(self._session_count)
        if self._sampler is None:
            self._sampler = asyncio.ensure_future(self._sample_lag())

    async def release(self) -> None:
        """Count one session less."""
        self._session_count -= 1
        VOICE_SESSIONS.set(self._session_count)
        if self._session_count or self._sampler is None:
            return
        watch, self._sampler = self._sampler, None
        self._lags.clear()
        VOICE_LAG_SECONDS.set(0)
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)

    def _refusal_reason(self) -> str:
        if self._session_count >= self._limit:
            return "limit"
        return "lag" if self._session_count and self.loop_lag_s > self._bound_s else ""

    async def _sample_lag(self) -> None:
        while True:
            before = self._clock.monotonic()
            await self._clock.sleep(_SAMPLE_INTERVAL_S)
            self._lags.append(max(0.0, self._clock.monotonic() - before - _SAMPLE_INTERVAL_S))
            VOICE_LAG_SECONDS.set(self.loop_lag_s)
