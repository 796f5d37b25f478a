"""Spares an endpoint that is away, and those who would wait for it: for a while, nothing is asked."""

from __future__ import annotations

import structlog

from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.kernel.clock import Clock

FAILURES_BEFORE_PAUSE = 2
PAUSE_S = 30.0
_log = structlog.get_logger(__name__)


class PausingLanguageModel:
    """A model that is not asked for 30 seconds after two failures in a row; then one request tries again.

    A process has one for questions, so that not every session waits anew for a dead endpoint.
    """

    def __init__(self, model: LanguageModel, *, clock: Clock) -> None:
        self._model = model
        self._clock = clock
        self._failures_in_a_row = 0
        self._failure = ModelFailure(code="endpoint_error")
        self._paused_until = 0.0

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise as the model does, and at once while it is not asked."""
        if self._clock.monotonic() < self._paused_until:
            raise ModelUnavailableError(failure=self._failure)
        try:
            response = await self._model.generate(task)
        except ModelUnavailableError as error:
            self._failure = error.failure
            self._failures_in_a_row += 1
            if self._failures_in_a_row >= FAILURES_BEFORE_PAUSE:
                self._paused_until = self._clock.monotonic() + PAUSE_S
                _log.warning("model.paused", purpose=task.purpose, code=error.failure.code)
            raise
        self._failures_in_a_row = 0
        return response
