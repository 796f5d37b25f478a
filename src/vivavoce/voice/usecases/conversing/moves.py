"""The bell of a conversation, by which whoever waits for a fact looks again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable


class Moves:
    """Something changed: whoever waits for a fact looks again."""

    def __init__(self) -> None:
        self._moved = asyncio.Event()

    def ring(self) -> None:
        """Have everybody look again."""
        self._moved.set()

    async def until(self, is_so: Callable[[], bool], *, at_most_s: float | None = None) -> None:
        """Wait until ``is_so``, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                while not is_so():
                    self._moved.clear()
                    await self._moved.wait()
