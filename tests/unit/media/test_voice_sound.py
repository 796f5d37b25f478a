"""Where passages are in a recorded voice, and what of it is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from vivavoce.contracts.video import SpokenPassage
from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.opus_sound import OpusSoundCodec
from vivavoce.media.domain.artifact import ObjectName, StoredObject
from vivavoce.media.domain.video import MediaPosition, RecordingChunk
from vivavoce.media.domain.voice_sound import (
    InvalidSoundRangeError,
    SoundRange,
    build_wav,
    find_gaps,
    locate_passages,
    place_sound,
)
from vivavoce.media.ports import ObjectMissingError


def chunk(at_ms: int, duration_ms: int, offset_ms: int, connection: str = "c1") -> RecordingChunk:
    return RecordingChunk(
        id=UUID(int=at_ms),
        seq=0,
        at_ms=at_ms,
        duration_ms=duration_ms,
        is_file_start=True,
        object=StoredObject(
            name=ObjectName(TenantId(UUID(int=1)), UUID(int=2)), size=1, sha256=b"", key=b""
        ),
        consent_version="v",
        kept_at=datetime(2030, 1, 1, tzinfo=UTC),
        position=MediaPosition(connection_id=connection, offset_ms=offset_ms),
    )


def passage(start_ms: int, end_ms: int, connection: str = "c1") -> SpokenPassage:
    return SpokenPassage(
        turn=4, connection_id=connection, start_ms=start_ms, end_ms=end_ms, span=(0, 9)
    )


def test_a_passage_over_two_pieces_is_found_on_the_clock_of_its_connection() -> None:
    chunks = [chunk(5000, 30_000, 1000), chunk(35_000, 10_000, 31_000)]

    [found] = locate_passages([passage(30_000, 33_000)], chunks)

    assert (found.range, found.is_complete) == (SoundRange(34_000, 37_000), True)


def test_a_passage_of_another_connection_or_without_sound_is_not_found() -> None:
    chunks = [chunk(5000, 10_000, 0)]

    assert locate_passages([passage(1000, 2000, "c2"), passage(20_000, 21_000)], chunks) == []


def test_a_passage_whose_beginning_was_not_stored_is_incomplete() -> None:
    [found] = locate_passages([passage(0, 3000)], [chunk(0, 10_000, 2000)])

    assert (found.range, found.is_complete) == (SoundRange(0, 1000), False)


def test_gaps_are_before_between_and_behind_the_pieces() -> None:
    chunks = [chunk(6000, 1000, 0), chunk(2000, 1000, 0), chunk(3010, 1000, 0)]

    assert find_gaps(chunks, SoundRange(0, 9000)) == [
        SoundRange(0, 2000),
        SoundRange(4010, 6000),
        SoundRange(7000, 9000),
    ]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (5, 4), (0, 600_001)])
def test_an_empty_or_too_long_range_is_refused(start: int, end: int) -> None:
    with pytest.raises(InvalidSoundRangeError):
        SoundRange(start, end).validate()


def test_sound_is_put_in_its_place_and_never_outside_the_range() -> None:
    sound = bytearray(3 * 32)
    ones, twos = b"\x01" * 64, b"\x02" * 64

    place_sound(sound, ones, chunk=chunk(9, 2, 0), wanted=SoundRange(10, 13))
    place_sound(sound, twos, chunk=chunk(12, 2, 0), wanted=SoundRange(10, 13))

    assert bytes(sound) == b"\x01" * 32 + bytes(32) + b"\x02" * 32
    assert build_wav(bytes(sound))[40:44] == (96).to_bytes(4, "little")


def test_the_codec_keeps_the_length_and_refuses_what_is_no_recording() -> None:
    codec = OpusSoundCodec()
    pcm = bytes(16_000 * 2 * 3)

    content = codec.encode(pcm)

    assert content.startswith(b"OggS")
    assert abs(len(codec.decode(content)) - len(pcm)) <= 16_000 * 2 * 20 // 1000
    with pytest.raises(ObjectMissingError):
        codec.decode(b"no recording")
