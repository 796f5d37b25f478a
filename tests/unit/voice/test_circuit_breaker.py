from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as some

from vivavoce.voice.domain.engines.failover_chain import (
    FAILURE_THRESHOLD,
    FAILURE_WINDOW_S,
    OPEN_DURATION_S,
    CircuitBreaker,
)


def opened(at: float = 100.0) -> CircuitBreaker:
    breaker = CircuitBreaker()
    moves = [breaker.record_failure(at) for _ in range(FAILURE_THRESHOLD)]
    assert moves == [False] * (FAILURE_THRESHOLD - 1) + [True]
    return breaker


def test_failures_further_apart_than_the_window_keep_the_circuit_closed() -> None:
    breaker = CircuitBreaker()

    for number in range(50):
        assert not breaker.record_failure(number * FAILURE_WINDOW_S / (FAILURE_THRESHOLD - 2))


def test_an_open_circuit_allows_one_probe_at_a_time() -> None:
    breaker = opened(at=100)

    assert not breaker.try_acquire(100 + OPEN_DURATION_S - 0.01)
    assert breaker.try_acquire(100 + OPEN_DURATION_S)
    assert not breaker.try_acquire(100 + OPEN_DURATION_S)
    assert not breaker.allows(100 + 2 * OPEN_DURATION_S)


def test_a_failed_probe_opens_the_circuit_again_for_the_full_time() -> None:
    breaker = opened(at=100)
    breaker.try_acquire(120)

    assert not breaker.record_failure(121)
    assert not breaker.try_acquire(121 + OPEN_DURATION_S - 0.01)
    assert breaker.try_acquire(121 + OPEN_DURATION_S)


def test_an_abandoned_probe_allows_the_next_one() -> None:
    breaker = opened(at=100)
    breaker.try_acquire(120)

    breaker.cancel_probe()

    assert breaker.try_acquire(120)


def test_a_successful_probe_closes_the_circuit_and_resets_its_count() -> None:
    breaker = opened(at=100)
    breaker.try_acquire(120)

    assert breaker.record_success()
    assert not breaker.record_success()
    assert [breaker.record_failure(121) for _ in range(FAILURE_THRESHOLD)][:-1] == [False] * (
        FAILURE_THRESHOLD - 1
    )


@given(some.lists(some.tuples(some.booleans(), some.floats(0, 10)), max_size=60))
def test_an_open_circuit_allows_at_most_one_call_in_twenty_seconds(
    calls: list[tuple[bool, float]],
) -> None:
    breaker, now, probes = CircuitBreaker(), 0.0, []

    for works, later in calls:
        now += later
        was_open = breaker.is_open
        if not breaker.try_acquire(now):
            continue
        if was_open:
            probes.append(now)
        breaker.record_success() if works else breaker.record_failure(now)
        if works:
            probes.clear()

    assert all(after - before >= OPEN_DURATION_S for before, after in itertools.pairwise(probes))
