"""The media stream's messages, its timeline and its limits."""

from __future__ import annotations

import base64
import json

import pytest

from vivavoce.voice.domain.calls.media_stream_messages import (
    AudioTimeline,
    InvalidMediaStreamError,
    MediaStreamRateLimiter,
    StreamDtmfMessage,
    StreamMarkMessage,
    StreamMediaMessage,
    StreamStartMessage,
    StreamStopMessage,
    encode_clear,
    encode_mark,
    encode_media,
    parse_message,
)

START = {
    "streamSid": "MZ1",
    "callSid": "CA1",
    "customParameters": {"token": "w", "n": 5},
    "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
}
SOUND = base64.b64encode(b"\xff" * 160).decode()


def read(**said: object) -> object:
    return parse_message(json.dumps(said))


def test_every_message_is_parsed() -> None:
    assert read(event="start", start=START) == StreamStartMessage(
        stream_sid="MZ1", call_sid="CA1", parameters={"token": "w"}
    )
    assert read(event="media", media={"payload": SOUND, "timestamp": "40"}) == StreamMediaMessage(
        b"\xff" * 160, 40
    )
    assert read(event="media", media={"payload": SOUND, "timestamp": 4}) == StreamMediaMessage(
        b"\xff" * 160, None
    )
    assert read(event="media", media={"payload": SOUND, "track": "outbound"}) is None
    assert read(event="mark", mark={"name": "1:100"}) == StreamMarkMessage("1:100")
    assert read(event="dtmf", dtmf={"digit": "#"}) == StreamDtmfMessage("#")
    assert read(event="dtmf", dtmf={"digit": "A"}) is None
    assert read(event="stop", stop={}) == StreamStopMessage()
    assert read(event="connected") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 9000,
        '{"event":"media"}',
        '{"event":"media","media":{"payload":"!!"}}',
        '{"event":"media","media":{"payload":5}}',
        '{"event":"mark","mark":{"name":""}}',
        '{"event":"start","start":{"streamSid":"MZ1"}}',
        json.dumps({"event": "start", "start": {**START, "customParameters": [1]}}),
        json.dumps({"event": "start", "start": {**START, "mediaFormat": {"encoding": "opus"}}}),
        json.dumps(
            {"event": "media", "media": {"payload": base64.b64encode(bytes(8001)).decode()}}
        ),
        json.dumps({"event": "media", "media": {"payload": "A" * 16_400}}),
    ],
)
def test_an_invalid_message_is_refused(text: str) -> None:
    with pytest.raises(InvalidMediaStreamError):
        parse_message(text)


def test_an_outgoing_message_names_the_stream_and_is_parsed_again() -> None:
    document = json.loads(encode_media("MZ1", b"\x00\x7f"))

    assert base64.b64decode(document["media"]["payload"]) == b"\x00\x7f"
    assert json.loads(encode_mark("MZ1", "2:300"))["mark"] == {"name": "2:300"}
    assert json.loads(encode_clear("MZ1")) == {"event": "clear", "streamSid": "MZ1"}


def test_missing_audio_becomes_silence_so_that_timestamps_stay_right() -> None:
    line = AudioTimeline()
    frame = bytes(160)

    assert line.fill_gap(StreamMediaMessage(frame, 0)) == frame
    assert line.fill_gap(StreamMediaMessage(frame, 60)) == b"\xff" * 320 + frame
    assert line.fill_gap(StreamMediaMessage(frame, 80)) == frame


def test_a_long_gap_becomes_at_most_a_second_of_silence_and_late_audio_is_dropped() -> None:
    line = AudioTimeline()
    frame = bytes(160)
    line.fill_gap(StreamMediaMessage(frame, 0))

    assert line.fill_gap(StreamMediaMessage(frame, 60_000)) == b"\xff" * 8000 + frame
    assert line.fill_gap(StreamMediaMessage(frame, 40_000)) is None
    assert line.fill_gap(StreamMediaMessage(frame, 60_020)) == frame


def test_audio_without_timestamps_is_accepted_as_it_arrives() -> None:
    line = AudioTimeline()

    assert [line.fill_gap(StreamMediaMessage(b"\x01", None)) for _ in range(2)] == [
        b"\x01",
        b"\x01",
    ]


def test_audio_faster_than_real_time_is_refused() -> None:
    share = MediaStreamRateLimiter(started_at=0.0)
    second = StreamMediaMessage(bytes(8000), None)

    assert [share.allows(second, now=0.0) for _ in range(4)] == [True, True, True, False]


def test_a_caller_in_real_time_is_never_refused() -> None:
    share = MediaStreamRateLimiter(started_at=0.0)
    frame = StreamMediaMessage(bytes(160), None)

    assert all(share.allows(frame, now=place * 0.02) for place in range(20_000))


def test_a_flood_of_small_messages_is_refused() -> None:
    share = MediaStreamRateLimiter(started_at=0.0)

    assert not all(share.allows(StreamMarkMessage("1:1"), now=0.1) for _ in range(400))
