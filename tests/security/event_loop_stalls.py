"""How long an event loop stood still: the delay of every client that it serves."""

from __future__ import annotations

import asyncio
import contextlib
import time
from types import TracebackType

_STEP_S = 0.005


class LargestStall:
    """Measures while it is entered, by a task that wants to run every five milliseconds."""

    def __init__(self) -> None:
        self.stalls_s: list[float] = []

    async def __aenter__(self) -> LargestStall:
        self._watching = asyncio.ensure_future(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.sleep(2 * _STEP_S)
        self._watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._watching

    async def _watch(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(_STEP_S)
            self.stalls_s.append(time.monotonic() - began - _STEP_S)

    @property
    def largest_s(self) -> float:
        """The longest time for which nobody was served."""
        return max(self.stalls_s)

    @property
    def p95_s(self) -> float:
        """What all but one of twenty moments were served within."""
        return sorted(self.stalls_s)[len(self.stalls_s) * 95 // 100]
