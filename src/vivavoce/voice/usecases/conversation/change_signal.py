"""Wake-up signal of a conversation: waiting tasks check their conditions again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable


class ChangeSignal:
    """Wakes the tasks that wait for a condition, so that they check it again."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Wake all waiting tasks."""
        self._changed.set()

    async def wait_until(
        self, predicate: Callable[[], bool], *, timeout_s: float | None = None
    ) -> None:
        """Wait until ``predicate`` is true or ``timeout_s`` seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not predicate():
                    self._changed.clear()
                    await self._changed.wait()
