from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from tests.fakes.engine_sound import words_in
from tests.fakes.engines import FaultPlan, ScriptedSpeaker
from tests.leap import CountingIds, LeapClock

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Malformed, TooMany
from vivavoce.kernel.ids import TenantId
from vivavoce.voice.domain.engines.breaker import FAILURES, Breakers
from vivavoce.voice.ports.engines import EngineFailed, LanguageNotSpoken, Sound
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


class Monoglot(ScriptedSpeaker):
    """Speaks English and nothing else."""

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[Sound]:
        if language != "en":
            raise LanguageNotSpoken
        async for sound in super().speak(text, language=language, speed=speed):
            yield sound


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


async def test_a_language_that_no_voice_speaks_is_the_callers_fault_and_no_engines() -> None:
    clock, breakers = LeapClock(), Breakers()
    speakers = [Monoglot(clock, name="one"), Monoglot(clock, name="two")]
    synthesize = Synthesize(lambda: Speakers(speakers, clock, breakers=breakers), CountingLimits())

    for _ in range(FAILURES + 1):
        with pytest.raises(Malformed) as refused:
            await synthesize(CALLER, "good morning", language="aa", speed=1.0)
    speech = await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert [(wrong.field, wrong.code) for wrong in refused.value.errors] == [
        ("language", "not_spoken")
    ]
    assert speech.engine == "one"
    assert not any(breakers.refuses("tts", name, clock.monotonic()) for name in ("one", "two"))
