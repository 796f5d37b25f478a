"""A place beside the event loop for work that takes processor time."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Aside:
    """Runs functions on a thread of its own, one after another.

    One, because threads that compute take turns with the loop of a live session: of many it would wait
    for each, every time that it has something to say.
    """

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(
        self, function: Callable[..., Any], /, *arguments: Any
    ) -> Any:  # Any: whatever the function takes and returns
        """Return what ``function`` returns; whoever stops waiting leaves it undone if it had not begun."""
        within = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, within.run, function, *arguments)
