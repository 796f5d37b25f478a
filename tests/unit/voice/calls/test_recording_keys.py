"""The telephone keys that answer the offer of a recording: stored, and confirmed aloud."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from tests.fakes.livekit_rooms import FakeVoiceConnection, FakeVoiceSessionHandler
from tests.fakes.voice_pipeline import QUESTION, asked, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.recordings import CandidateRecordings
from vivavoce.contracts.voice import InterviewerUtterance, VoicePreferences
from vivavoce.kernel.translation import translate
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES, SystemPhrase
from vivavoce.voice.ports.audio import AudioInput, AudioOutput
from vivavoce.voice.usecases.room_access import handle_dtmf


class AnsweredRecordings:
    """Recordings whose answers are stored, fail, or were never offered."""

    def __init__(self, is_stored: bool | None) -> None:
        self.is_stored = is_stored

    async def answer_by_key(self, *, is_accepted: bool) -> bool | None:
        return self.is_stored


class HeardConnection(FakeVoiceConnection):
    """A connection that knows what it said."""

    def __init__(self, received: list[tuple[str, str]]) -> None:
        ends = cast(tuple[AudioInput, AudioOutput], (None, None))
        super().__init__(
            FakeVoiceSessionHandler(received), ends, VoicePreferences(connection_id="c1")
        )
        self.said: list[InterviewerUtterance] = []

    async def say(self, utterance: InterviewerUtterance) -> None:
        self.said.append(utterance)


async def press(
    key: str, *, is_stored: bool | None, language: str = "en"
) -> tuple[HeardConnection, list[tuple[str, str]]]:
    received = list[tuple[str, str]]()
    connection = HeardConnection(received)
    recordings = cast(CandidateRecordings, AnsweredRecordings(is_stored))
    await handle_dtmf(key, connection.session, connection, recordings, language)
    return connection, received


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("key", "is_stored", "name"),
    [
        ("3", True, "voice_kept"),
        ("4", True, "voice_not_kept"),
        ("3", False, "voice_answer_failed"),
        ("4", False, "voice_answer_failed"),
    ],
)
async def test_the_answer_is_confirmed_in_the_language_and_interrupts_nothing(
    language: str, key: str, is_stored: bool, name: SystemPhrase
) -> None:
    connection, received = await press(key, is_stored=is_stored, language=language)

    [said] = connection.said
    assert (said.text, said.language) == (translate(SYSTEM_PHRASES[name], language), language)
    assert said.turn is None
    assert (connection.hushes, received) == (0, [])


@pytest.mark.parametrize("key", ["3", "4"])
async def test_without_an_offer_the_keys_are_like_any_other(key: str) -> None:
    connection, received = await press(key, is_stored=None)

    assert connection.said == []
    assert (connection.hushes, received) == (1, [("pressed", key)])


async def test_the_confirmation_is_heard_after_the_speech_that_the_next_key_interrupts() -> None:
    received = list[tuple[str, str]]()
    session = FakeVoiceSessionHandler(received)
    recordings = cast(CandidateRecordings, AnsweredRecordings(is_stored=True))
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(QUESTION, turn=None, kind="consent"))
        await asyncio.sleep(0.5)
        for key in ("3", "1"):
            await handle_dtmf(key, session, world.pipeline, recordings, "en")
        await asyncio.sleep(20)

    assert world.listener.texts == [QUESTION, SYSTEM_PHRASES["voice_kept"]]
    assert received == [("pressed", "1")]
