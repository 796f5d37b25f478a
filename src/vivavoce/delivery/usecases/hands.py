"""How many tries one host may have at once, so that a slow receiver never takes every hand.

A quick host's turn is waited for: a burst of webhooks flows through. A slow host is not waited for:
its messages come back later, the later the more of them there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vivavoce.kernel.clock import Clock

AT_ONCE = 4
PATIENCE_S = 0.2
"""How long a turn is waited for, and how long a try may take at a host that counts as quick."""
LONGEST_WAIT_S = 60.0
_TRY_S = 5.5
_MOST_KNOWN = 1000


class Hands:
    """Keeps one count a host, while something is under way there or it is remembered as slow."""

    def __init__(self, clock: Clock, *, at_once: int = AT_ONCE) -> None:
        self._clock = clock
        self._at_once = at_once
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[float | None]:
        """Yield None with a hand at ``host``, or the seconds after which to ask again."""
        known = self._hosts.setdefault(host, _Host(self._at_once))
        known.visitors += 1
        try:
            if await self._take(known):
                async with self._busy(known):
                    yield None
            else:
                known.refused += 1
                yield min(known.refused * _TRY_S / self._at_once, LONGEST_WAIT_S)
        finally:
            known.visitors -= 1
            if not known.visitors and (not known.is_slow or len(self._hosts) > _MOST_KNOWN):
                del self._hosts[host]

    @asynccontextmanager
    async def _busy(self, known: _Host) -> AsyncIterator[None]:
        began = self._clock.monotonic()
        known.began.append(began)
        try:
            yield
        finally:
            known.began.remove(began)
            known.is_slow = self._clock.monotonic() - began > PATIENCE_S
            known.refused = known.refused if known.is_slow else 0
            known.free.release()

    async def _take(self, known: _Host) -> bool:
        is_stuck = any(self._clock.monotonic() - one > PATIENCE_S for one in known.began)
        if known.free.locked() and (known.is_slow or is_stuck):
            return False
        try:
            async with asyncio.timeout(PATIENCE_S):
                await known.free.acquire()
        except TimeoutError:
            return False
        return True


class _Host:
    def __init__(self, at_once: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.began: list[float] = []
        self.is_slow = False
        self.refused = 0
        self.visitors = 0
