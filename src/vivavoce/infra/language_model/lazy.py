"""Opens the installation's language model, only if one is configured, on a separate event loop.

Loading and parsing then never delay an interview.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import Database
from vivavoce.infra.language_model.budget import Budget, RequestBudget
from vivavoce.infra.language_model.fallback import FallbackLanguageModel
from vivavoce.infra.language_model.options import (
    find_native_provider,
    is_model_configured,
    list_models,
    list_purposes_without_spare,
    read_fallback_options,
    read_model_options,
)
from vivavoce.infra.language_model.port import (
    EndpointLanguageModel,
    LanguageModel,
    ModelRequest,
    ModelResponse,
    Output,
    collect_usage,
    record_usage,
)
from vivavoce.infra.language_model.shared_budget import RateLimits, SharedBudget
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock


def open_language_model(settings: Settings, clock: Clock) -> LazyLanguageModel | None:
    """Return the language model, or None unless ``LLM_BASE_URL`` and ``LLM_MODEL`` are both set.

    Raises ``InvalidSettingError`` for settings that no request could be made with.
    """
    if not is_model_configured(settings):
        return None
    return LazyLanguageModel(settings, clock)


def open_isolated_language_model(
    settings: Settings, clock: Clock, *, database: Database | None = None
) -> IsolatedLanguageModel | None:
    """Return the process's language model with its pool and its budget, or None if none is configured.

    A process has one, so that all purposes share the connections and the limits. With a database, the rates
    are those of all its processes together.
    """
    if not is_model_configured(settings):
        return None
    model = LazyLanguageModel(settings, clock, keeps_connections=True)
    return IsolatedLanguageModel(model, budget=_build_budget(settings, clock, database))


def _build_budget(settings: Settings, clock: Clock, database: Database | None) -> Budget:
    rates = RateLimits(settings.llm_requests_per_minute, settings.llm_tokens_per_minute)
    most = settings.llm_max_concurrent_requests
    if database is None or not rates.are_set:
        return RequestBudget(
            clock,
            max_concurrent=most,
            requests_per_minute=rates.requests_per_minute,
            tokens_per_minute=rates.tokens_per_minute,
        )
    return SharedBudget(database, clock, RequestBudget(clock, max_concurrent=most), rates)


def _load(name: str) -> Any:  # Any: a module that is loaded late
    """Load a module of this package that needs the model library (1.2 s, 70 MB)."""
    return importlib.import_module(f"vivavoce.infra.language_model.{name}")


class LazyLanguageModel:
    """Loads the model library (1.2 s, 70 MB) with the first request."""

    def __init__(
        self, settings: Settings, clock: Clock, *, keeps_connections: bool = False
    ) -> None:
        self._settings = settings
        fallback = read_fallback_options(settings)
        self._options = [
            replace(options, keeps_connections=keeps_connections)
            for options in (read_model_options(settings), fallback)
            if options is not None
        ]
        self._clock = clock
        self._endpoints: tuple[EndpointLanguageModel, ...] = ()
        self._model: LanguageModel | None = None

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return the response of the loaded model; errors as in ``LanguageModel.generate``."""
        return await self._open().generate(task)

    def load(self) -> tuple[EndpointLanguageModel, ...]:
        """Return the models of the first endpoint, and of the second if there is one; load them once."""
        if not self._endpoints:
            self._endpoints = tuple(
                self._open_endpoint(place) for place in range(len(self._options))
            )
        return self._endpoints

    def _open(self) -> LanguageModel:
        if self._model is None:
            first, *others = self.load()
            self._model = first
            if others:
                self._model = FallbackLanguageModel(
                    first,
                    others[0],
                    clock=self._clock,
                    second_url=self._settings.llm_fallback_base_url or "",
                    purposes_without=list_purposes_without_spare(self._settings),
                )
        return self._model

    def _open_endpoint(self, place: int) -> EndpointLanguageModel:
        module = _load("openai_compatible")
        settings = self._settings
        base_url = settings.llm_fallback_base_url if place else settings.llm_base_url
        connection = self._connect(place, base_url or "")
        opened: EndpointLanguageModel = module.OpenAiCompatibleLanguageModel(
            base_url=base_url,
            api_key="",
            models=[settings.llm_fallback_model] if place else list_models(settings),
            clock=self._clock,
            record_usage=record_usage,
            options=self._options[place],
            connection=connection,
        )
        return opened

    def _connect(self, place: int, base_url: str) -> object:
        """Return the connection in the endpoint's protocol, or the recorded one."""
        settings, options = self._settings, self._options[place]
        folder = "fallback" if place else "first"
        if settings.llm_replay is not None:
            return _load("cassettes").ReplayingConnection(settings.llm_replay / folder)
        provider = find_native_provider(settings, is_second=place > 0)
        if provider is not None:
            connection = _load("native_connection").NativeConnection(provider, base_url, options)
        else:
            connection = _load("connection").EndpointConnection(base_url, options)
        if settings.llm_record is not None:
            return _load("cassettes").RecordingConnection(connection, settings.llm_record / folder)
        return connection

    async def close(self) -> None:
        """Close the connections of the running event loop, if there are any."""
        for endpoint in self._endpoints:
            await endpoint.close()


