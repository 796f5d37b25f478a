"""The budget of model requests: live speech goes first, and the rates hold."""

from __future__ import annotations

import asyncio
import re

import pytest
from tests.simulated_clock import SimulatedClock, SimulatedTimeLoop

from vivavoce.app.qualification import describe_rates
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.language_model.budget import RequestBudget
from vivavoce.infra.settings import Settings


async def run_in_turn(
    budget: RequestBudget, name: str, begun: list[str], may_end: asyncio.Event, tokens: int = 1
) -> None:
    async with budget.turn(is_urgent=name.startswith("speech"), tokens=tokens):
        begun.append(name)
        await may_end.wait()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_speech_goes_before_what_waited_longer() -> None:
    budget, begun, may_end = RequestBudget(SystemClock(), max_concurrent=1), [], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for name in ("plan 1", "plan 2", "speech"):
            group.create_task(run_in_turn(budget, name, begun, may_end))
        await settle()
        assert begun == ["plan 1"]
        may_end.set()

    assert begun == ["plan 1", "speech", "plan 2"]


async def test_a_quarter_of_the_places_stays_free_for_speech() -> None:
    budget, begun, may_end = RequestBudget(SystemClock(), max_concurrent=4), [], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for number in range(6):
            group.create_task(run_in_turn(budget, f"plan {number}", begun, may_end))
        await settle()
        assert len(begun) == 3
        group.create_task(run_in_turn(budget, "speech", begun, may_end))
        await settle()
        assert begun[-1] == "speech"
        may_end.set()


async def test_an_abandoned_wait_leaves_its_place_to_the_next() -> None:
    budget, begun, may_end = RequestBudget(SystemClock(), max_concurrent=1), [], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(run_in_turn(budget, "first", begun, may_end))
        await settle()
        abandoned = group.create_task(run_in_turn(budget, "second", begun, may_end))
        group.create_task(run_in_turn(budget, "third", begun, may_end))
        await settle()
        abandoned.cancel()
        may_end.set()

    assert begun == ["first", "third"]


@pytest.mark.parametrize(
    "limits",
    [
        {"max_concurrent": 8},
        {"max_concurrent": 2},
        {"max_concurrent": 99, "requests_per_minute": 8},
        {"max_concurrent": 99, "tokens_per_minute": 800},
    ],
    ids=str,
)
def test_speech_waits_for_nothing_while_all_else_waits(limits: dict[str, int]) -> None:
    """Twenty plans of a minute each want more than there is; two seconds later, a candidate answers."""
    begun: dict[str, float] = {}

    async def ask(budget: RequestBudget, name: str, at_s: float, lasts_s: float) -> None:
        await asyncio.sleep(at_s)
        async with budget.turn(is_urgent=name == "speech", tokens=100):
            begun[name] = asyncio.get_running_loop().time()
            await asyncio.sleep(lasts_s)

    async def run() -> None:
        budget = RequestBudget(SimulatedClock(), **limits)
        async with asyncio.TaskGroup() as group:
            for number in range(20):
                group.create_task(ask(budget, f"plan {number}", 0, 60))
            group.create_task(ask(budget, "speech", 2, 1))

    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        runner.run(run())

    assert begun.pop("speech") == 2
    assert len(begun) == 20, "all others get their turn"
    assert max(begun.values()) > 60


class TestRates:
    """The window is moved by a clock; the budget's own timer is not needed, because turns end."""

    async def test_requests_and_tokens_of_the_last_minute_count(self) -> None:
        for limits in ({"requests_per_minute": 3}, {"tokens_per_minute": 270}):
            clock, begun, may_end = MovableClock(), [], asyncio.Event()
            budget = RequestBudget(clock, max_concurrent=9, **limits)
            async with asyncio.TaskGroup() as group:
                for number in range(3):
                    group.create_task(run_in_turn(budget, str(number), begun, may_end, tokens=100))
                await settle()
                assert begun == ["0", "1"]
                clock.seconds = 61
                group.create_task(run_in_turn(budget, "speech", begun, may_end, tokens=1))
                await settle()
                assert begun[2:] == ["speech", "2"]
                may_end.set()

    async def test_each_request_that_was_sent_in_a_turn_counts(self) -> None:
        clock, begun, may_end = MovableClock(), [], asyncio.Event()
        budget = RequestBudget(clock, requests_per_minute=5)
        async with budget.turn(is_urgent=False, tokens=1) as turn:
            turn.requests = 3

        async with asyncio.TaskGroup() as group:
            for number in range(2):
                group.create_task(run_in_turn(budget, str(number), begun, may_end))
            await settle()
            assert begun == ["0"]
            clock.seconds = 61
            may_end.set()

        assert begun == ["0", "1"]


class MovableClock(SimulatedClock):
    """Shows the seconds that the test sets."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ({}, ""),
        ({"LLM_REQUESTS_PER_MINUTE": 40}, r"At most 30 requests a minute .*: about 61 minutes\."),
        (
            {"LLM_REQUESTS_PER_MINUTE": 400, "LLM_TOKENS_PER_MINUTE": 40_000},
            r"At most 30000 tokens a minute .*LLM_TOKENS_PER_MINUTE.*A running platform's requests",
        ),
    ],
)
def test_a_qualification_says_how_long_its_own_rates_make_it(
    rates: dict[str, int], told: str
) -> None:
    assert re.fullmatch(
        f"{told}.*" if told else "", describe_rates(Settings.model_validate(rates)) or ""
    )
