"""The media stream's messages, its timeline and its limits."""

from __future__ import annotations

import base64
import json

import pytest

from vivavoce.voice.domain.calls.media import (
    Key,
    Mark,
    Media,
    Other,
    Share,
    Started,
    Stopped,
    StreamUnreadable,
    Timeline,
    clear,
    mark,
    media,
    read_message,
)

START = {
    "streamSid": "MZ1",
    "callSid": "CA1",
    "customParameters": {"token": "w", "n": 5},
    "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
}
SOUND = base64.b64encode(b"\xff" * 160).decode()


def read(**said: object) -> object:
    return read_message(json.dumps(said))


def test_every_message_is_read() -> None:
    assert read(event="start", start=START) == Started(
        stream_sid="MZ1", call_sid="CA1", parameters={"token": "w"}
    )
    assert read(event="media", media={"payload": SOUND, "timestamp": "40"}) == Media(
        b"\xff" * 160, 40
    )
    assert read(event="media", media={"payload": SOUND, "timestamp": 4}) == Media(
        b"\xff" * 160, None
    )
    assert read(event="media", media={"payload": SOUND, "track": "outbound"}) == Other()
    assert read(event="mark", mark={"name": "1:100"}) == Mark("1:100")
    assert read(event="dtmf", dtmf={"digit": "#"}) == Key("#")
    assert read(event="dtmf", dtmf={"digit": "A"}) == Other()
    assert read(event="stop", stop={}) == Stopped()
    assert read(event="connected") == Other()


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
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(StreamUnreadable):
        read_message(text)


def test_what_is_sent_has_the_streams_name_and_comes_back_whole() -> None:
    said = json.loads(media("MZ1", b"\x00\x7f"))

    assert base64.b64decode(said["media"]["payload"]) == b"\x00\x7f"
    assert json.loads(mark("MZ1", "2:300"))["mark"] == {"name": "2:300"}
    assert json.loads(clear("MZ1")) == {"event": "clear", "streamSid": "MZ1"}


def test_lost_sound_is_silence_so_that_the_clock_stays_right() -> None:
    line = Timeline()
    frame = bytes(160)

    assert line.place(Media(frame, 0)) == frame
    assert line.place(Media(frame, 60)) == b"\xff" * 320 + frame
    assert line.place(Media(frame, 80)) == frame


def test_a_long_gap_is_a_second_of_silence_at_most_and_what_is_late_is_left_out() -> None:
    line = Timeline()
    frame = bytes(160)
    line.place(Media(frame, 0))

    assert line.place(Media(frame, 60_000)) == b"\xff" * 8000 + frame
    assert line.place(Media(frame, 40_000)) is None
    assert line.place(Media(frame, 60_020)) == frame


def test_sound_without_places_is_taken_as_it_comes() -> None:
    line = Timeline()

    assert [line.place(Media(b"\x01", None)) for _ in range(2)] == [b"\x01", b"\x01"]


def test_more_sound_than_time_has_passed_is_too_much() -> None:
    share = Share(began_s=0.0)
    second = Media(bytes(8000), None)

    assert [share.takes(second, now=0.0) for _ in range(4)] == [True, True, True, False]


def test_a_caller_in_real_time_is_never_too_much() -> None:
    share = Share(began_s=0.0)
    frame = Media(bytes(160), None)

    assert all(share.takes(frame, now=place * 0.02) for place in range(20_000))


def test_a_flood_of_small_messages_is_too_much() -> None:
    share = Share(began_s=0.0)

    assert not all(share.takes(Mark("1:1"), now=0.1) for _ in range(400))
