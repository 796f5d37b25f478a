"""Limit concurrent attempts per host, so that a slow host cannot occupy every worker.

For a fast host, an attempt waits briefly for a free slot, so that a burst of webhooks goes through. For
a slow host, it is postponed instead; the more attempts are waiting, the longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vivavoce.kernel.clock import Clock

MAX_CONCURRENT_PER_HOST = 4
SLOW_AFTER_S = 0.2
"""How long an attempt waits for a slot, and how long one may take before its host counts as slow."""
MAX_DELAY_S = 60.0
_ATTEMPT_S = 5.5
_MAX_TRACKED_HOSTS = 1000


class HostConcurrencyLimiter:
    """Counts attempts per host; forgets a host when it has none, unless it is known to be slow."""

    def __init__(self, clock: Clock, *, max_concurrent: int = MAX_CONCURRENT_PER_HOST) -> None:
        self._clock = clock
        self._max_concurrent = max_concurrent
        self._hosts: dict[str, _HostState] = {}

    @asynccontextmanager
    async def acquire(self, host: str) -> AsyncIterator[float | None]:
        """Yield None with a slot for ``host``, or the number of seconds after which to try again."""
        known = self._hosts.setdefault(host, _HostState(self._max_concurrent))
        known.user_count += 1
        try:
            if await self._acquire_slot(known):
                async with self._track_attempt(known):
                    yield None
            else:
                known.rejected_count += 1
                yield min(known.rejected_count * _ATTEMPT_S / self._max_concurrent, MAX_DELAY_S)
        finally:
            known.user_count -= 1
            if not known.user_count and (
                not known.is_slow or len(self._hosts) > _MAX_TRACKED_HOSTS
            ):
                del self._hosts[host]

    @asynccontextmanager
    async def _track_attempt(self, state: _HostState) -> AsyncIterator[None]:
        began = self._clock.monotonic()
        state.attempt_starts.append(began)
        try:
            yield
        finally:
            state.attempt_starts.remove(began)
            state.is_slow = self._clock.monotonic() - began > SLOW_AFTER_S
            state.rejected_count = state.rejected_count if state.is_slow else 0
            state.slots.release()

    async def _acquire_slot(self, state: _HostState) -> bool:
        is_stuck = any(self._clock.monotonic() - one > SLOW_AFTER_S for one in state.attempt_starts)
        if state.slots.locked() and (state.is_slow or is_stuck):
            return False
        try:
            async with asyncio.timeout(SLOW_AFTER_S):
                await state.slots.acquire()
        except TimeoutError:
            return False
        return True


class _HostState:
    def __init__(self, max_concurrent: int) -> None:
        self.slots = asyncio.Semaphore(max_concurrent)
        self.attempt_starts: list[float] = []
        self.is_slow = False
        self.rejected_count = 0
        self.user_count = 0
