"""Spares an endpoint that is away, and those who would wait for it: for a while, nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.kernel.clock import Clock

_FAILURES_BEFORE_PAUSE = 2
_PAUSE_S = 30.0
_log = structlog.get_logger(__name__)


class Pause:
    """Begins after two failures in a row and lasts 30 seconds; then one request tries again, alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures_in_a_row = 0
        self._until = 0.0
        self._is_tried = False

    @property
    def is_on(self) -> bool:
        """Whether the endpoint is not asked now; also while one request tries it after a pause."""
        return self._is_tried or self._clock.monotonic() < self._until

    @contextmanager
    def watch(self, purpose: str, *, ignored: frozenset[str] = frozenset()) -> Iterator[None]:
        """Ask the endpoint inside the block: its end decides about the pause, unless it is ``ignored``."""
        is_trying = self._is_tried = self._failures_in_a_row >= _FAILURES_BEFORE_PAUSE
        try:
            yield
        except ModelFailedError:  # it did answer
            self._failures_in_a_row = 0
            raise
        except ModelUnavailableError as error:
            if error.failure.code not in ignored:
                self._note_failure(purpose, error.failure)
            raise
        else:
            self._failures_in_a_row, self._until = 0, 0.0
        finally:
            self._is_tried = self._is_tried and not is_trying

    def _note_failure(self, purpose: str, failure: ModelFailure) -> None:
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= _FAILURES_BEFORE_PAUSE:
            self._until = self._clock.monotonic() + _PAUSE_S
            _log.warning("model.paused", purpose=purpose, code=failure.code)


class PausingLanguageModel:
    """A model that is not asked while it pauses.

    A process has one for questions, so that not every session waits anew for a dead endpoint.
    """

    def __init__(self, model: LanguageModel, *, clock: Clock) -> None:
        self._model = model
        self._pause = Pause(clock)
        self._failure = ModelFailure(code="endpoint_error")

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise as the model does, and at once while it is not asked."""
        if self._pause.is_on:
            raise ModelUnavailableError(failure=self._failure)
        try:
            with self._pause.watch(task.purpose):
                return await self._model.generate(task)
        except ModelUnavailableError as error:
            self._failure = error.failure
            raise
