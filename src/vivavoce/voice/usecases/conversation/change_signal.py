"""The bell of a conversation, by which whoever waits for a fact looks again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable


class ChangeSignal:
    """Something changed: whoever waits for a fact looks again."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Have everybody look again."""
        self._changed.set()

    async def wait_until(
        self, predicate: Callable[[], bool], *, timeout_s: float | None = None
    ) -> None:
        """Wait until ``is_so``, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not predicate():
                    self._changed.clear()
                    await self._changed.wait()
