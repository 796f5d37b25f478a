"""The protocol ``vivavoce.v1`` and that of practice: greeting, frames and errors."""

from __future__ import annotations

import asyncio
import json
import struct

import pytest
from structlog.testing import capture_logs
from tests.contract.voice.websocket.protocol_call import EXACT, call
from tests.fakes.audio_recordings import tone
from tests.fakes.voice_clients import microphone_frame, offer, pieces_of

from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.voice.ports.audio import AudioOutput, PlaybackResult

MINUTE_PART = tone(0.4, 16_000)
RATE = 24_000


def frames(sound: bytes, *, first: int = 0) -> list[bytes]:
    return [microphone_frame(first + n, pcm) for n, pcm in enumerate(pieces_of(sound, 640))]


@pytest.mark.parametrize("name", EXACT)
async def test_spoken_audio_arrives_unchanged(name: str) -> None:
    async with call(name) as line:
        assert await line.hear_while(frames(MINUTE_PART)) == MINUTE_PART


async def test_a_burst_of_frames_is_delivered_completely() -> None:
    sound = tone(1.6, 16_000)
    async with call("vivavoce.v1") as line:
        listening = line.tasks.create_task(line.hear())
        await asyncio.sleep(0)
        for frame in frames(sound):
            await line.ends.handle_message(frame)

        assert b"".join(await listening) == sound


async def test_practice_accepts_audio_without_headers() -> None:
    async with call("practice.v1") as line:
        assert await line.hear_while(pieces_of(MINUTE_PART, 640)) == MINUTE_PART


async def test_a_client_receives_the_greeting_before_anything_else() -> None:
    async with call("vivavoce.v1", offered=offer("draft", is_draft=True)) as line:
        await line.ends.handle_message('{"type":"VOICE","mode":"on"}')
        await line.ends.audio_output.begin(3, turn=2, text="Why?")

        assert line.listener.sends == [
            {
                "type": "VOICE",
                "mode": "on",
                "answers": "draft",
                "inRate": 16_000,
                "outRate": 24_000,
                "engines": {"stt": "ears", "tts": "mouth"},
                "isDraft": True,
            },
            {"type": "SPEAK", "gen": 3, "turn": 2, "text": "Why?"},
        ]
        await line.ends.handle_message('{"type":"VOICE","mode":"on"}')
        assert line.listener.sends[-1] == line.listener.sends[0], "who asks again is told again"


async def test_the_message_that_started_audio_is_answered_once() -> None:
    async with call("vivavoce.v1") as line:
        await line.ends.audio_output.send_update("listening")
        await line.ends.handle_message('{"type":"VOICE","mode":"on"}')

        assert [one["type"] for one in line.listener.sends] == ["VOICE", "HEARING"]


async def test_practice_receives_its_greeting_in_lower_case() -> None:
    async with call("practice.v1") as line:
        await line.hear()

        assert line.listener.sends == [
            {
                "type": "voice",
                "mode": "on",
                "answers": "spoken",
                "in_rate": 16_000,
                "out_rate": 24_000,
                "engines": {"stt": "ears", "tts": "mouth"},
                "is_draft": False,
            }
        ]


async def test_session_events_are_sent_to_the_client() -> None:
    async with call("vivavoce.v1") as line:
        audio_output = line.ends.audio_output
        await audio_output.send_update("partial", "I led")
        await audio_output.send_update("draft", "I led a team.")
        await audio_output.send_update("thinking")

        assert line.listener.sends[1:] == [
            {"type": "CAPTION", "role": "candidate", "text": "I led", "final": False},
            {"type": "DRAFT", "text": "I led a team."},
            {"type": "HEARING", "state": "thinking"},
        ]


