"""When a socket's sound is opened, in whose frames, and what stays for the talk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.websockets import WebSocket
from tests.fakes.live_session import FakeLine
from tests.fakes.scripted_voice import ScriptedVoiceConnectionFactory, heard

from vivavoce.contracts.voice import CandidateUtterance
from vivavoce.live.sockets.websocket_voice import WebSocketVoice, WebSocketVoiceSettings
from vivavoce.live.usecases.commands import HandleCandidateUtterance, SessionCommand

VOICE = json.dumps({"type": "VOICE", "mode": "on"})
AUDIO = json.dumps({"type": "AUDIO", "data": "AAAA"})


class FakeRecordings:
    """Notes the clock and the time of the sound that it is given."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, int]] = []

    async def handle_message(self, raw: str | bytes) -> bool:
        return False

    def record_audio(self, connection_id: str, pcm: bytes, at_ms: int) -> None:
        self.taken.append((connection_id, at_ms))


class FakeConnection:
    """What a socket's sound needs of a connection."""

    def __init__(self) -> None:
        self.has_used_voice = False
        self.switched: list[str] = []
        self.utterances: list[CandidateUtterance] = []
        self.channel = FakeLine()
        self.signs = 0

    async def get_language(self) -> str:
        return "en"

    async def switch_transport(self, transport: str, voiced: object) -> None:
        self.switched.append(transport)

    async def submit(self, command: SessionCommand) -> None:
        assert isinstance(command, HandleCandidateUtterance)
        self.utterances.append(command.utterance)

    def record_activity(self) -> None:
        self.signs += 1


async def a_sounding(
    family: Any,
    sounds: ScriptedVoiceConnectionFactory | None,
    *,
    recordings: FakeRecordings | None = None,
    **options: str,
) -> tuple[WebSocketVoice, FakeConnection, FakeLine]:
    async def nothing(*_: object) -> Any:
        return {}

    websocket = WebSocket({"type": "websocket"}, nothing, nothing)
    line, connection = FakeLine(), FakeConnection()
    sounding = WebSocketVoice(
        WebSocketVoiceSettings(voice_factory=sounds, protocol=family, options=options),
        websocket,
        line,
        recordings=recordings,
    )
    await sounding.attach(connection)  # type: ignore[arg-type]
    return sounding, connection, line


@pytest.mark.parametrize(
    ("family", "message", "dialect"),
    [
        ("vivavoce.v1", VOICE, "vivavoce.v1"),
        ("practice.v1", '{"type": "voice", "mode": "on"}', "practice.v1"),
        ("practice.v1", '{"type": "hello", "mode": "voice", "last_seq": 3}', "practice.v1"),
        ("maya", b"sound", "maya.pcm"),
        ("maya", AUDIO, "maya.webm"),
        ("maya", VOICE, "maya.pcm"),
    ],
)
async def test_a_wish_for_sound_opens_it_in_the_frames_of_the_client(
    family: str, message: str | bytes, dialect: str
) -> None:
    sounds = ScriptedVoiceConnectionFactory()
    sounding, connection, _ = await a_sounding(family, sounds)

    assert await sounding.handle_message(message)
    assert [preferences.audio_protocol for preferences, _ in sounds.opened] == [dialect]
    assert [preferences.answer_mode for preferences, _ in sounds.opened] == [
        "spoken" if family == "maya" else None
    ]
    assert connection.switched == ["voice"]


async def test_each_opening_has_a_clock_of_its_own_for_the_words_and_the_recording() -> None:
    sounds, recordings = ScriptedVoiceConnectionFactory(), FakeRecordings()
    sounding, connection, line = await a_sounding("vivavoce.v1", sounds, recordings=recordings)
    for _ in range(2):
        await sounding.handle_message(VOICE)
        _, voiced = sounds.opened[-1]
        assert voiced.record_audio is not None
        voiced.record_audio(b"", 0)
        await voiced.talk.on_utterance(heard("Hello.", 1))
        await sounding.handle_message(json.dumps({"type": "VOICE", "mode": "off"}))

    ids = [f"{line.connection_id}.1", f"{line.connection_id}.2"]
    assert [utterance.connection_id for utterance in connection.utterances] == ids
    assert recordings.taken == [(ids[0], 0), (ids[1], 0)]


async def test_who_was_heard_before_comes_back_to_a_place_of_their_own() -> None:
    sounds = ScriptedVoiceConnectionFactory()
    sounding, connection, _ = await a_sounding("vivavoce.v1", sounds)
    connection.has_used_voice = True

    assert await sounding.handle_message(VOICE)
    assert [preferences.is_reconnect for preferences, _ in sounds.opened] == [True]


