"""A thinker that thinks beside the event loop: nothing that it loads or reads holds up a talk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TypeVar

from vivavoce.infra.thinker.port import Shape, Task, Thinker, Thought

MOST_AT_ONCE = 8
_Made = TypeVar("_Made")


class ApartThinker:
    """Gives thoughts a loop of their own on one thread, at most so many at once.

    Loading the model library, schemas and answers take processor time; on the loop of a live session
    that would be silence. It is one thread, and not one for each thought, because threads that compute
    take turns with that loop, and of many it would wait for each.
    """

    def __init__(self, thinker: Thinker, *, most_at_once: int = MOST_AT_ONCE) -> None:
        self._thinker = thinker
        self._places = asyncio.Semaphore(most_at_once)
        self._starting = threading.Lock()

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        """Return a good answer; raise ``ModelUnavailable`` or ``ModelFailed``.

        Whoever stops waiting ends the thought.
        """
        return await self._there(self._in_turn(task))

    async def prepare(self, load: Callable[[], object]) -> None:
        """Call ``load`` where the thoughts are, so that the first of them need not."""

        async def loading() -> None:
            load()

        await self._there(loading())

    async def _there(self, work: Coroutine[None, None, _Made]) -> _Made:
        with self._starting:
            loop = self._loop
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    async def _in_turn(self, task: Task[Shape]) -> Thought[Shape]:
        async with self._places:
            return await self._thinker.think(task)

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the thoughts, which runs from the first of them as long as the process."""
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="thinker", daemon=True).start()
        return loop
