"""A loop whose clock jumps to the next timer: hours of conversation pass in milliseconds.

For tests whose adapters live in memory. With real input or output a timeout would jump past the
answer, so journeys and integration tests run on the ordinary loop. Time stands still while a thread works
for the loop (``asyncio.to_thread``): however slow the machine, its result is there before any timeout.
"""

from __future__ import annotations

import asyncio
import heapq
import selectors
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vivavoce.kernel.ids import uuid7

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class _NeverWaits(selectors.SelectSelector):
    """Waits for threads only: the end of one wakes it up."""

    threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if self.threads and timeout != 0 else 0)


class SimulatedTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits: when nothing is ready, its time jumps to the next timer."""

    def __init__(self) -> None:
        self._waits = _NeverWaits()
        super().__init__(self._waits)
        self._leapt = 0.0
        self.threads_used = 0
        """How many pieces of work were given to threads."""
        self._thread_ended = asyncio.Event()

    def time(self) -> float:
        return self._leapt

    def run_in_executor(self, *work: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        future = super().run_in_executor(*work)
        self._waits.threads += 1
        self.threads_used += 1
        future.add_done_callback(self._end_thread)
        return future

    async def await_threads(self) -> None:
        """Return when no thread works for the loop."""
        while self._waits.threads:
            self._thread_ended = asyncio.Event()
            await self._thread_ended.wait()

    def _end_thread(self, _: asyncio.Future[Any]) -> None:
        self._waits.threads -= 1
        self._thread_ended.set()

    def _run_once(self) -> None:
        if not self._ready and self._scheduled and not self._waits.threads:  # type: ignore[attr-defined]  # asyncio's own queues
            due = heapq.nsmallest(1, self._scheduled)[0].when()  # type: ignore[attr-defined]
            self._leapt = max(self._leapt, due)
        super()._run_once()  # type: ignore[misc]


async def let_happen() -> None:
    """Let everything that is under way happen, work in threads too, without letting time pass."""
    loop = asyncio.get_running_loop()
    for _ in range(200):
        await asyncio.sleep(0)
        if isinstance(loop, SimulatedTimeLoop):
            await loop.await_threads()


class SimulatedClock:
    """A ``Clock`` on the running loop's own time, starting at ``START``."""

    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class CountingIds:
    """Ids that come in a known order: the first is 1, the next is 2."""

    def __init__(self, *, after: int = 0) -> None:
        self._count = after

    def new_id(self) -> UUID:
        self._count += 1
        return uuid7(1_795_000_000_000 + self._count, self._count.to_bytes(10, "big"))

    def random_token(self, bits: int) -> str:
        self._count += 1
        return f"token-{self._count:0{max(1, bits // 8)}d}"

    def random_digits(self, count: int) -> str:
        self._count += 1
        return f"{self._count:0{count}d}"[-count:]
