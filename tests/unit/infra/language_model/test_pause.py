"""A model that failed twice in a row is not asked for a while, for whichever session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.contract.language_model.test_faults import request
from tests.fakes.model_families import SteppingClock

from vivavoce.infra.language_model.failures import FailureCode, ModelFailure
from vivavoce.infra.language_model.pause import PausingLanguageModel
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)


@dataclass
class ScheduledModel:
    """Answers, or fails with the codes of ``failures``, in order."""

    failures: list[FailureCode | None]
    asked: list[ModelRequest[Any]] = field(default_factory=list)

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        self.asked.append(task)
        code = self.failures.pop(0) if self.failures else None
        if code == "content_filtered":
            raise ModelFailedError(failure=ModelFailure(code=code))
        if code is not None:
            raise ModelUnavailableError(failure=ModelFailure(code=code))
        return ModelResponse(output=None, model="scheduled", usages=())  # type: ignore[arg-type]


async def outcome_of(model: PausingLanguageModel) -> str:
    try:
        await model.generate(request())
    except (ModelUnavailableError, ModelFailedError) as error:
        return error.failure.code
    return "answered"


async def test_after_two_failures_in_a_row_it_is_not_asked_for_30_seconds() -> None:
    clock, asked = SteppingClock(), ScheduledModel(["timeout", "unreachable"])
    model = PausingLanguageModel(asked, clock=clock)
    assert [await outcome_of(model) for _ in range(2)] == ["timeout", "unreachable"]

    await clock.sleep(29)
    during = await outcome_of(model)
    await clock.sleep(1)
    after = await outcome_of(model)

    assert (during, after) == ("unreachable", "answered")
    assert len(asked.asked) == 3


async def test_one_failure_after_the_pause_begins_the_next() -> None:
    clock, asked = SteppingClock(), ScheduledModel(["timeout", "timeout", "timeout"])
    model = PausingLanguageModel(asked, clock=clock)
    for _ in range(2):
        await outcome_of(model)
    await clock.sleep(30)

    assert [await outcome_of(model) for _ in range(3)] == ["timeout"] * 3
    assert len(asked.asked) == 3


@pytest.mark.parametrize(
    "failures",
    [["timeout", None, "timeout", None], ["content_filtered", "content_filtered", "timeout", None]],
)
async def test_other_failures_pause_nothing(failures: list[FailureCode | None]) -> None:
    asked = ScheduledModel(list(failures))
    model = PausingLanguageModel(asked, clock=SteppingClock())

    outcomes = [await outcome_of(model) for _ in range(5)]

    assert outcomes == [*(code or "answered" for code in failures), "answered"]
