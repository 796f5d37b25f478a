"""How many talks a process takes on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from tests.leap import LeapClock

from vivavoce.voice.ports.refusals import VoiceFull
from vivavoce.voice.usecases.capacity import Capacity


class LateClock:
    """A clock on which every wait takes ``late_s`` longer."""

    def __init__(self, late_s: float) -> None:
        self.late_s = late_s

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds + self.late_s)


async def test_no_more_talks_than_the_limit() -> None:
    capacity = Capacity(LeapClock(), limit=2)
    capacity.enter()
    capacity.enter()

    with pytest.raises(VoiceFull) as refused:
        capacity.enter()
    assert refused.value.code == "voice_full"
    await capacity.leave()
    capacity.enter()
    assert capacity.talks == 2
    await capacity.leave()
    await capacity.leave()


@pytest.mark.parametrize(("late_s", "refuses"), [(0.04, False), (0.06, True)])
async def test_a_late_loop_takes_on_nobody_more(late_s: float, refuses: bool) -> None:
    clock = LateClock(late_s)
    capacity = Capacity(clock, limit=100)
    capacity.enter()
    await asyncio.sleep(8)

    capacity.enter(is_return=True)  # who was cut off had a place already
    await capacity.leave()
    if refuses:
        with pytest.raises(VoiceFull):
            capacity.enter()
    else:
        capacity.enter()
        await capacity.leave()
    clock.late_s = 0.0
    await asyncio.sleep(11)
    capacity.enter()
    assert capacity.lag_s == pytest.approx(0.0, abs=1e-6)
    await capacity.leave()
    await capacity.leave()


async def test_one_late_moment_in_ten_seconds_refuses_nobody() -> None:
    clock = LateClock(0.0)
    capacity = Capacity(clock, limit=100)
    capacity.enter()
    await asyncio.sleep(9)
    clock.late_s = 0.5
    await asyncio.sleep(0.3)
    clock.late_s = 0.0
    await asyncio.sleep(2)

    capacity.enter()
    await capacity.leave()
    await capacity.leave()


async def test_nobody_watches_an_empty_house() -> None:
    before = asyncio.all_tasks()
    capacity = Capacity(LeapClock(), limit=1)
    capacity.enter()
    await capacity.leave()

    assert asyncio.all_tasks() == before
