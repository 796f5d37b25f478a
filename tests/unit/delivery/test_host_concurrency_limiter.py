import asyncio

from tests.simulated_clock import SimulatedClock

from vivavoce.delivery.usecases.attempt_delivery import MAX_DELAY_S, HostConcurrencyLimiter


async def _try(
    hands: HostConcurrencyLimiter, host: str, seconds: float, seen: list[float | None]
) -> None:
    async with hands.acquire(host) as wait_s:
        seen.append(wait_s)
        if wait_s is None:
            await asyncio.sleep(seconds)


async def _burst(
    hands: HostConcurrencyLimiter, host: str, seconds: float, count: int
) -> list[float | None]:
    seen: list[float | None] = []
    await asyncio.gather(*(_try(hands, host, seconds, seen) for _ in range(count)))
    return seen


async def test_a_burst_to_a_fast_host_is_not_limited() -> None:
    assert await _burst(HostConcurrencyLimiter(SimulatedClock()), "a", 0.01, 40) == [None] * 40


async def test_a_slow_host_gets_four_concurrent_requests_and_the_rest_are_delayed() -> None:
    seen = await _burst(HostConcurrencyLimiter(SimulatedClock()), "a", 5.5, 20)

    waits = [wait_s for wait_s in seen if wait_s is not None]
    assert seen.count(None) == 4
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] > 0


async def test_a_host_known_to_be_slow_is_not_waited_for() -> None:
    hands, clock = HostConcurrencyLimiter(SimulatedClock()), SimulatedClock()
    await _burst(hands, "a", 5.5, 4)
    running = asyncio.gather(*(_try(hands, "a", 5.5, []) for _ in range(4)))
    await asyncio.sleep(0)
    began = clock.monotonic()

    refused = await _burst(hands, "a", 5.5, 3)

    assert None not in refused
    assert clock.monotonic() == began
    await running


async def test_another_host_is_not_affected_by_a_slow_one() -> None:
    hands = HostConcurrencyLimiter(SimulatedClock())
    slow = asyncio.ensure_future(_burst(hands, "slow", 5.5, 20))
    await asyncio.sleep(1)

    assert await _burst(hands, "good", 0.01, 10) == [None] * 10
    await slow


async def test_the_delay_has_a_maximum_and_a_fast_response_resets_it() -> None:
    hands = HostConcurrencyLimiter(SimulatedClock())
    many = await _burst(hands, "a", 5.5, 400)
    await _burst(hands, "a", 0.01, 1)
    again = await _burst(hands, "a", 5.5, 5)

    assert max(wait_s for wait_s in many if wait_s is not None) == MAX_DELAY_S
    assert [wait_s for wait_s in again if wait_s is not None] == [5.5 / 4]


async def test_a_canceled_attempt_releases_its_slot() -> None:
    hands = HostConcurrencyLimiter(SimulatedClock(), max_concurrent=1)
    held = asyncio.ensure_future(_try(hands, "a", 60, []))
    await asyncio.sleep(0.1)
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)

    assert await _burst(hands, "a", 0.01, 1) == [None]
