"""The positions of video chunks, gaps between them, and the bytes of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain import video as of
from vivavoce.media.domain.artifact import ObjectName, StoredObject, split_byte_range
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    InvalidVideoChunkError,
    MediaPosition,
    RecordingChunk,
    RecordingConsent,
    RecordingFullError,
    RecordingUsage,
    VideoChunkMetadata,
    VoicePiece,
    compute_chunk_start_ms,
    compute_etag,
    compute_piece_start_ms,
    compute_total_size,
    find_missing_chunks,
    list_restart_chunk_numbers,
    resolve_consent,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def piece(seq: int, size: int = 10, *, opens: bool = False) -> RecordingChunk:
    name = ObjectName(TenantId(UUID(int=1)), UUID(int=seq + 1))
    return RecordingChunk(
        id=UUID(int=seq + 100),
        seq=seq,
        at_ms=0,
        duration_ms=1000,
        is_file_start=opens,
        object=StoredObject(name=name, size=size, sha256=bytes([seq]) * 32, key=b""),
        consent_version="v",
        kept_at=NOON,
    )


@pytest.mark.parametrize(
    ("announced", "before", "passed_s", "at_ms"),
    [
        (VideoChunkMetadata(seq=0, duration_ms=30_000), None, 45, 0),
        (VideoChunkMetadata(seq=3, duration_ms=30_000), (60_000, 30_000), 900, 90_000),
        (VideoChunkMetadata(seq=3, duration_ms=30_000), None, 120, 90_000),
        (VideoChunkMetadata(seq=3, duration_ms=30_000), None, 5, 0),
        (VideoChunkMetadata(seq=3, duration_ms=30_000, at_ms=7), (60_000, 30_000), 900, 7),
    ],
)
def test_a_chunk_is_placed_by_its_predecessor_by_the_clock_or_by_the_client(
    announced: VideoChunkMetadata, before: tuple[int, int] | None, passed_s: int, at_ms: int
) -> None:
    now = NOON + timedelta(seconds=passed_s)

    assert compute_chunk_start_ms(announced, previous=before, consented_at=NOON, now=now) == at_ms


@pytest.mark.parametrize(
    ("previous", "start_ms"),
    [(None, 5000), ((1000, 2000), 5000), ((4000, 1500), 5500), ((6000, 2000), 5000)],
)
def test_a_piece_of_the_voice_never_overlaps_one_that_began_before_it(
    previous: tuple[int, int] | None, start_ms: int
) -> None:
    said = VoicePiece(
        content=b"",
        duration_ms=1000,
        started_at=NOON + timedelta(seconds=5),
        position=MediaPosition(connection_id="c1", offset_ms=0),
    )

    assert compute_piece_start_ms(said, previous=previous, consented_at=NOON) == start_ms


@pytest.mark.parametrize(
    ("seqs", "missing"),
    [
        ([], []),
        ([0, 1, 2], []),
        ([1, 2], [(0, 0)]),
        ([0, 3, 4, 9], [(1, 2), (5, 8)]),
    ],
)
def test_missing_chunks_before_the_last_one_are_named(
    seqs: list[int], missing: list[tuple[int, int]]
) -> None:
    assert find_missing_chunks([piece(seq) for seq in seqs]) == missing


def test_a_new_header_after_the_first_chunk_is_a_restart() -> None:
    assert list_restart_chunk_numbers([piece(0, opens=True), piece(1), piece(2, opens=True)]) == [2]


def test_every_range_of_the_joined_video_has_the_right_bytes() -> None:
    sizes = [3, 1, 5, 2]
    chunks = [piece(seq, size) for seq, size in enumerate(sizes)]
    content = "".join(str(seq) * size for seq, size in enumerate(sizes))
    objects = [chunk.object for chunk in chunks]
    assert compute_total_size(chunks) == len(content)

    for start in range(len(content)):
        for stop in range(start + 1, len(content) + 1):
            parts = list(split_byte_range(objects, ByteRange(start, stop)))
            assert (
                "".join(str(objects.index(stored)) * part.length for stored, part in parts)
                == content[start:stop]
            )
            assert all(0 <= part.start < part.stop <= stored.size for stored, part in parts)


def test_another_order_gives_another_video() -> None:
    assert compute_etag([piece(0), piece(1)]) != compute_etag([piece(1), piece(0)])


@pytest.mark.parametrize(
    "announced",
    [
        VideoChunkMetadata(seq=-1, duration_ms=1),
        VideoChunkMetadata(seq=of.MAX_CHUNKS, duration_ms=1),
        VideoChunkMetadata(seq=0, duration_ms=0),
        VideoChunkMetadata(seq=0, duration_ms=60_001),
        VideoChunkMetadata(seq=0, duration_ms=1, at_ms=-1),
        VideoChunkMetadata(seq=0, duration_ms=1, at_ms=of.MAX_RECORDING_DURATION_MS + 1),
    ],
)
def test_an_invalid_chunk_is_refused(announced: VideoChunkMetadata) -> None:
    with pytest.raises(InvalidVideoChunkError):
        announced.validate()


YES, NO = True, False


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ([], RecordingConsent("not_answered", None)),
        ([(NO, at(1))], RecordingConsent("declined", at(1))),
        ([(YES, at(1))], RecordingConsent("agreed", at(1))),
        ([(YES, at(1)), (NO, at(2))], RecordingConsent("withdrawn", at(2))),
        ([(YES, at(1)), (NO, at(2)), (YES, at(3))], RecordingConsent("agreed", at(3))),
        ([(YES, at(1)), (YES, at(2))], RecordingConsent("agreed", at(1))),
    ],
)
def test_a_video_starts_with_the_first_consent_that_was_not_withdrawn(
    answers: list[tuple[bool, datetime]], stands: RecordingConsent
) -> None:
    assert resolve_consent(answers) == stands


@pytest.mark.parametrize(
    "full",
    [
        RecordingUsage(of.MAX_CHUNKS, 0, 0),
        RecordingUsage(0, of.MAX_RECORDING_BYTES - 9, 0),
        RecordingUsage(0, 0, of.MAX_RECORDING_DURATION_MS - 9),
    ],
)
def test_a_video_is_limited_in_chunks_bytes_and_duration(full: RecordingUsage) -> None:
    with pytest.raises(RecordingFullError):
        full.check_limits(size=10, duration_ms=10)
    RecordingUsage(
        of.MAX_CHUNKS - 1, of.MAX_RECORDING_BYTES - 10, of.MAX_RECORDING_DURATION_MS - 10
    ).check_limits(size=10, duration_ms=10)
