import asyncio

from tests.leap import LeapClock


async def test_an_hour_of_waiting_passes_at_once() -> None:
    clock = LeapClock()
    before = clock.now()

    await asyncio.gather(*(clock.sleep(3600) for _ in range(100)))

    assert (clock.now() - before).total_seconds() == 3600
