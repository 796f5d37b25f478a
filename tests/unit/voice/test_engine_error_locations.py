"""The log line about a failed engine has the location of the error, and not its text."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import ExpectedAnswer
from vivavoce.voice.ports.engines import SpeechEngineError, SttStream, SynthesizedAudio
from vivavoce.voice.usecases.engines.stt_failover import SttFailover
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

WORDS = "I left because my manager shouted"


class BrokenTtsEngine(ScriptedTtsEngine):
    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        raise RuntimeError(text)
        yield  # makes it what it is declared to be


class BrokenSttEngine(ScriptedSttEngine):
    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        raise RuntimeError(WORDS)


async def test_a_tts_failure_is_logged_with_its_location_and_without_its_text() -> None:
    clock = SimulatedClock()
    with capture_logs() as logs, pytest.raises(SpeechEngineError):
        async for _ in (
            TtsFailover([BrokenTtsEngine(clock)], clock).stream(WORDS, language="en").chunks()
        ):
            pass

    lines = [line for line in logs if line["event"] == "tts.engine_failed"]
    assert {line["place"].partition(":")[0] for line in lines} == {
        "vivavoce.voice.usecases.engines.tts_failover"
    }
    assert WORDS not in repr(logs)


async def test_an_stt_failure_is_logged_with_its_location_and_without_its_text() -> None:
    clock = SimulatedClock()
    with capture_logs() as logs, pytest.raises(SpeechEngineError):
        await SttFailover([BrokenSttEngine(clock)], clock).open(language="en")

    lines = [line for line in logs if line["event"] == "stt.engine_failed"]
    assert {line["place"].partition(":")[0] for line in lines} == {
        "vivavoce.voice.usecases.engines.stt_attempt"
    }
    assert WORDS not in repr(logs)
