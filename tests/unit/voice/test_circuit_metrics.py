"""The circuit metrics show what the process would do now."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine

from vivavoce.infra.metrics import collect_metrics
from vivavoce.voice.domain.engines.failover_chain import FAILURE_THRESHOLD, OPEN_DURATION_S
from vivavoce.voice.ports.engines import SpeechEngineError
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory


class ManualClock:
    """A clock that is set by hand; nothing waits for it."""

    def __init__(self) -> None:
        self.at_s = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 9, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.at_s

    async def sleep(self, seconds: float) -> None:
        pass


def shown() -> dict[str, float]:
    """Return by stage what the metrics page says of the engine of this test."""
    return {
        sample.labels["stage"]: sample.value
        for family in collect_metrics()
        for sample in family.samples
        if sample.name == "interview_circuit_open" and sample.labels["provider"] == "both"
    }


async def say(kits: FailoverEnginesFactory) -> None:
    """Say something as the route does: nobody is told what becomes of the engine."""
    tts = kits.create_tts()
    assert tts is not None
    with contextlib.suppress(SpeechEngineError):
        async for _ in tts.stream("One two three.", language="en").chunks():
            pass


async def test_a_failing_engine_is_shown_for_its_stage_until_it_would_be_called_again() -> None:
    clock = ManualClock()
    stt, voice = ScriptedSttEngine(clock, name="both"), ScriptedTtsEngine(clock, name="both")
    kits = FailoverEnginesFactory([stt], [voice], clock, jitter=lambda: 0.5)
    kits.publish_metrics()
    before = shown()

    voice.faults.always = {"tts": "failed"}
    for _ in range(FAILURE_THRESHOLD):
        await say(kits)
    failing = shown()
    clock.at_s += OPEN_DURATION_S
    rested = shown()
    await say(kits)
    failed_again = shown()
    voice.faults.always = {}
    clock.at_s += OPEN_DURATION_S
    await say(kits)

    assert before == {"stt": 0, "tts": 0}
    assert failing == {"stt": 0, "tts": 1}
    assert rested == {"stt": 0, "tts": 0}
    assert failed_again == {"stt": 0, "tts": 1}
    assert shown() == {"stt": 0, "tts": 0}
    assert not voice.faults.always
    await kits.close()
    assert shown() == {}, "who is closed judges no more, and is asked for nothing"


async def test_every_fallback_is_exported_before_it_was_used() -> None:
    clock = ManualClock()
    voices = [ScriptedTtsEngine(clock, name="left"), ScriptedTtsEngine(clock, name="right")]
    kits = FailoverEnginesFactory([], voices, clock, jitter=lambda: 0.5)

    kits.publish_metrics()
    ways = {
        (sample.labels["from"], sample.labels["to"]): sample.value
        for family in collect_metrics()
        for sample in family.samples
        if sample.name == "interview_provider_fallback_total"
        and sample.labels["from"] in ("left", "right")
    }
    await kits.close()

    assert ways == {
        ("left", "right"): 0,
        ("left", "none"): 0,
        ("right", "left"): 0,
        ("right", "none"): 0,
    }
