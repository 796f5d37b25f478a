import asyncio
import time

from tests.simulated_clock import SimulatedClock


async def test_an_hour_of_waiting_takes_no_real_time() -> None:
    clock = SimulatedClock()
    before = clock.now()

    await asyncio.gather(*(clock.sleep(3600) for _ in range(100)))

    assert (clock.now() - before).total_seconds() == 3600


async def test_a_thread_ends_before_any_timeout() -> None:
    async with asyncio.timeout(0.001):
        done = await asyncio.to_thread(lambda: time.sleep(0.05) or "done")

    assert done == "done"


async def test_time_goes_on_after_a_thread_that_was_not_awaited_to_its_end() -> None:
    clock = SimulatedClock()
    working = asyncio.ensure_future(asyncio.to_thread(time.sleep, 0.01))
    await asyncio.sleep(0)
    working.cancel()

    await clock.sleep(3600)

    assert working.cancelled()
