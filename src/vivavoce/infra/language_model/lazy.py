"""Opens the installation's language model, only if one is configured, on a separate event loop.

Loading and parsing then never delay an interview.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TypeVar

from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelRequest,
    ModelResponse,
    Output,
    record_usage,
)
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock


def open_language_model(settings: Settings, clock: Clock) -> LazyLanguageModel | None:
    """Return the language model, or None unless ``LLM_BASE_URL`` and ``LLM_MODEL`` are both set."""
    if not settings.llm_base_url or not settings.llm_model:
        return None
    return LazyLanguageModel(settings, clock)


class LazyLanguageModel:
    """Loads the model library (1.2 s, 70 MB) with the first request."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._model: LanguageModel | None = None

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return the response of the loaded model; errors as in ``LanguageModel.generate``."""
        return await self.load().generate(task)

    def load(self) -> LanguageModel:
        """Return the language model, loading it at the first call."""
        if self._model is None:
            module = importlib.import_module("vivavoce.infra.language_model.openai_compatible")
            key = self._settings.llm_api_key
            language_model: LanguageModel = module.OpenAiCompatibleLanguageModel(
                base_url=self._settings.llm_base_url,
                api_key=key.get_secret_value() if key else "",
                models=[
                    model
                    for model in (self._settings.llm_model, self._settings.llm_fallback_model)
                    if model
                ],
                clock=self._clock,
                record_usage=record_usage,
            )
            self._model = language_model
        return self._model


MAX_CONCURRENT_REQUESTS = 8
_Result = TypeVar("_Result")


class IsolatedLanguageModel:
    """Runs model requests on a separate event loop in one thread, with limited concurrency.

    Loading the model library, schemas and responses takes CPU time; on a live session's event loop that
    would be silence. All requests share one thread, because computing threads compete with that loop, and
    with many threads it would wait for each of them.
    """

    def __init__(
        self, model: LanguageModel, *, max_concurrent_requests: int = MAX_CONCURRENT_REQUESTS
    ) -> None:
        self._model = model
        self._slots = asyncio.Semaphore(max_concurrent_requests)
        self._start_lock = threading.Lock()

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise ``ModelUnavailableError`` or ``ModelFailedError``.

        Canceling the call cancels the request.
        """
        return await self._run_in_model_loop(self._generate_in_turn(task))

    async def preload(self, load: Callable[[], object]) -> None:
        """Call ``load`` in the model thread in advance, so that the first request does not have to."""

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
        """Return the event loop of the model thread; it runs from the first request until process end."""
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="thinker", daemon=True).start()
        return loop
