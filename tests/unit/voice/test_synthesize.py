from __future__ import annotations

from collections import Counter

import pytest
from tests.fakes.engine_sound import words_in
from tests.fakes.engines import FaultPlan, ScriptedSpeaker
from tests.leap import CountingIds, LeapClock

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import TooMany
from vivavoce.kernel.ids import TenantId
from vivavoce.voice.ports.engines import EngineFailed
from vivavoce.voice.usecases.engines.mouth import Speakers
from vivavoce.voice.usecases.synthesize import MOST_IN_WINDOW, Synthesize

_IDS = CountingIds()
CALLER = Caller(
    tenant_id=TenantId(_IDS.new()),
    kind="account",
    id=_IDS.new(),
    name="Somebody",
    permissions=frozenset(),
)


class CountingLimits:
    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        self.hits[key] += 1
        if self.hits[key] > limit:
            raise TooMany(retry_after_s=window_s)
        return limit - self.hits[key]


def _mouth(**said: object) -> Speakers:
    return Speakers([ScriptedSpeaker(LeapClock(), name="plain", **said)], LeapClock())


async def test_a_text_is_said_and_who_said_it_is_told() -> None:
    synthesize = Synthesize(_mouth, CountingLimits())

    speech = await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert words_in(speech.pcm, speech.rate) == "good morning"
    assert (speech.engine, speech.rate) == ("plain", 16_000)


async def test_the_count_is_kept_for_each_caller_and_ends_it_before_any_voice_is_asked() -> None:
    speaker = ScriptedSpeaker(LeapClock())
    synthesize = Synthesize(lambda: Speakers([speaker], LeapClock()), CountingLimits())

    for _ in range(MOST_IN_WINDOW):
        await synthesize(CALLER, "good morning", language="en", speed=1.0)
    with pytest.raises(TooMany):
        await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert len(speaker.asked) == MOST_IN_WINDOW


async def test_without_a_voice_it_is_told() -> None:
    with pytest.raises(EngineFailed):
        await Synthesize(lambda: None, CountingLimits())(CALLER, "hi", language="en", speed=1.0)
    broken = Synthesize(
        lambda: _mouth(faults=FaultPlan(always={"tts": "failed"})), CountingLimits()
    )
    with pytest.raises(EngineFailed):
        await broken(CALLER, "hi", language="en", speed=1.0)
