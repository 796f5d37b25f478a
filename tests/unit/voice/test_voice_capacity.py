"""How many voice sessions a process accepts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from tests.simulated_clock import SimulatedClock

from vivavoce.voice.ports.audio import VoiceAtCapacityError
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity


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


async def test_sessions_over_the_limit_are_refused() -> None:
    capacity = VoiceCapacity(SimulatedClock(), limit=2)
    capacity.acquire()
    capacity.acquire()

    with pytest.raises(VoiceAtCapacityError) as refused:
        capacity.acquire()
    assert refused.value.code == "voice_at_capacity"
    await capacity.release()
    capacity.acquire()
    assert capacity.session_count == 2
    await capacity.release()
    await capacity.release()


@pytest.mark.parametrize(("late_s", "refuses"), [(0.04, False), (0.06, True)])
async def test_an_overloaded_event_loop_accepts_no_session(late_s: float, refuses: bool) -> None:
    clock = LateClock(late_s)
    capacity = VoiceCapacity(clock, limit=100)
    capacity.acquire()
    await asyncio.sleep(8)

    capacity.acquire(is_reconnect=True)  # who was cut off had a place already
    await capacity.release()
    if refuses:
        with pytest.raises(VoiceAtCapacityError):
            capacity.acquire()
    else:
        capacity.acquire()
        await capacity.release()
    clock.late_s = 0.0
    await asyncio.sleep(11)
    capacity.acquire()
    assert capacity.loop_lag_s == pytest.approx(0.0, abs=1e-6)
    await capacity.release()
    await capacity.release()


async def test_one_delay_in_ten_seconds_refuses_no_session() -> None:
    clock = LateClock(0.0)
    capacity = VoiceCapacity(clock, limit=100)
    capacity.acquire()
    await asyncio.sleep(9)
    clock.late_s = 0.5
    await asyncio.sleep(0.3)
    clock.late_s = 0.0
    await asyncio.sleep(2)

    capacity.acquire()
    await capacity.release()
    await capacity.release()


async def test_an_idle_process_runs_no_monitor() -> None:
    before = asyncio.all_tasks()
    capacity = VoiceCapacity(SimulatedClock(), limit=1)
    capacity.acquire()
    await capacity.release()

    assert asyncio.all_tasks() == before
