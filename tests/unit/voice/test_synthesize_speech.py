from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from tests.fakes.scripted_audio import words_in
from tests.fakes.speech_engines import FaultPlan, ScriptedTtsEngine
from tests.simulated_clock import CountingIds, SimulatedClock

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


def _failover(**said: object) -> TtsFailover:
    return TtsFailover(
        [ScriptedTtsEngine(SimulatedClock(), name="plain", **said)], SimulatedClock()
    )


class Monoglot(ScriptedTtsEngine):
    """Speaks English and nothing else."""

    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        if language != "en":
            raise LanguageNotSupportedError
        async for sound in super().synthesize(text, language=language, speed=speed):
            yield sound


async def test_a_text_is_synthesized_and_its_engine_named() -> None:
    synthesize = SynthesizeSpeech(_failover, CountingLimits())

    speech = await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert words_in(speech.pcm, speech.rate) == "good morning"
    assert (speech.engine, speech.rate) == ("plain", 16_000)


async def test_the_limit_is_counted_for_each_caller_before_any_engine_is_called() -> None:
    speaker = ScriptedTtsEngine(SimulatedClock())
    synthesize = SynthesizeSpeech(
        lambda: TtsFailover([speaker], SimulatedClock()), CountingLimits()
    )

    for _ in range(MAX_PER_WINDOW):
        await synthesize(CALLER, "good morning", language="en", speed=1.0)
    with pytest.raises(TooManyRequestsError):
        await synthesize(CALLER, "good morning", language="en", speed=1.0)

    assert len(speaker.asked) == MAX_PER_WINDOW


async def test_the_failure_of_all_engines_is_reported() -> None:
    with pytest.raises(SpeechEngineError):
        await SynthesizeSpeech(lambda: None, CountingLimits())(
            CALLER, "hi", language="en", speed=1.0
        )
    broken = SynthesizeSpeech(
        lambda: _failover(faults=FaultPlan(always={"tts": "failed"})), CountingLimits()
    )
    with pytest.raises(SpeechEngineError):
        await broken(CALLER, "hi", language="en", speed=1.0)


async def test_an_unsupported_language_is_an_error_of_the_caller_and_not_of_the_engine() -> None:
    clock, breakers = SimulatedClock(), CircuitBreakerRegistry()
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
