"""Asks a second endpoint if the first one is unavailable, and spares the first for a while after that."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from vivavoce.infra import metrics
from vivavoce.infra.language_model.pause import Pause
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    ModelUsage,
    Output,
)
from vivavoce.kernel.clock import Clock

_FIRST_DEADLINE_SHARE = 0.65
"""Share of the deadline that the first endpoint may use."""
_OUR_FAULT = frozenset({"request_refused"})


class FallbackLanguageModel:
    """The first endpoint, and the second one in its place while it is unavailable.

    After two failures in a row, the second one is asked at once for 30 seconds.

    A model that declines, is stopped by a content filter, or writes nothing valid is not unavailable: the
    text would only leave for a second provider.
    """

    def __init__(
        self,
        first: LanguageModel,
        second: LanguageModel,
        *,
        clock: Clock,
        second_url: str,
        purposes_without: frozenset[str] = frozenset(),
    ) -> None:
        """``purposes_without`` are asked of the first endpoint alone."""
        url = urlsplit(second_url)
        self._first = first
        self._second = second
        self._second_endpoint = f"{url.hostname}:{url.port}" if url.port else url.hostname or ""
        self._clock = clock
        self._purposes_without = purposes_without
        self._pause = Pause(clock)
        self._last_failed: ModelUsage | None = None

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise ``ModelUnavailableError`` or ``ModelFailedError``."""
        if not task.allows_fallback or task.purpose in self._purposes_without:
            return await self._first.generate(task)
        until = self._clock.monotonic() + task.deadline_s
        spent: tuple[ModelUsage, ...] = ()
        if not self._pause.is_on:
            first_task = replace(task, deadline_s=task.deadline_s * _FIRST_DEADLINE_SHARE)
            try:
                with self._pause.watch(task.purpose, ignored=_OUR_FAULT):
                    return await self._first.generate(first_task)
            except ModelUnavailableError as error:
                if error.failure.code in _OUR_FAULT or not error.usages:
                    raise
                spent = error.usages
                self._last_failed = spent[-1]
        response = await self._second.generate(
            replace(task, deadline_s=until - self._clock.monotonic(), instead_of=self._last_failed)
        )
        self._count(response)
        return replace(
            response,
            usages=(*spent, *response.usages),
            fallback_endpoint=self._second_endpoint,
        )

    def _count(self, response: ModelResponse[Output]) -> None:
        first = self._last_failed.model if self._last_failed else ""
        metrics.PROVIDER_FALLBACKS.labels(
            "llm", first, f"{response.model} at {self._second_endpoint}"
        ).inc()
