"""A thinker that gives prepared answers, held to the same contract as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce.infra.thinker.port import ModelFailed, ModelUnavailable, Shape, Spent, Task, Thought


class ScriptedThinker:
    """Each thought takes the next answers of the script until one is good; None is a silent model."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = list(answers)
        self.asked: list[Task[Any]] = []

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        self.asked.append(task)
        for calls in range(1, task.most_reasks + 2):
            answer = self._answers.pop(0) if self._answers else None
            if answer is None:
                raise ModelUnavailable
            if isinstance(answer, task.shape) and not task.complaints(answer):
                spent = Spent(
                    purpose=task.purpose,
                    model="scripted",
                    calls=calls,
                    input_tokens=0,
                    output_tokens=0,
                    ms=0,
                    is_good=True,
                )
                return Thought(value=answer, model="scripted", spent=(spent,))
        raise ModelFailed
