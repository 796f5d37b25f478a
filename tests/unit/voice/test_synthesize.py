from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from tests.fakes.engine_sound import words_in
from tests.fakes.engines import FaultPlan, ScriptedSpeaker
from tests.leap import CountingIds, LeapClock

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import InvalidRequestError, TooManyRequestsError
from vivavoce.kernel.ids import TenantId
from vivavoce.voice.domain.engines.failover_chain import FAILURE_THRESHOLD, CircuitBreakerRegistry
from vivavoce.voice.ports.engines import (
    LanguageNotSupportedError,
    SpeechEngineError,
    SynthesizedAudio,
)
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover
from vivavoce.voice.usecases.synthesize_speech import MAX_PER_WINDOW, SynthesizeSpeech

_IDS = CountingIds()
CALLER = Caller(
    tenant_id=TenantId(_IDS.new_id()),
    kind="account",
    id=_IDS.new_id(),
    name="Somebody",
    permissions=frozenset(),
)


class CountingLimits:
    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        self.hits[key] += 1
        if self.hits[key] > limit:
            raise TooManyRequestsError(retry_after_s=window_s)
        return limit - self.hits[key]


def _mouth(**said: object) -> TtsFailover:
    return TtsFailover([ScriptedSpeaker(LeapClock(), name="plain", **said)], LeapClock())


class Monoglot(ScriptedSpeaker):
    """Speaks English and nothing else."""

    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        if language != "en":
            raise LanguageNotSupportedError
        async for sound in super().synthesize(text, language=language, speed=speed):
            yield sound


async def test_a_text_is_said_and_who_said_it_is_told() -> None:
    synthesize = SynthesizeSpeech(_mouth, CountingLimits())

    speech = await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert words_in(speech.pcm, speech.rate) == "good morning"
    assert (speech.engine, speech.rate) == ("plain", 16_000)


async def test_the_count_is_kept_for_each_caller_and_ends_it_before_any_voice_is_asked() -> None:
    speaker = ScriptedSpeaker(LeapClock())
    synthesize = SynthesizeSpeech(lambda: TtsFailover([speaker], LeapClock()), CountingLimits())

    for _ in range(MAX_PER_WINDOW):
        await synthesize(CALLER, "good morning", language="en", speed=1.0)
    with pytest.raises(TooManyRequestsError):
        await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert len(speaker.asked) == MAX_PER_WINDOW


async def test_without_a_voice_it_is_told() -> None:
    with pytest.raises(SpeechEngineError):
        await SynthesizeSpeech(lambda: None, CountingLimits())(
            CALLER, "hi", language="en", speed=1.0
        )
    broken = SynthesizeSpeech(
        lambda: _mouth(faults=FaultPlan(always={"tts": "failed"})), CountingLimits()
    )
    with pytest.raises(SpeechEngineError):
        await broken(CALLER, "hi", language="en", speed=1.0)


async def test_a_language_that_no_voice_speaks_is_the_callers_fault_and_no_engines() -> None:
    clock, breakers = LeapClock(), CircuitBreakerRegistry()
    speakers = [Monoglot(clock, name="one"), Monoglot(clock, name="two")]
    synthesize = SynthesizeSpeech(
        lambda: TtsFailover(speakers, clock, breakers=breakers), CountingLimits()
    )

    for _ in range(FAILURE_THRESHOLD + 1):
        with pytest.raises(InvalidRequestError) as refused:
            await synthesize(CALLER, "good morning", language="aa", speed=1.0)
    speech = await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert [(wrong.field, wrong.code) for wrong in refused.value.errors] == [
        ("language", "not_spoken")
    ]
    assert speech.engine == "one"
    assert not any(breakers.is_refusing("tts", name, clock.monotonic()) for name in ("one", "two"))
