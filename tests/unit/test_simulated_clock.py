import asyncio

from tests.simulated_clock import SimulatedClock


async def test_an_hour_of_waiting_takes_no_real_time() -> None:
    clock = SimulatedClock()
    before = clock.now()

    await asyncio.gather(*(clock.sleep(3600) for _ in range(100)))

    assert (clock.now() - before).total_seconds() == 3600
