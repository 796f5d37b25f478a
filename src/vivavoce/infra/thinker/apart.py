"""A thinker that thinks beside the event loop: nothing that it loads or reads holds up a talk."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from vivavoce.infra.thinker.port import Shape, Task, Thinker, Thought

MOST_AT_ONCE = 4


class ApartThinker:
    """Gives every thought a thread and a loop of its own, at most so many at once.

    Building a client, reading certificates and loading the model library take tens of milliseconds up
    to seconds of processor time each; on the loop of a live session that would be silence.
    """

    def __init__(self, thinker: Thinker, *, most_at_once: int = MOST_AT_ONCE) -> None:
        self._thinker = thinker
        self._pool = ThreadPoolExecutor(most_at_once, thread_name_prefix="thinker")

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        """Return a good answer; raise ``ModelUnavailable`` or ``ModelFailed``."""
        within = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, within.run, self._in_own_loop, task)

    def _in_own_loop(self, task: Task[Shape]) -> Thought[Shape]:
        return asyncio.run(self._thinker.think(task))