async def test_outgoing_audio_frames_carry_sequence_number_and_generation() -> None:
    async with call("vivavoce.v1") as line:
        audio_output = line.ends.audio_output
        for generation in (0, 1):
            await audio_output.begin(generation, turn=None, text="")
            await audio_output.write(tone(0.26, RATE))
            await audio_output.finish()
            await audio_output.wait_for_playout()

        heads = [struct.unpack_from("<BBHI", one) for one in line.listener.blobs]
        assert heads == [
            (2, 0, 0, 0),
            (2, 0, 0, 1),
            (2, 0, 0, 2),
            (2, 0, 1, 3),
            (2, 0, 1, 4),
            (2, 0, 1, 5),
        ]
        assert [one["samples"] for one in line.listener.of_type("SPOKEN")] == [6_240, 6_240]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", "audio_frame_size"),
        (b"\x01\x00\x00", "audio_frame_size"),
        (microphone_frame(1, bytes(642)), "audio_frame_size"),
        (microphone_frame(1, bytes(640), kind=2), "audio_frame_kind"),
        (microphone_frame(1, bytes(640), generation=4), "audio_frame_generation"),
        (microphone_frame(0, bytes(640)), "audio_frame_sequence"),
        ('{"type":"MUTE"}', "audio_message_malformed"),
        ('{"type":"MARK_PLAYED","gen":0,"samples":1}', "audio_mark_unknown"),
    ],
)
async def test_a_wrong_message_is_named_and_the_session_continues(
    message: str | bytes, code: str
) -> None:
    async with call("vivavoce.v1") as line:
        await line.ends.handle_message(microphone_frame(0, MINUTE_PART[:640]))
        assert await line.ends.handle_message(message)
        await line.ends.handle_message(microphone_frame(9, MINUTE_PART[640:1_280]))

        assert line.errors() == [code]
        assert b"".join(await line.hear()) == MINUTE_PART[:1_280]


@pytest.mark.parametrize("mark", [{"gen": 7, "samples": 0}, {"gen": 1, "samples": 2_401}])
async def test_a_playback_report_beyond_what_was_sent_is_ignored(mark: dict[str, int]) -> None:
    async with call("vivavoce.v1") as line:
        await line.ends.audio_output.begin(1, turn=None, text="")
        await line.ends.audio_output.write(tone(0.1, RATE))
        await line.ends.handle_message(json.dumps({"type": "MARK_PLAYED"} | mark))

        assert line.errors() == ["audio_mark_unknown"]


async def test_a_late_playback_report_on_an_earlier_utterance_changes_nothing() -> None:
    async with call("vivavoce.v1") as line:
        audio_output = line.ends.audio_output
        await audio_output.begin(1, turn=None, text="")
        await audio_output.write(tone(0.1, RATE))
        await audio_output.begin(2, turn=None, text="")
        await line.ends.handle_message(
            '{"type":"MARK_PLAYED","gen":1,"samples":2400,"flushed":true}'
        )
        await audio_output.finish()

        assert line.errors() == []
        assert (await audio_output.wait_for_playout()).duration_ms == 0


@pytest.mark.parametrize("name", EXACT)
async def test_a_client_that_stops_playback_reports_how_much_was_heard(name: str) -> None:
    mark = {"gen": 1, "samples": 12_000, "flushed": True}
    kind = "MARK_PLAYED" if name == "vivavoce.v1" else "mark_played"
    async with call(name) as line:
        audio_output = line.ends.audio_output
        await audio_output.begin(1, turn=1, text="")
        giving = line.tasks.create_task(_give(audio_output, tone(5, RATE)))
        await asyncio.sleep(0.6)
        await line.ends.handle_message(json.dumps({"type": kind} | mark))
        await giving
        sent = len(line.listener.sends)
        played = await audio_output.wait_for_playout()
        await asyncio.sleep(5)

        assert (
            played
            == await audio_output.clear()
            == PlaybackResult(500, is_estimated=False, is_stopped_by_client=True)
        )
        assert line.asked.playback_stops == 1
        assert line.errors() == []
        assert len(line.listener.sends) == sent, "nothing follows, not even a FLUSH"


async def test_stopping_playback_after_the_last_audio_counts_as_heard_completely() -> None:
    async with call("vivavoce.v1") as line:
        audio_output = line.ends.audio_output
        await audio_output.begin(1, turn=1, text="")
        await _give(audio_output, tone(0.1, RATE))
        await line.ends.handle_message(
            '{"type":"MARK_PLAYED","gen":1,"samples":2400,"flushed":true}'
        )

        assert await audio_output.wait_for_playout() == PlaybackResult(100, is_estimated=False)
        assert line.asked.playback_stops == 0


async def _give(audio_output: AudioOutput, sound: bytes) -> None:
    await audio_output.write(sound)
    await audio_output.finish()