@pytest.mark.parametrize(
    ("family", "message"),
    [
        ("none", b"sound"),
        ("none", VOICE),
        ("vivavoce.v1", '{"type": "TEXT", "text": "My VOICE broke."}'),
        ("vivavoce.v1", '{"type": "TEXT", "text": "VOICE"}'),
        ("vivavoce.v1", AUDIO),
        ("maya", '{"type": "TEXT", "text": "\\"AUDIO\\""}'),
        ("practice.v1", VOICE),
        ("practice.v1", '{"type": "hello", "mode": "text", "voice": 1}'),
        ("vivavoce.v1", "VOICE {"),
    ],
)
async def test_all_else_is_for_the_talk(family: str, message: str | bytes) -> None:
    sounds = ScriptedVoiceConnectionFactory()
    sounding, _, line = await a_sounding(family, sounds)

    assert not await sounding.handle_message(message)
    assert sounds.opened == []
    assert line.sent == []


@pytest.mark.parametrize("family", ["vivavoce.v1", "practice.v1"])
async def test_in_our_own_frames_sound_opens_nothing_and_is_dropped_after_the_end(
    family: str,
) -> None:
    sounds = ScriptedVoiceConnectionFactory()
    sounding, connection, line = await a_sounding(family, sounds)
    kind = "VOICE" if family == "vivavoce.v1" else "voice"

    before = await sounding.handle_message(b"sound")
    await sounding.handle_message(json.dumps({"type": kind, "mode": "on"}))
    await sounding.handle_message(json.dumps({"type": kind, "mode": "off"}))
    late = await sounding.handle_message(b"sound")

    assert (before, late) == (False, True), (
        "the talk says that it takes none; what is late is nobody's"
    )
    assert connection.switched == ["voice", "text"]
    assert len(sounds.opened) == 1
    assert line.sent == []


async def test_who_is_told_once_that_there_is_no_room_is_not_told_with_every_piece() -> None:
    sounds = ScriptedVoiceConnectionFactory(is_full=True)
    sounding, _, line = await a_sounding("maya", sounds)
    for _ in range(50):
        assert await sounding.handle_message(b"sound")
    sounds.is_full = False
    assert await sounding.handle_message(b"sound")
    assert sounds.opened == []
    assert await sounding.handle_message(VOICE)

    assert [frame["code"] for frame in line.of("ERROR")] == ["voice_unavailable"]
    assert len(sounds.opened) == 1


@pytest.mark.parametrize(
    ("family", "prepared"), [("vivavoce.v1", 1), ("practice.v1", 1), ("maya", 1), ("none", 0)]
)
async def test_whoever_may_want_sound_has_it_prepared_when_they_come(
    family: str, prepared: int
) -> None:
    sounds = ScriptedVoiceConnectionFactory()
    await a_sounding(family, sounds)

    assert (sounds.prepared, sounds.opened) == (prepared, [])


async def test_an_address_names_its_sound() -> None:
    for audio, dialect in (("webm", "maya.webm"), ("pcm16k", "maya.pcm")):
        sounds = ScriptedVoiceConnectionFactory()
        await a_sounding("maya", sounds, audio=audio)

        assert [preferences.audio_protocol for preferences, _ in sounds.opened] == [dialect]


async def test_sound_counts_as_a_sign_of_life_and_off_goes_back_to_writing() -> None:
    sounds = ScriptedVoiceConnectionFactory()
    sounding, connection, _ = await a_sounding("vivavoce.v1", sounds)
    await sounding.handle_message(VOICE)
    await sounding.handle_message(b"sound")
    await sounding.handle_message('{"type": "VOICE", "mode": "off"}')

    assert connection.signs == 1
    assert connection.switched == ["voice", "text"]
    assert not sounding.is_active
    assert sounds.opened[0][1].closed is False


async def test_sound_that_breaks_while_it_is_opened_leaves_the_talk_in_writing() -> None:
    class Broken(ScriptedVoiceConnectionFactory):
        async def open(self, *_: object, **__: object) -> Any:
            raise RuntimeError("no such library")

    sounding, connection, line = await a_sounding("vivavoce.v1", Broken())

    assert await sounding.handle_message(VOICE)
    assert [frame["code"] for frame in line.of("ERROR")] == ["voice_unavailable"]
    assert connection.switched == []
