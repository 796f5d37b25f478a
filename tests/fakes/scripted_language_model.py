"""A thinker that gives prepared answers, held to the same contract as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    ModelUsage,
    Output,
)


class ScriptedLanguageModel:
    """Each thought takes the next answers of the script until one is good; None is a silent model."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = list(answers)
        self.asked: list[ModelRequest[Any]] = []

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        self.asked.append(task)
        for calls in range(1, task.max_retries + 2):
            answer = self._answers.pop(0) if self._answers else None
            if answer is None:
                raise ModelUnavailableError
            if isinstance(answer, task.output_type) and not task.find_problems(answer):
                spent = ModelUsage(
                    purpose=task.purpose,
                    model="scripted",
                    calls=calls,
                    input_tokens=0,
                    output_tokens=0,
                    duration_ms=0,
                    is_successful=True,
                )
                return ModelResponse(output=answer, model="scripted", usages=(spent,))
        raise ModelFailedError
