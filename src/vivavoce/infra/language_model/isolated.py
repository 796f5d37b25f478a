"""A thinker that thinks beside the event loop: nothing that it loads or reads holds up a talk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TypeVar

from vivavoce.infra.language_model.port import LanguageModel, ModelRequest, ModelResponse, Output

MAX_CONCURRENT_REQUESTS = 8
_Result = TypeVar("_Result")


class IsolatedLanguageModel:
    """Gives thoughts a loop of their own on one thread, at most so many at once.

    Loading the model library, schemas and answers take processor time; on the loop of a live session
    that would be silence. It is one thread, and not one for each thought, because threads that compute
    take turns with that loop, and of many it would wait for each.
    """

    def __init__(
        self, model: LanguageModel, *, max_concurrent_requests: int = MAX_CONCURRENT_REQUESTS
    ) -> None:
        self._model = model
        self._slots = asyncio.Semaphore(max_concurrent_requests)
        self._start_lock = threading.Lock()

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a good answer; raise ``ModelUnavailableError`` or ``ModelFailedError``.

        Whoever stops waiting ends the thought.
        """
        return await self._run_in_model_loop(self._generate_in_turn(task))

    async def preload(self, load: Callable[[], object]) -> None:
        """Call ``load`` where the thoughts are, so that the first of them need not."""

        async def loading() -> None:
            load()

        await self._run_in_model_loop(loading())

    async def _run_in_model_loop(self, work: Coroutine[None, None, _Result]) -> _Result:
        with self._start_lock:
            loop = self._loop
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    async def _generate_in_turn(self, request: ModelRequest[Output]) -> ModelResponse[Output]:
        async with self._slots:
            return await self._model.generate(request)

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the thoughts, which runs from the first of them as long as the process."""
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="thinker", daemon=True).start()
        return loop
