"""A line about an engine that broke says where, and not what the engine said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.leap import LeapClock

from vivavoce.contracts.sound import Expects
from vivavoce.voice.ports.engines import EngineFailed, Recognition, Sound
from vivavoce.voice.usecases.engines.ears import Ears
from vivavoce.voice.usecases.engines.mouth import Speakers

WORDS = "I left because my manager shouted"


class BrokenVoice(ScriptedSpeaker):
    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[Sound]:
        raise RuntimeError(text)
        yield  # makes it what it is declared to be


class BrokenEar(ScriptedRecogniser):
    async def open(self, *, language: str, expects: Expects = "anything") -> Recognition:
        raise RuntimeError(WORDS)


async def test_a_voice_that_breaks() -> None:
    clock = LeapClock()
    with capture_logs() as logs, pytest.raises(EngineFailed):
        async for _ in Speakers([BrokenVoice(clock)], clock).render(WORDS, language="en").sounds():
            pass

    lines = [line for line in logs if line["event"] == "mouth.engine_broke"]
    assert {line["place"].partition(":")[0] for line in lines} == {
        "vivavoce.voice.usecases.engines.mouth"
    }
    assert WORDS not in repr(logs)


async def test_an_ear_that_breaks() -> None:
    clock = LeapClock()
    with capture_logs() as logs, pytest.raises(EngineFailed):
        await Ears([BrokenEar(clock)], clock).open(language="en")

    lines = [line for line in logs if line["event"] == "ears.engine_broke"]
    assert {line["place"].partition(":")[0] for line in lines} == {
        "vivavoce.voice.usecases.engines.attempt"
    }
    assert WORDS not in repr(logs)
