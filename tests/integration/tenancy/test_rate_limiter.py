import asyncio
from uuid import uuid4  # noqa: TID251 - a key nobody else counts

import pytest
from tests.infrastructure import Ground
from tests.unit.tenancy.memory_ports import MemoryRates

from vivavoce.infra.rate_limiter import AttemptCounter, RateLimiter
from vivavoce.kernel.errors import TooManyRequestsError


@pytest.fixture(params=["postgres", "memory"])
def rates(request: pytest.FixtureRequest, ground: Ground) -> AttemptCounter:
    """Both adapters pass the same tests."""
    if request.param == "memory":
        return MemoryRates(ground.clock)
    return RateLimiter(ground.database, ground.keys)


async def test_attempts_count_down_and_the_next_one_is_refused(rates: AttemptCounter) -> None:
    key = str(uuid4())

    assert [await rates.hit(key, window_s=60, limit=3) for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooManyRequestsError) as refused:
        await rates.hit(key, window_s=60, limit=3)

    assert refused.value.retry_after_s in (59, 60)


async def test_keys_are_counted_separately(rates: AttemptCounter) -> None:
    assert await rates.hit(str(uuid4()), window_s=60, limit=1) == 0
    assert await rates.hit(str(uuid4()), window_s=60, limit=1) == 0


async def test_a_window_expires(rates: AttemptCounter, ground: Ground) -> None:
    key = str(uuid4())
    await rates.hit(key, window_s=1, limit=1)

    await ground.clock.sleep(1.05)

    assert await rates.hit(key, window_s=1, limit=1) == 0


async def test_refused_attempts_do_not_extend_the_window(
    rates: AttemptCounter, ground: Ground
) -> None:
    key = str(uuid4())
    await rates.hit(key, window_s=1, limit=1)
    for _ in range(3):
        await ground.clock.sleep(0.3)
        with pytest.raises(TooManyRequestsError):
            await rates.hit(key, window_s=1, limit=1)

    await ground.clock.sleep(0.2)

    assert await rates.hit(key, window_s=1, limit=1) == 0


async def test_clearing_restarts_the_count(rates: AttemptCounter) -> None:
    key = str(uuid4())
    await rates.hit(key, window_s=60, limit=1)

    await rates.clear(key)

    assert await rates.hit(key, window_s=60, limit=1) == 0


async def test_concurrent_attempts_never_exceed_the_limit(rates: AttemptCounter) -> None:
    key = str(uuid4())

    outcomes = await asyncio.gather(
        *(rates.hit(key, window_s=60, limit=7) for _ in range(60)), return_exceptions=True
    )

    assert sorted(o for o in outcomes if isinstance(o, int)) == list(range(7))
    assert sum(isinstance(o, TooManyRequestsError) for o in outcomes) == 53


async def test_expired_windows_are_deleted_and_open_ones_stay(ground: Ground) -> None:
    rates = RateLimiter(ground.database, ground.keys)
    ended, still_open = str(uuid4()), str(uuid4())
    await rates.hit(ended, window_s=1, limit=9)
    await rates.hit(still_open, window_s=60, limit=9)
    await ground.clock.sleep(1.05)

    assert await rates.sweep() >= 1

    assert await rates.hit(still_open, window_s=60, limit=9) == 7
