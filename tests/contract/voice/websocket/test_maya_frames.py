"""Maya's clients: raw samples and recordings up, recordings down."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from array import array
from typing import Any

import av
import pytest
from tests.contract.voice.websocket.protocol_call import Call, call
from tests.fakes.audio_recordings import silence, tone, webm_opus
from tests.fakes.voice_clients import pieces_of, wav_sound

from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.voice.adapters import mp3, opus
from vivavoce.voice.domain.wire.errors import UnknownOutputFormatError

RATE = 24_000
SENTENCES = tone(1.0, RATE) + silence(0.4, RATE) + tone(1.2, RATE)
_LOADED = (opus, mp3)
"""FFmpeg is loaded before simulated time begins."""


def audio(piece: bytes = b"", streaming: str = "chunk") -> str:
    data = base64.b64encode(piece).decode()
    return json.dumps(
        {"type": "AUDIO", "sessionId": "s", "tenantId": "t", "streaming": streaming, "data": data}
    )


def mp3_seconds(blob: bytes) -> float:
    with av.open(io.BytesIO(blob), format="mp3") as file:
        return sum(frame.samples for frame in file.decode(audio=0)) / 24_000


def loudness(pcm: bytes) -> int:
    return max(array("h", pcm), default=0)


async def say(line: Call) -> None:
    audio_output = line.ends.audio_output
    await audio_output.begin(0, turn=1, text="Two sentences. In one go.")
    await audio_output.write(SENTENCES)
    await audio_output.finish()
    await audio_output.wait_for_playout()
    await asyncio.sleep(0.3)


async def test_audio_chunks_of_any_even_length_are_accepted() -> None:
    sound = tone(0.6, 16_000)
    async with call("maya.pcm") as line:
        assert await line.hear_while(pieces_of(sound, 3_202)) == sound[: len(sound) // 640 * 640]


async def test_one_second_in_one_message_is_kept_completely() -> None:
    async with call("maya.pcm") as line:
        await line.ends.handle_message(tone(1.0, 16_000))

        assert b"".join(await line.hear()) == tone(1.0, 16_000)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (bytes(3_201), "audio_odd_length"),
        (bytes(64_002), "audio_message_too_large"),
        (audio(b"\x1a\x45\xdf\xa3"), "audio_format_changed"),
        ('{"type":"MUTE","muted":"yes"}', "audio_message_malformed"),
    ],
)
async def test_a_wrong_message_is_refused_with_its_reason(message: str | bytes, code: str) -> None:
    async with call("maya.pcm") as line:
        assert await line.ends.handle_message(message)
        assert line.errors() == [code]


async def test_twice_as_much_audio_as_real_time_is_refused_as_a_flood() -> None:
    async with call("maya.pcm") as line:
        for _ in range(100):
            await line.ends.handle_message(bytes(32_000))
            await asyncio.sleep(0.25)

        assert 1 <= len(line.errors()) <= 25
        assert set(line.errors()) == {"audio_too_fast"}


async def test_each_sentence_is_sent_as_one_recording() -> None:
    async with call("maya.pcm") as line:
        await say(line)

        assert len(line.listener.blobs) == 2
        assert b"".join(wav_sound(blob) for blob in line.listener.blobs) == SENTENCES
        assert line.listener.messages == []


async def test_raw_samples_are_sent_in_small_chunks() -> None:
    async with call("maya.pcm as pcm24k") as line:
        await say(line)

        assert {len(blob) for blob in line.listener.blobs} <= {4_800, 960, 1_920, 2_880, 3_840}
        assert b"".join(line.listener.blobs) == SENTENCES


@pytest.mark.parametrize("dialect", ["maya.pcm", "maya.webm"])
async def test_mp3_is_sent_when_requested(dialect: str) -> None:
    async with call(f"{dialect} as mp3") as line:
        audio_output = line.ends.audio_output
        await audio_output.begin(0, turn=1, text="Two sentences. In one go.")
        await audio_output.write(SENTENCES)
        await audio_output.finish()
        played = await audio_output.wait_for_playout()
        await asyncio.sleep(0.3)

        assert played.duration_ms == 2_600
        assert [round(mp3_seconds(blob), 1) for blob in line.listener.blobs] == [1.2, 1.4]


async def test_a_webm_client_receives_audio_sentence_by_sentence() -> None:
    async with call("maya.webm") as line:
        await say(line)

        messages: list[dict[str, Any]] = line.listener.messages
        assert [one["streaming"] for one in messages] == ["start", "chunk", "chunk", "end"]
        assert {(one["type"], one["format"], one["sampleRate"]) for one in messages} == {
            ("AGENT_AUDIO", "L16", 24_000)
        }
        assert b"".join(base64.b64decode(one["data"]) for one in messages) == SENTENCES


@pytest.mark.parametrize("dialect", ["maya.pcm", "maya.webm"])
async def test_an_unknown_output_format_is_refused(dialect: str) -> None:
    with pytest.raises(UnknownOutputFormatError):
        async with call(f"{dialect} as flac"):
            raise AssertionError("it was opened")


async def test_transcripts_are_sent_and_states_are_not() -> None:
    async with call("maya.webm") as line:
        await line.ends.audio_output.send_update("partial", "I led")
        await line.ends.audio_output.send_update("thinking")

        assert line.listener.sends == [
            {"type": "TRANSCRIPT", "role": "candidate", "text": "I led", "final": False}
        ]


@pytest.mark.parametrize("size", [777, 4_000, 200_000])
async def test_chunks_of_which_only_the_first_has_a_header_form_one_recording(size: int) -> None:
    async with call("maya.webm") as line:
        pieces = [audio(piece) for piece in pieces_of(webm_opus(1.5), size)]
        heard = await line.hear_while([audio(streaming="start"), *pieces, audio(streaming="end")])

        assert line.errors() == []
        assert line.asked.done == 1
        assert len(heard) / 32_000 == pytest.approx(1.5, abs=0.04)
        assert loudness(heard) == pytest.approx(8_000, rel=0.1)


async def test_recordings_may_follow_one_another() -> None:
    async with call("maya.webm") as line:
        heard = await line.hear_while(
            audio(webm_opus(0.3, hertz=hertz)) for hertz in (300.0, 500.0, 700.0)
        )

        assert line.errors() == []
        assert len(heard) / 32_000 == pytest.approx(0.9, abs=0.09)


async def test_a_recorder_restarted_mid_stream_is_decoded_again() -> None:
    async with call("maya.webm") as line:
        heard = await line.hear_while([audio(webm_opus(0.5)[:1_500]), audio(webm_opus(0.5))])

        assert line.errors() == []
        assert len(heard) / 32_000 > 0.6


async def test_binary_chunks_of_a_recording_are_accepted_too() -> None:
    async with call("maya.webm") as line:
        heard = await line.hear_while(pieces_of(webm_opus(0.6), 500))

        assert len(heard) / 32_000 == pytest.approx(0.6, abs=0.04)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (audio(b"OggS" + bytes(90)), "webm_header_missing"),
        (audio(b"\0" * 90), "webm_unreadable"),
        (audio().replace('""', '"%%%"'), "audio_not_base64"),
        (audio(bytes(262_145)), "audio_message_too_large"),
        (bytes(262_146), "audio_message_too_large"),
        (audio(webm_opus(0.2, codec="flac")), "webm_codec"),
    ],
)
async def test_a_message_that_is_no_recording_is_refused_by_name(
    message: str | bytes, code: str
) -> None:
    async with call("maya.webm") as line:
        assert await line.ends.handle_message(message)
        assert line.errors() == [code]
        await line.ends.handle_message(audio(webm_opus(0.4)))
        assert len(await line.hear()) >= 19, "the next recording is heard"


async def test_a_decompression_bomb_is_refused_early() -> None:
    bomb = webm_opus(60.0, level=0, bits_per_second=6_000, cluster_ms=5_000)
    assert len(bomb) < 60_000, "a minute in a few kilobytes"
    async with call("maya.webm") as line:
        await line.ends.handle_message(audio(bomb))
        heard = b"".join(await line.hear())

        assert line.errors() == ["audio_ahead_of_time"]
        assert 1.9 <= len(heard) / 32_000 <= 2.0, "what is allowed of it is heard"


async def test_a_decompression_bomb_in_parts_is_refused_and_ends_the_connection() -> None:
    bomb = webm_opus(3.0, level=0, bits_per_second=6_000)
    async with call("maya.webm") as line:
        for _ in range(20):
            await line.ends.handle_message(audio(bomb))
        with pytest.raises(UnreadableAudioError):
            await line.ends.handle_message(audio(bomb))
        heard = b"".join(await line.hear())

        assert set(line.errors()) == {"audio_ahead_of_time"}
        assert len(heard) <= 2.1 * 32_000


async def test_a_recording_at_speaking_pace_is_never_refused_as_too_fast() -> None:
    async with call("maya.webm") as line:
        heard = await line.hear_while((audio(webm_opus(1.0)) for _ in range(20)), every_s=1.0)

        assert line.errors() == []
        assert len(heard) / 32_000 == pytest.approx(20.2, abs=0.3), (
            "each recording has its own ending"
        )
