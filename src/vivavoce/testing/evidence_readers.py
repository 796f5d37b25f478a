"""Language models that find evidence by a plain function of the call, as a model's answer would arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUsage,
    Output,
    record_usage,
)

Call = dict[str, Any]  # Any: JSON
Item = dict[str, Any]  # Any: JSON
Read = Callable[[Call], list[Item]]
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")


class FunctionLanguageModel:
    """Answers each request for evidence with what a function finds in the call."""

    def __init__(self, read: Read, *, model: str = "imitated-1") -> None:
        self.read = read
        self._model = model
        self.asked: list[ModelRequest[Any]] = []

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return what the function finds; raise ``ModelFailedError`` if it is not valid when asked again."""
        self.asked.append(task)
        output = task.output_type.model_validate({"items": self.read(json.loads(task.input))[:8]})  # type: ignore[attr-defined]
        if not any(not task.find_problems(output) for _ in range(task.max_retries + 1)):
            raise ModelFailedError
        usage = ModelUsage(
            purpose=task.purpose,
            model=self._model,
            calls=1,
            input_tokens=len(task.input) // 4,
            output_tokens=50,
            duration_ms=1,
            is_successful=True,
            reported_model=self._model,
            prompt=task.prompt,
        )
        record_usage(usage)
        return ModelResponse(output=output, model=self._model, usages=(usage,))


def believe_everything(call: Call) -> list[Item]:
    """Quote every sentence of five words or more as own work of level 5: the reader to be safe from."""
    side = call["sides"][0]["side"]
    return [
        {"side": side, "level": 5, "quote": sentence.strip(), "act": "own", "negated": False}
        for turn in call["answer"]
        for sentence in _SENTENCE.findall(turn["text"])
        if len(sentence.split()) >= 5
    ]
