"""An endpoint that names its room in headers is asked more slowly before it refuses."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from tests.contract.language_model.test_faults import request
from tests.fakes.model_families import SteppingClock, model_of
from tests.simulated_clock import SimulatedClock, SimulatedTimeLoop

from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.testing.hosted_families import anthropic, openai_chat
from vivavoce.testing.protocol import Family
from vivavoce.testing.rates import ImitatedRates

Style = Literal["openai", "anthropic"]


def limited(
    style: Style, clock: SimulatedClock, *, requests_per_minute: int, **settings: object
) -> tuple[OpenAiCompatibleLanguageModel, Family, ImitatedRates]:
    family = openai_chat() if style == "openai" else anthropic()
    family.rates = ImitatedRates(clock, requests_per_minute, style)
    return model_of(family, clock, **settings), family, family.rates


@pytest.mark.parametrize("style", ["openai", "anthropic"])
async def test_no_request_is_refused_because_the_headers_are_heeded(style: Style) -> None:
    clock = SteppingClock()
    model, _, rates = limited(style, clock, requests_per_minute=20)

    for _ in range(40):
        await model.generate(request(deadline_s=60))

    assert rates.refused == 0
    assert 60 <= clock.monotonic() <= 90, "15 at once, then one in three seconds"


@pytest.mark.parametrize("style", ["openai", "anthropic"])
def test_requests_at_the_same_time_do_not_all_take_the_last_room(style: Style) -> None:
    async def run() -> int:
        model, _, rates = limited(style, SimulatedClock(), requests_per_minute=20)
        await model.generate(request(deadline_s=60))
        await asyncio.gather(*(model.generate(request(deadline_s=300)) for _ in range(30)))
        return rates.refused

    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        assert runner.run(run()) == 0


async def test_speech_uses_the_room_that_other_purposes_leave() -> None:
    clock = SteppingClock()
    model, _, rates = limited("openai", clock, requests_per_minute=20)
    for _ in range(15):
        await model.generate(request(deadline_s=60))

    for _ in range(4):
        await model.generate(request("compose", deadline_s=2))

    assert rates.refused == 0
    assert clock.slept == []


async def test_a_request_that_cannot_wait_is_sent_all_the_same() -> None:
    clock = SteppingClock()
    model, family, _ = limited("openai", clock, requests_per_minute=4)
    for _ in range(3):
        await model.generate(request(deadline_s=60))

    await model.generate(request(deadline_s=2))

    assert clock.slept == []
    assert len(family.asked) == 4


async def test_the_next_key_is_asked_while_the_first_has_no_room() -> None:
    clock = SteppingClock()
    model, family, _ = limited("openai", clock, requests_per_minute=4, LLM_API_KEY="k, second")
    family.key_refusal = None
    for _ in range(4):
        await model.generate(request(deadline_s=60))

    assert clock.slept == []
    assert [headers["authorization"] for headers in family.headers] == [
        *["Bearer k"] * 3,
        "Bearer second",
    ]


async def test_a_limit_that_takes_a_day_to_fill_keeps_nothing_for_speech() -> None:
    """Groq limits the requests of a day: a quarter of them would be kept from plans for hours."""
    clock, family = SteppingClock(), openai_chat()
    day = {
        "x-ratelimit-limit-requests": "1000",
        "x-ratelimit-remaining-requests": "200",
        "x-ratelimit-reset-requests": "19h12m0s",
    }
    family.faults = [(429, {"retry-after": "1", **day}, {"error": {"message": "Slow down"}})]
    model = model_of(family, clock)

    await model.generate(request(deadline_s=60))
    await model.generate(request(deadline_s=60))

    assert clock.slept == [1.0]
