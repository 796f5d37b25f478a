"""The reader of recordings: any split, no surprise, and nothing but its own errors."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.voice.wire.split_audio import split

from vivavoce.voice.domain.wire import errors
from vivavoce.voice.domain.wire.webm import (
    CLUSTER_START,
    MAX_ELEMENT_BYTES,
    RECORDING_START,
    WebmReader,
    count_samples,
)

HEAD = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"
UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def element(kind: str, body: bytes, *, size: bytes | None = None) -> bytes:
    return bytes.fromhex(kind) + (size or (len(body) | 1 << 28).to_bytes(4)) + body


def sound_track(
    *,
    number: int = 1,
    codec: bytes = b"A_OPUS",
    channels: int = 1,
    head: bytes = HEAD,
    more: bytes = b"",
) -> bytes:
    audio = element("e1", element("9f", bytes((channels,))))
    named = element("d7", bytes((number,))) + element("83", b"\2") + element("86", codec)
    return element("ae", named + audio + (element("63a2", head) if head else b"") + more)


VIDEO_TRACK = element("ae", element("d7", b"\2") + element("83", b"\1") + element("86", b"V_VP8"))


def header(*tracks: bytes) -> bytes:
    listed = element("1654ae6b", b"".join(tracks or (sound_track(),)))
    return (
        element("1a45dfa3", element("4282", b"webm")) + bytes.fromhex("18538067") + UNKNOWN + listed
    )


def block(packet: bytes, *, track: int = 1, flags: int = 0x80) -> bytes:
    return element("a3", bytes((0x80 | track, 0, 0, flags)) + packet)


def group(packet: bytes) -> bytes:
    return element("a0", element("a1", b"\x81\0\0\0" + packet) + element("9b", b"\x14"))


def cluster(*blocks: bytes) -> bytes:
    return CLUSTER_START + UNKNOWN + element("e7", b"\0") + b"".join(blocks)


RECORDING = header() + cluster(block(b"one"), group(b"two")) + cluster(block(b"three"))


def read(*pieces: bytes) -> list[bytes]:
    reader = WebmReader()
    return [packet for piece in pieces for packet in reader.read_packets(piece)]


def read_until_error(pieces: list[bytes]) -> tuple[list[bytes], type[Exception] | None]:
    reader, packets = WebmReader(), []
    try:
        for piece in pieces:
            packets.extend(reader.read_packets(piece))
    except errors.InvalidWebmError as error:
        return packets, type(error)
    return packets, None


def test_packets_are_read_in_order_from_both_kinds_of_blocks() -> None:
    assert read(RECORDING) == [b"one", b"two", b"three"]


def test_video_packets_are_not_returned_as_audio() -> None:
    recording = header(VIDEO_TRACK, sound_track(number=3)) + cluster(
        block(b"picture", track=2), block(b"sound", track=3)
    )

    assert read(recording) == [b"sound"]


def test_a_second_recording_starts_anew_wherever_its_header_is() -> None:
    stereo = HEAD[:9] + b"\2" + HEAD[10:]
    reader = WebmReader()
    first = list(reader.read_packets(RECORDING))
    mono = reader.track
    second = list(
        reader.read_packets(header(sound_track(channels=2, head=stereo)) + cluster(block(b"four")))
    )

    assert (first[-1], second) == (b"three", [b"four"])
    assert [getattr(track, "channels", 0) for track in (mono, reader.track)] == [1, 2]


def test_reading_continues_at_the_next_cluster_after_a_lost_chunk() -> None:
    reader = WebmReader()
    list(reader.read_packets(header()))
    with pytest.raises(errors.InvalidWebmError):
        list(reader.read_packets(b"\0 the rest of something"))
    with pytest.raises(errors.InvalidWebmError):
        list(reader.read_packets(cluster(block(b"unexpected"))))
    reader.resume_at_cluster()

    assert list(reader.read_packets(cluster(block(b"later")))) == [b"later"]


@pytest.mark.parametrize(
    ("recording", "error"),
    [
        (cluster(block(b"one")), errors.MissingWebmHeaderError),
        (b"RIFF\x24\0\0\0WAVE", errors.MissingWebmHeaderError),
        (b"OggS" + bytes(30), errors.MissingWebmHeaderError),
        (b"\0" * 30, errors.InvalidWebmError),
        (RECORDING_START + b"\x80" + cluster(block(b"no tracks")), errors.MissingWebmHeaderError),
        (
            RECORDING + RECORDING_START + b"\x80" + cluster(block(b"no tracks")),
            errors.MissingWebmHeaderError,
        ),
        (header(VIDEO_TRACK), errors.WebmWithoutAudioError),
        (header(sound_track(codec=b"A_VORBIS")), errors.UnsupportedWebmCodecError),
        (header(sound_track(head=b"OpusHe")), errors.UnsupportedWebmCodecError),
        (header(sound_track(more=element("6d80", b""))), errors.UnsupportedWebmCodecError),
        (header(sound_track(channels=6)), errors.UnsupportedWebmChannelsError),
        (
            header(sound_track(head=HEAD[:9] + b"\6" + HEAD[10:])),
            errors.UnsupportedWebmChannelsError,
        ),
        (header(sound_track(head=HEAD[:18] + b"\1")), errors.UnsupportedWebmChannelsError),
        (header() + cluster(block(b"laced", flags=0x84)), errors.WebmLacingError),
        (header() + cluster(element("a3", b"\x81\0")), errors.InvalidWebmError),
        (
            header() + element("a3", b"", size=(MAX_ELEMENT_BYTES + 1 | 1 << 28).to_bytes(4)),
            errors.WebmElementTooLargeError,
        ),
        (header() + element("ec", b"", size=b"\x10\xff\xff\xff"), errors.WebmElementTooLargeError),
        (header() + element("a3", b"", size=UNKNOWN), errors.InvalidWebmError),
        (header() + cluster(*[element("ec", b"")] * 1_001), errors.InvalidWebmError),
    ],
)
def test_an_unsupported_recording_is_refused_by_name(
    recording: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        read(recording)
    assert raised.type is error


def cuts() -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(0, 1), max_size=8)


@given(cuts())
def test_any_split_of_a_recording_gives_the_same_packets(at: list[float]) -> None:
    assert read(*split(RECORDING, at)) == [b"one", b"two", b"three"]


def test_reading_byte_by_byte_gives_the_same_recording() -> None:
    assert read(*(bytes((byte,)) for byte in RECORDING)) == [b"one", b"two", b"three"]


@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6), cuts())
def test_a_damaged_recording_raises_only_named_errors_however_it_is_split(
    spoiled: list[tuple[float, int]], at: list[float]
) -> None:
    recording = bytearray(RECORDING + RECORDING)
    for place, value in spoiled:
        recording[int(place * len(recording))] = value

    assert read_until_error(split(bytes(recording), at)) == read_until_error([bytes(recording)])


@given(st.binary(max_size=400), cuts())
def test_garbage_raises_only_named_errors_however_it_is_split(
    garbage: bytes, at: list[float]
) -> None:
    for recording in (garbage, RECORDING_START + garbage, header() + cluster() + garbage):
        assert read_until_error(split(recording, at)) == read_until_error([recording])


@pytest.mark.parametrize(
    ("packet", "ms"),
    [
        (b"\x00", 10),
        (b"\x18", 60),
        (b"\x60", 10),
        (b"\x80", 2.5),
        (b"\xf8", 20),
        (b"\xf9", 40),
        (b"\xfb\x06", 120),
    ],
)
def test_a_packet_states_its_duration(packet: bytes, ms: float) -> None:
    assert count_samples(packet) == ms * 48


@pytest.mark.parametrize("packet", [b"", b"\xfb", b"\xfb\x00", b"\xfb\x07", b"\x1b\x03"])
def test_a_packet_over_the_maximum_duration_is_unreadable(packet: bytes) -> None:
    with pytest.raises(errors.InvalidOpusError):
        count_samples(packet)


@given(st.binary(max_size=8))
def test_any_packet_has_a_duration_or_is_unreadable(packet: bytes) -> None:
    with contextlib.suppress(errors.InvalidOpusError):
        assert 120 <= count_samples(packet) <= 5_760
