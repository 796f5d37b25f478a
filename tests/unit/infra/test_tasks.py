"""Background tasks stop when they are told to, and a wake-up signal reaches its waiters."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from tests.simulated_clock import SimulatedClock

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.tasks import WakeUpBroadcast, WakeUpSignal, keep_running


async def test_a_step_that_fails_during_its_stop_is_not_run_again() -> None:
    runs = 0

    async def step() -> None:
        nonlocal runs
        runs += 1
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            raise ConnectionError from None

    task = asyncio.ensure_future(keep_running("doomed", step, SimulatedClock()))
    await asyncio.sleep(1)
    task.cancel()
    async with asyncio.timeout(60):
        await asyncio.wait([task])

    assert (task.cancelled(), runs) == (True, 1)


async def test_a_failed_step_is_run_again() -> None:
    runs = 0

    async def step() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise ConnectionError

    await keep_running("stubborn", step, SimulatedClock())

    assert runs == 3


async def test_a_step_whose_child_tasks_fail_is_run_again() -> None:
    runs = 0

    async def part() -> None:
        await asyncio.sleep(1)
        raise ConnectionError

    async def step() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            async with asyncio.TaskGroup() as group:
                group.create_task(part())

    await asyncio.ensure_future(keep_running("made of parts", step, SimulatedClock()))

    assert runs == 3


@pytest.mark.parametrize(
    ("names", "woken"),
    [((), {"one", "two", "any"}), (("one",), {"one", "any"}), (("three",), {"any"})],
)
async def test_a_wake_up_with_names_wakes_their_waiters_and_those_waiting_for_any(
    names: tuple[str, ...], woken: set[str]
) -> None:
    chime = WakeUpBroadcast()
    bells = {"one": chime.subscribe("one"), "two": chime.subscribe("two"), "any": chime.subscribe()}
    woken_names: set[str] = set()

    async def wait(name: str) -> None:
        await bells[name].wait(3600)
        woken_names.add(name)

    tasks = [asyncio.ensure_future(wait(name)) for name in bells]
    await asyncio.sleep(1)
    chime.notify(*names)
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()

    assert woken_names == woken


@pytest.mark.parametrize(
    "wait", [lambda: SystemClock().sleep(0), lambda: WakeUpSignal().wait(0.01)]
)
async def test_a_loop_whose_cancellation_was_swallowed_ends_at_its_next_wait(
    wait: Callable[[], Awaitable[None]],
) -> None:
    rounds = 0

    async def loop() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
            await wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(loop())
        await asyncio.sleep(0)
        task.cancel()

    assert rounds == 1
