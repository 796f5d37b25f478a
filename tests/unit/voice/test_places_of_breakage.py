"""A line about an engine that broke says where, and not what the engine said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.leap import LeapClock

from vivavoce.contracts.voice import ExpectedAnswer
from vivavoce.voice.ports.engines import SpeechEngineError, SttStream, SynthesizedAudio
from vivavoce.voice.usecases.engines.stt_failover import SttFailover
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

WORDS = "I left because my manager shouted"


class BrokenVoice(ScriptedSpeaker):
    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        raise RuntimeError(text)
        yield  # makes it what it is declared to be


class BrokenEar(ScriptedRecogniser):
    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        raise RuntimeError(WORDS)


async def test_a_voice_that_breaks() -> None:
    clock = LeapClock()
    with capture_logs() as logs, pytest.raises(SpeechEngineError):
        async for _ in (
            TtsFailover([BrokenVoice(clock)], clock).stream(WORDS, language="en").chunks()
        ):
            pass

    lines = [line for line in logs if line["event"] == "tts.engine_failed"]
    assert {line["place"].partition(":")[0] for line in lines} == {
        "vivavoce.voice.usecases.engines.tts_failover"
    }
    assert WORDS not in repr(logs)


async def test_an_ear_that_breaks() -> None:
    clock = LeapClock()
    with capture_logs() as logs, pytest.raises(SpeechEngineError):
        await SttFailover([BrokenEar(clock)], clock).open(language="en")

    lines = [line for line in logs if line["event"] == "stt.engine_failed"]
    assert {line["place"].partition(":")[0] for line in lines} == {
        "vivavoce.voice.usecases.engines.stt_attempt"
    }
    assert WORDS not in repr(logs)
