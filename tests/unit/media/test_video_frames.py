"""Video frames of a socket are parsed strictly; other frames are left to the session."""

from __future__ import annotations

import contextlib
import json

import pytest

from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.media.domain.video import InvalidVideoChunkError, VideoChunkMetadata
from vivavoce.media.domain.video_frames import (
    MAX_SOCKET_CHUNK_BYTES,
    InvalidVideoFrameError,
    RecordingConsentFrame,
    VideoChunkNotAnnouncedError,
    VideoMessageTooLargeError,
    parse_chunk_bytes,
    parse_recording_frame,
)

SEVENTH = VideoChunkMetadata(seq=7, duration_ms=1000)
HEAD = bytes((3, 0, 0, 0)) + (7).to_bytes(4, "little")


def frame(**members: object) -> str:
    return json.dumps(members)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (frame(type="VIDEO_CONSENT"), RecordingConsentFrame("video")),
        (frame(type="VOICE_CONSENT", version="v"), RecordingConsentFrame("voice", None, "v")),
        (frame(type="VIDEO_CONSENT", accepted=True), RecordingConsentFrame("video", True, None)),
        (
            frame(type="VIDEO_CONSENT", accepted=False, version="v"),
            RecordingConsentFrame("video", False, "v"),
        ),
        (frame(type="VIDEO_CHUNK", seq=7, durationMs=1000), SEVENTH),
        (
            frame(type="VIDEO_CHUNK", seq=0, durationMs=60_000, atMs=5),
            VideoChunkMetadata(seq=0, duration_ms=60_000, at_ms=5),
        ),
    ],
)
def test_a_video_frame_is_parsed(raw: str, read: object) -> None:
    assert parse_recording_frame(raw) == read


@pytest.mark.parametrize(
    "raw",
    [
        frame(type="TEXT", text='I said "VIDEO_CHUNK" and meant it'),
        frame(type="VIDEO_WALL"),
        '["VIDEO_CHUNK"]',
        '{"type": "VIDEO_CHUNK"',
        '"VIDEO_CHUNK"',
        '{"type":"VIDEO_CONSENT","x":' + "[" * 2000,
        frame(type="VIDEO_CONSENT", more="x" * 5000),
        "",
    ],
)
def test_other_frames_are_left_to_the_session(raw: str) -> None:
    assert parse_recording_frame(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        frame(type="VIDEO_CONSENT", accepted="yes"),
        frame(type="VIDEO_CONSENT", accepted=1),
        frame(type="VIDEO_CONSENT", accepted=True, version=7),
        frame(type="VIDEO_CONSENT", accepted=True, version="x" * 101),
        frame(type="VIDEO_CHUNK"),
        frame(type="VIDEO_CHUNK", seq=True, durationMs=1),
        frame(type="VIDEO_CHUNK", seq="0", durationMs=1),
        frame(type="VIDEO_CHUNK", seq=0, durationMs=1.5),
        frame(type="VIDEO_CHUNK", seq=0, durationMs=1, atMs="0"),
    ],
)
def test_a_malformed_frame_is_refused_by_name(raw: str) -> None:
    with pytest.raises(InvalidVideoFrameError):
        parse_recording_frame(raw)


@pytest.mark.parametrize(("seq", "ms"), [(-1, 1), (0, 0), (0, 60_001), (14_400, 1), (1 << 80, 1)])
def test_values_outside_the_limits_are_refused(seq: int, ms: int) -> None:
    with pytest.raises(InvalidVideoChunkError):
        parse_recording_frame(frame(type="VIDEO_CHUNK", seq=seq, durationMs=ms))


def test_framed_bytes_belong_to_the_announced_chunk() -> None:
    assert parse_chunk_bytes(HEAD + b"film", SEVENTH, is_framed=True) == b"film"
    assert parse_chunk_bytes(b"\x01" + HEAD[1:] + b"sound", SEVENTH, is_framed=True) is None
    assert parse_chunk_bytes(b"", SEVENTH, is_framed=True) is None
    for raw, announced in (
        (HEAD + b"film", None),
        (HEAD[:4] + (8).to_bytes(4, "little") + b"film", SEVENTH),
        (HEAD[:2] + b"\x01" + HEAD[3:] + b"film", SEVENTH),
        (HEAD[:5], SEVENTH),
    ):
        with pytest.raises(VideoChunkNotAnnouncedError):
            parse_chunk_bytes(raw, announced, is_framed=True)


def test_unframed_bytes_belong_to_the_video_only_directly_after_an_announcement() -> None:
    assert parse_chunk_bytes(b"film", SEVENTH, is_framed=False) == b"film"
    assert parse_chunk_bytes(b"sound", None, is_framed=False) is None


@pytest.mark.parametrize("is_framed", [True, False])
def test_the_size_of_a_message_is_limited(is_framed: bool) -> None:
    head = HEAD if is_framed else b""
    assert parse_chunk_bytes(head + bytes(MAX_SOCKET_CHUNK_BYTES), SEVENTH, is_framed=is_framed)
    with pytest.raises(VideoMessageTooLargeError):
        parse_chunk_bytes(head + bytes(MAX_SOCKET_CHUNK_BYTES + 1), SEVENTH, is_framed=is_framed)


def test_any_input_gives_a_frame_or_a_named_error() -> None:
    words = ["VIDEO_CONSENT", "VOICE_CONSENT", "VIDEO_CHUNK", None, True, 0, -1, 1e9, "x", [], {}]
    for kind in words:
        for word in words:
            named = dict.fromkeys(("accepted", "version", "seq", "durationMs"), word)
            with contextlib.suppress(InvalidRequestError):
                parse_recording_frame(json.dumps({"type": kind, **named}))
