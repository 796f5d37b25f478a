"""A voice session without any key: free engines, LiveKit's turn detection, and our own protocol."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.fakes.simulated_audio import SessionRecorder, SimulatedListener, SimulatedMicrophone
from tests.fakes.synthetic_speech import aloud
from tests.fakes.voice_pipeline import asked

from vivavoce.app.wiring.voice import VoiceSlice, build_voice
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import VoicePreferences
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine

pytestmark = pytest.mark.soak

ANSWER = "We measured everything before and after the migration."


class Collected:
    """A ``AudioMessageSender`` that keeps what was sent."""

    def __init__(self) -> None:
        self.messages: list[Json] = []
        self.sound: list[bytes] = []

    async def send_json(self, message: Json) -> None:
        self.messages.append(message)

    async def send_bytes(self, message: bytes) -> None:
        self.sound.append(message)

    def of(self, kind: str) -> list[Json]:
        return [message for message in self.messages if message["type"] == kind]


@asynccontextmanager
async def keyless(folder: Path) -> AsyncGenerator[tuple[VoiceSlice, Clock]]:
    clock = SystemClock()
    voice = build_voice(
        Settings(data_dir=folder, voice_tts="espeak", voice_stt="pocketsphinx"), clock
    )
    assert voice is not None
    try:
        yield voice, clock
    finally:
        await voice.close()


async def test_a_question_is_spoken_and_an_answer_recognized_as_a_draft(tmp_path: Path) -> None:
    async with keyless(tmp_path) as (voice, clock), asyncio.timeout(90):
        microphone, listener, session = (
            SimulatedMicrophone(clock),
            SimulatedListener(clock),
            SessionRecorder(clock),
        )
        connection = await voice.connections.start_connection(
            session,
            microphone,
            listener,
            VoicePreferences(connection_id="leg", answer_mode="spoken"),
        )
        await connection.set_listening(is_allowed=True)
        await connection.say(asked("Good morning. What did you do?", turn=1))
        while not session.spoken_all:  # noqa: ASYNC110 - a log has no bell
            await asyncio.sleep(0.05)
        microphone.put(aloud(ANSWER))
        while not session.heard_all:  # noqa: ASYNC110 - a log has no bell
            await asyncio.sleep(0.05)
        await connection.close(is_graceful=False)

    [report] = session.spoken_all
    assert (report.engine, report.chars_heard) == ("espeak", report.chars)
    [utterance] = session.heard_all
    assert utterance.is_draft
    assert utterance.after_turn == 1
    assert utterance.text.split()
    assert {piece.engine for piece in utterance.segments} == {"pocketsphinx"}


async def test_a_client_hears_the_question_and_its_transcript_appears_in_the_answer_field(
    tmp_path: Path,
) -> None:
    async with keyless(tmp_path) as (voice, clock), asyncio.timeout(90):
        wire, session = Collected(), SessionRecorder(clock)
        connection = await voice.connections.open(
            wire, session, VoicePreferences(connection_id="leg", audio_protocol="vivavoce.v1")
        )
        await connection.set_listening(is_allowed=True)
        await connection.handle_message(json.dumps({"type": "VOICE", "mode": "on"}))
        await connection.say(asked("What did you do?", turn=1))
        sound = aloud(ANSWER) + bytes(32_000 * 4)
        for number, at in enumerate(range(0, len(sound), 640)):
            head = b"\x01\x00\x00\x00" + number.to_bytes(4, "little")
            await connection.handle_message(head + sound[at : at + 640].ljust(640, b"\0"))
            await asyncio.sleep(0.019)
        while not wire.of("DRAFT"):  # noqa: ASYNC110 - a wire has no bell
            await asyncio.sleep(0.05)
        await connection.close(is_graceful=False)

    [greeting] = wire.of("VOICE")[:1]
    assert greeting["answers"] == "draft"
    assert greeting["engines"] == {"stt": "pocketsphinx", "tts": "espeak"}
    assert wire.of("SPEAK")[0]["text"] == "What did you do?"
    assert wire.sound, "the question was sent as sound"
    assert session.heard_all == [], "nobody is judged by a draft"


async def test_prepared_voice_has_its_engines_running_in_advance(tmp_path: Path) -> None:
    async with keyless(tmp_path) as (voice, _), asyncio.timeout(90):
        [audio_output] = voice.engines.tts_engines
        assert isinstance(audio_output, EspeakTtsEngine)
        before = audio_output.pid
        voice.connections.preload()
        while audio_output.pid is None:  # noqa: ASYNC110 - a process has no bell
            await asyncio.sleep(0.05)

    assert before is None
    assert audio_output.pid is None, "what was begun is ended with the process"