async def test_too_much_that_is_wrong_ends_the_connection() -> None:
    async with call("vivavoce.v1") as line:
        with capture_logs() as logs:
            for _ in range(20):
                await line.ends.handle_message(b"wrong")
            with pytest.raises(UnreadableAudioError):
                await line.ends.handle_message(b"wrong")

        assert line.errors() == ["audio_frame_size"] * 20
        assert [one["event"] for one in logs] == ["voice.audio_unreadable"]


async def test_an_occasional_error_is_tolerated() -> None:
    async with call("vivavoce.v1") as line:
        for _ in range(60):
            await line.ends.handle_message(b"wrong")
            await asyncio.sleep(5)

        assert len(line.errors()) == 60


async def test_a_flood_is_reported_once_a_second_and_its_excess_is_dropped() -> None:
    async with call("vivavoce.v1") as line:
        for sequence in range(300):
            assert await line.ends.handle_message(microphone_frame(sequence, bytes(640)))

        assert line.errors() == ["audio_too_fast"]
        await asyncio.sleep(1)
        assert await line.ends.handle_message(microphone_frame(300, b"\x01" * 640))
        assert (await line.hear())[-1] == b"\x01" * 640
        assert line.errors() == ["audio_too_fast"]


async def test_frames_that_accumulated_during_a_server_stall_are_no_flood() -> None:
    async with call("vivavoce.v1") as line:
        for sequence in range(500):
            await line.ends.handle_message(microphone_frame(sequence, bytes(640)))
            await asyncio.sleep(0.02)
        await asyncio.sleep(5)
        for sequence in range(500, 750):
            assert await line.ends.handle_message(microphone_frame(sequence, bytes(640)))

        assert line.errors() == []


async def test_fifty_frames_a_second_are_no_flood() -> None:
    async with call("vivavoce.v1") as line:
        minute = tone(20.0, 16_000)

        assert await line.hear_while(frames(minute), every_s=0.02) == minute
        assert line.errors() == []


async def test_a_client_that_does_not_read_loses_the_oldest_frames_and_it_is_logged_once() -> None:
    sound = tone(1.2, 16_000)
    async with call("vivavoce.v1") as line:
        with capture_logs() as logs:
            for frame in frames(sound):
                await line.ends.handle_message(frame)
                await asyncio.sleep(0.02)
        heard = b"".join(await line.hear())

        assert sound.endswith(heard)
        assert 0.5 <= len(heard) / 32_000 <= 0.54
        assert [one["event"] for one in logs] == ["voice.audio_dropped"]


@pytest.mark.parametrize("name", EXACT)
async def test_no_audio_is_passed_on_while_the_microphone_is_muted(name: str) -> None:
    kind = "mute" if name == "practice.v1" else "MUTE"
    async with call(name) as line:
        first, second, third = frames(MINUTE_PART)[:3]
        await line.ends.handle_message(first)
        await line.ends.handle_message(json.dumps({"type": kind, "muted": True}))
        await line.ends.handle_message(second)
        assert await line.hear(for_s=0.1) == []
        await line.ends.handle_message(json.dumps({"type": kind, "muted": False}))
        await line.ends.handle_message(third)

        assert await line.hear() == [third[8:]]


@pytest.mark.parametrize("name", EXACT)
async def test_a_client_that_stops_audio_continues_in_text(name: str) -> None:
    kind = "voice" if name == "practice.v1" else "VOICE"
    async with call(name) as line:
        listening = line.tasks.create_task(line.hear())
        await asyncio.sleep(0)
        await line.ends.handle_message(json.dumps({"type": kind, "mode": "off"}))
        async with asyncio.timeout(0.1):
            assert await listening == []

        assert line.listener.sends[-1] == {"type": kind, "mode": "off"}
        assert not await line.ends.handle_message(frames(MINUTE_PART)[0])


async def test_text_messages_overtake_waiting_audio() -> None:
    async with call("vivavoce.v1") as line:
        audio_output = line.ends.audio_output
        await audio_output.begin(0, turn=None, text="")
        line.tasks.create_task(audio_output.write(tone(3.0, RATE)))
        await asyncio.sleep(0.2)
        began = asyncio.get_running_loop().time()
        await audio_output.send_update("listening")

        assert asyncio.get_running_loop().time() == began
        await audio_output.clear()
