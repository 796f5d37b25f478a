from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as some

from vivavoce.voice.domain.engines.breaker import FAILURES, OPEN_S, WINDOW_S, Breaker


def opened(at: float = 100.0) -> Breaker:
    breaker = Breaker()
    moves = [breaker.failed(at) for _ in range(FAILURES)]
    assert moves == [False] * (FAILURES - 1) + [True]
    return breaker


def test_failures_that_lie_further_apart_than_the_window_open_nothing() -> None:
    breaker = Breaker()

    for number in range(50):
        assert not breaker.failed(number * WINDOW_S / (FAILURES - 2))


def test_an_open_circuit_lets_one_probe_through_and_no_second_one() -> None:
    breaker = opened(at=100)

    assert not breaker.take(100 + OPEN_S - 0.01)
    assert breaker.take(100 + OPEN_S)
    assert not breaker.take(100 + OPEN_S)
    assert not breaker.allows(100 + 2 * OPEN_S)


def test_a_probe_that_fails_opens_it_again_for_the_whole_time() -> None:
    breaker = opened(at=100)
    breaker.take(120)

    assert not breaker.failed(121)
    assert not breaker.take(121 + OPEN_S - 0.01)
    assert breaker.take(121 + OPEN_S)


def test_a_probe_that_was_given_up_lets_the_next_one_through() -> None:
    breaker = opened(at=100)
    breaker.take(120)

    breaker.let_go()

    assert breaker.take(120)


def test_a_probe_that_works_closes_it_with_a_clean_sheet() -> None:
    breaker = opened(at=100)
    breaker.take(120)

    assert breaker.worked()
    assert not breaker.worked()
    assert [breaker.failed(121) for _ in range(FAILURES)][:-1] == [False] * (FAILURES - 1)


@given(some.lists(some.tuples(some.booleans(), some.floats(0, 10)), max_size=60))
def test_while_it_is_open_no_more_than_one_call_in_twenty_seconds_is_made(
    calls: list[tuple[bool, float]],
) -> None:
    breaker, now, probes = Breaker(), 0.0, []

    for works, later in calls:
        now += later
        was_open = breaker.is_open
        if not breaker.take(now):
            continue
        if was_open:
            probes.append(now)
        breaker.worked() if works else breaker.failed(now)
        if works:
            probes.clear()

    assert all(after - before >= OPEN_S for before, after in itertools.pairwise(probes))
