import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.delivery.domain.webhook_delivery import (
    MAX_ATTEMPTS,
    RETRY_DELAYS_S,
    RetryDecision,
    decide_retry,
)

chances = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_counts_as_delivered(status: int) -> None:
    assert decide_retry(attempt=1, status=status, error=None, random_fraction=0.5) == RetryDecision(
        outcome="delivered"
    )


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 503, 199])
def test_every_other_status_is_retried(status: int) -> None:
    assert (
        decide_retry(attempt=1, status=status, error=None, random_fraction=0.5).outcome == "retry"
    )


@pytest.mark.parametrize("error", ["dns", "connect", "tls", "timeout", "reset", "protocol"])
def test_an_unreachable_endpoint_is_retried(error: str) -> None:
    assert decide_retry(attempt=7, status=None, error=error, random_fraction=0.5).outcome == "retry"


def test_a_gone_response_ends_the_attempts_at_once() -> None:
    assert decide_retry(attempt=1, status=410, error=None, random_fraction=0.5) == RetryDecision(
        outcome="gone"
    )


@pytest.mark.parametrize("error", ["refused_address", "refused_port", "refused_url"])
def test_a_forbidden_address_is_not_retried(error: str) -> None:
    assert decide_retry(attempt=1, status=None, error=error, random_fraction=0.5) == RetryDecision(
        outcome="dead"
    )


def test_eight_attempts_wait_from_five_seconds_to_six_hours() -> None:
    verdicts = [
        decide_retry(attempt=n, status=500, error=None, random_fraction=0.5) for n in range(1, 9)
    ]

    assert [v.delay_s for v in verdicts[:-1]] == pytest.approx(list(RETRY_DELAYS_S))
    assert (RETRY_DELAYS_S[0], RETRY_DELAYS_S[-1], MAX_ATTEMPTS) == (5, 6 * 3600, 8)
    assert verdicts[-1] == RetryDecision(outcome="dead")


@given(attempt=st.integers(1, 7), chance=chances)
def test_jitter_changes_a_delay_by_at_most_a_fifth(attempt: int, chance: float) -> None:
    wait_s = decide_retry(attempt=attempt, status=500, error=None, random_fraction=chance).delay_s

    assert wait_s == pytest.approx(RETRY_DELAYS_S[attempt - 1], rel=0.2001)


@given(attempt=st.integers(1, 6), one=chances, other=chances)
def test_a_later_delay_is_longer_whatever_the_jitter(
    attempt: int, one: float, other: float
) -> None:
    first = decide_retry(attempt=attempt, status=500, error=None, random_fraction=one).delay_s
    second = decide_retry(
        attempt=attempt + 1, status=500, error=None, random_fraction=other
    ).delay_s

    assert first is not None
    assert second is not None
    assert first < second
