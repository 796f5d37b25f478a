"""A model that answers the steps of a plan, and revisions, at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    ModelUsage,
    Output,
)
from vivavoce.testing.plan_answers import draft_for

Json = dict[str, Any]
Fault = Callable[[Json, Json], Json | None]
"""Returns what a model gives instead of a valid answer to a material; None if it gives none in time."""


class StepModel:
    """Answers every step; ``fault`` decides by schedule what goes wrong."""

    def __init__(self, fault: Fault = lambda material, answer: answer) -> None:
        self._fault = fault
        self.asked: list[Json] = []
        self.answered: list[Json] = []
        self.requests: list[ModelRequest[Any]] = []

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        material = json.loads(task.input)
        self.asked.append(material)
        self.requests.append(task)
        for calls in range(1, task.max_retries + 2):
            answer = self._fault(material, draft_for(material))
            if answer is None:
                raise ModelUnavailableError
            self.answered.append(answer)
            output = task.output_type.model_validate(answer)  # type: ignore[attr-defined]
            if problems := task.find_problems(output):
                self.problems = list(problems)
                continue
            spent = ModelUsage(
                purpose=task.purpose,
                model="steps",
                calls=calls,
                input_tokens=0,
                output_tokens=0,
                duration_ms=0,
                is_successful=True,
            )
            return ModelResponse(output=output, model="steps", usages=(spent,))
        raise ModelFailedError
