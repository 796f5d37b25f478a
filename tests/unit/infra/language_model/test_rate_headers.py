"""The room that an endpoint names in its headers, in both families of headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vivavoce.infra.language_model.rate_headers import EndpointRoom, read_rooms

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("6m0s", 360),
        ("1s", 1),
        ("120ms", 0.12),
        ("7.66s", 7.66),
        ("2m59.56s", 179.56),
        ("1h2m3s", 3723),
        ("1d", 86_400),
        ("12", 12),
        ("1m30.5s", 90.5),
        ("2026-11-20T09:01:00Z", 60),
        ("2026-11-20T10:00:30+01:00", 30),
        ("2026-11-20T08:00:00Z", 0),
    ],
)
def test_a_reset_is_a_duration_or_a_time(reset: str, seconds: float) -> None:
    headers = {"X-RateLimit-Remaining-Tokens": "5", "X-RateLimit-Reset-Tokens": reset}

    assert read_rooms(headers, NOW) == {"tokens": EndpointRoom(5, None, seconds)}


@pytest.mark.parametrize(
    "reset", ["", "soon", "-5s", "2026-11-20", "2026-11-20T09:01:00", "1" * 400, "NaN", "5x"]
)
def test_a_reset_in_no_known_form_says_nothing(reset: str) -> None:
    headers = {"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": reset}

    assert read_rooms(headers, NOW) == {}


@pytest.mark.parametrize("remaining", ["", "many", "-1", "1" * 400, "²"])
def test_a_remainder_that_is_no_number_says_nothing(remaining: str) -> None:
    headers = {"x-ratelimit-remaining-requests": remaining, "x-ratelimit-reset-requests": "1s"}

    assert read_rooms(headers, NOW) == {}


def test_each_kind_of_limit_is_read_by_the_endpoints_own_clock() -> None:
    headers = {
        "date": "Fri, 20 Nov 2026 08:59:00 GMT",
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-remaining": "49",
        "anthropic-ratelimit-requests-reset": "2026-11-20T08:59:01Z",
        "anthropic-ratelimit-input-tokens-limit": "30000",
        "anthropic-ratelimit-input-tokens-remaining": "29000",
        "anthropic-ratelimit-input-tokens-reset": "2026-11-20T08:59:02Z",
    }

    assert read_rooms(headers, NOW) == {
        "requests": EndpointRoom(49, 50, 1),
        "input-tokens": EndpointRoom(29_000, 30_000, 2),
    }