MAX_CONCURRENT_REQUESTS = 8
_CHARACTERS_PER_TOKEN = 4
_Result = TypeVar("_Result")


class IsolatedLanguageModel:
    """Runs model requests on a separate event loop in one thread, with limited concurrency.

    Loading the model library, schemas and responses takes CPU time; on a live session's event loop that
    would be silence. All requests share one thread, because computing threads compete with that loop, and
    with many threads it would wait for each of them.
    """

    def __init__(
        self,
        model: LanguageModel,
        *,
        max_concurrent_requests: int = MAX_CONCURRENT_REQUESTS,
        budget: Budget | None = None,
    ) -> None:
        self._model = model
        self._budget: Budget = budget or RequestBudget(
            SystemClock(), max_concurrent=max_concurrent_requests
        )
        self._start_lock = threading.Lock()

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise ``ModelUnavailableError`` or ``ModelFailedError``.

        Canceling the call cancels the request.
        """
        return await self._run_in_model_loop(self._generate_in_turn(task))

    async def preload(self, load: Callable[[], object] | None = None) -> None:
        """Load the library in the model thread in advance, so that the first request does not have to."""
        needed = load or (self._model.load if isinstance(self._model, LazyLanguageModel) else None)

        async def loading() -> None:
            if needed is not None:
                needed()

        await self._run_in_model_loop(loading())

    async def close(self) -> None:
        """Close the connections to the endpoint; a later request opens new ones."""
        was_used = "_loop" in self.__dict__
        if was_used and isinstance(self._model, LazyLanguageModel):
            await self._run_in_model_loop(self._model.close())

    async def _run_in_model_loop(self, work: Coroutine[None, None, _Result]) -> _Result:
        with self._start_lock:
            loop = self._loop
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    async def _generate_in_turn(self, request: ModelRequest[Output]) -> ModelResponse[Output]:
        async with self._budget.turn(
            is_urgent=request.is_speech, tokens=_estimate_tokens(request)
        ) as turn:
            with collect_usage() as spent:
                try:
                    return await self._model.generate(request)
                finally:
                    used = sum(usage.input_tokens + usage.output_tokens for usage in spent)
                    turn.tokens = used or turn.tokens
                    turn.requests = max(1, sum(usage.requests for usage in spent))

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """Return the event loop of the model thread; it runs from the first request until process end."""
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="thinker", daemon=True).start()
        return loop


def _estimate_tokens(request: ModelRequest[Output]) -> int:
    """Return about how many tokens a request takes; what it took is known only afterward."""
    text = len(request.instructions) + len(request.input)
    return text // _CHARACTERS_PER_TOKEN + request.max_output_tokens // 2
