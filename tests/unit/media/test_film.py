"""Where pieces of a film lie, what is missing between them, and which bytes are whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain import film as of
from vivavoce.media.domain.artifact import ObjectName, Written
from vivavoce.media.domain.film import (
    Announced,
    ChunkUnreadable,
    Extent,
    FilmAnswer,
    Piece,
    RecordingFull,
    answer_of,
    gaps,
    joined_size,
    joined_tag,
    parts_of,
    placed,
    restarts,
)
from vivavoce.media.domain.ranges import Part

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def piece(seq: int, size: int = 10, *, opens: bool = False) -> Piece:
    name = ObjectName(TenantId(UUID(int=1)), UUID(int=seq + 1))
    return Piece(
        id=UUID(int=seq + 100),
        seq=seq,
        at_ms=0,
        duration_ms=1000,
        opens=opens,
        object=Written(name=name, size=size, sha256=bytes([seq]) * 32, key=b""),
        consent_version="v",
        kept_at=NOON,
    )


@pytest.mark.parametrize(
    ("announced", "before", "passed_s", "at_ms"),
    [
        (Announced(seq=0, duration_ms=30_000), None, 45, 0),
        (Announced(seq=3, duration_ms=30_000), (60_000, 30_000), 900, 90_000),
        (Announced(seq=3, duration_ms=30_000), None, 120, 90_000),
        (Announced(seq=3, duration_ms=30_000), None, 5, 0),
        (Announced(seq=3, duration_ms=30_000, at_ms=7), (60_000, 30_000), 900, 7),
    ],
)
def test_a_piece_follows_the_one_before_it_or_the_clock_or_what_is_said(
    announced: Announced, before: tuple[int, int] | None, passed_s: int, at_ms: int
) -> None:
    now = NOON + timedelta(seconds=passed_s)

    assert placed(announced, before=before, since=NOON, now=now) == at_ms


@pytest.mark.parametrize(
    ("seqs", "missing"),
    [
        ([], []),
        ([0, 1, 2], []),
        ([1, 2], [(0, 0)]),
        ([0, 3, 4, 9], [(1, 2), (5, 8)]),
    ],
)
def test_what_is_missing_before_the_last_piece_is_named(
    seqs: list[int], missing: list[tuple[int, int]]
) -> None:
    assert gaps([piece(seq) for seq in seqs]) == missing


def test_a_beginning_behind_the_first_piece_is_a_restart() -> None:
    assert restarts([piece(0, opens=True), piece(1), piece(2, opens=True)]) == [2]


def test_every_part_of_the_joined_film_is_made_of_the_right_bytes() -> None:
    sizes = [3, 1, 5, 2]
    film = [piece(seq, size) for seq, size in enumerate(sizes)]
    whole = "".join(str(seq) * size for seq, size in enumerate(sizes))
    assert joined_size(film) == len(whole)

    for start in range(len(whole)):
        for stop in range(start + 1, len(whole) + 1):
            found = list(parts_of(film, Part(start, stop)))
            assert "".join(str(one.seq) * part.length for one, part in found) == whole[start:stop]
            assert all(0 <= part.start < part.stop <= one.object.size for one, part in found)


def test_another_order_is_another_film() -> None:
    assert joined_tag([piece(0), piece(1)]) != joined_tag([piece(1), piece(0)])


@pytest.mark.parametrize(
    "announced",
    [
        Announced(seq=-1, duration_ms=1),
        Announced(seq=of.MOST_PIECES, duration_ms=1),
        Announced(seq=0, duration_ms=0),
        Announced(seq=0, duration_ms=60_001),
        Announced(seq=0, duration_ms=1, at_ms=-1),
        Announced(seq=0, duration_ms=1, at_ms=of.MOST_FILM_MS + 1),
    ],
)
def test_what_cannot_be_a_piece_is_refused(announced: Announced) -> None:
    with pytest.raises(ChunkUnreadable):
        announced.check()


YES, NO = True, False


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ([], FilmAnswer("not_answered", None)),
        ([(NO, at(1))], FilmAnswer("declined", at(1))),
        ([(YES, at(1))], FilmAnswer("agreed", at(1))),
        ([(YES, at(1)), (NO, at(2))], FilmAnswer("withdrawn", at(2))),
        ([(YES, at(1)), (NO, at(2)), (YES, at(3))], FilmAnswer("agreed", at(3))),
        ([(YES, at(1)), (YES, at(2))], FilmAnswer("agreed", at(1))),
    ],
)
def test_a_film_begins_with_the_first_yes_that_was_not_taken_back(
    answers: list[tuple[bool, datetime]], stands: FilmAnswer
) -> None:
    assert answer_of(answers) == stands


@pytest.mark.parametrize(
    "full",
    [
        Extent(of.MOST_PIECES, 0, 0),
        Extent(0, of.MOST_FILM_BYTES - 9, 0),
        Extent(0, 0, of.MOST_FILM_MS - 9),
    ],
)
def test_a_film_has_an_end_in_pieces_bytes_and_time(full: Extent) -> None:
    with pytest.raises(RecordingFull):
        full.check(size=10, duration_ms=10)
    Extent(of.MOST_PIECES - 1, of.MOST_FILM_BYTES - 10, of.MOST_FILM_MS - 10).check(
        size=10, duration_ms=10
    )
