"""A model that failed twice in a row is not asked for a while, for whichever session."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.contract.language_model.test_faults import request
from tests.fakes.model_families import SteppingClock
from tests.simulated_clock import SimulatedClock, SimulatedTimeLoop

from vivavoce.infra.language_model.failures import FailureCode, ModelFailure
from vivavoce.infra.language_model.pause import Pause, PausingLanguageModel
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


@dataclass
class DeadModel:
    """Fails each request after two seconds."""

    asked_at: list[float] = field(default_factory=list)

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        self.asked_at.append(asyncio.get_running_loop().time())
        await asyncio.sleep(2)
        raise ModelUnavailableError(failure=ModelFailure(code="timeout"))


def test_sessions_share_one_pause_and_one_request_after_it() -> None:
    """Each of two sessions asks at 0, 10 and 40 seconds; only the first asking waits for both."""
    dead = DeadModel()

    async def session(model: PausingLanguageModel) -> list[float]:
        loop, waits = asyncio.get_running_loop(), []
        for at_s in (0, 10, 40):
            await asyncio.sleep(at_s - loop.time())
            assert await outcome_of(model) == "timeout"
            waits.append(loop.time() - at_s)
        return waits

    async def run() -> tuple[list[float], list[float]]:
        model = PausingLanguageModel(dead, clock=SimulatedClock())
        first, second = await asyncio.gather(session(model), session(model))
        return first, second

    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        waits = runner.run(run())

    assert waits == ([2, 0, 2], [2, 0, 0])
    assert dead.asked_at == [0, 0, 40]


async def test_a_canceled_try_lets_the_next_one_try() -> None:
    clock = SteppingClock()
    pause = Pause(clock)
    for _ in range(2):
        with pytest.raises(ModelUnavailableError), pause.watch("compose"):
            raise ModelUnavailableError
    await clock.sleep(30)

    with pytest.raises(asyncio.CancelledError), pause.watch("compose"):
        raise asyncio.CancelledError

    assert not pause.is_on


@pytest.mark.parametrize(
    "failures",
    [["timeout", None, "timeout", None], ["content_filtered", "content_filtered", "timeout", None]],
)
async def test_other_failures_pause_nothing(failures: list[FailureCode | None]) -> None:
    asked = ScheduledModel(list(failures))
    model = PausingLanguageModel(asked, clock=SteppingClock())

    outcomes = [await outcome_of(model) for _ in range(5)]

    assert outcomes == [*(code or "answered" for code in failures), "answered"]
