"""Which part of an object a ``Range`` header asks for, and which sealed pieces hold it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.media.domain.ranges import NotSatisfiable, Part, wanted_part
from vivavoce.media.domain.sealing import PIECE, nonce_of, piece_count, sealed_size, span_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", Part(0, 1)),
        ("bytes=2-4", Part(2, 5)),
        ("bytes=2-", Part(2, 10)),
        ("bytes=-3", Part(7, 10)),
        ("bytes=-30", Part(0, 10)),
        ("bytes=9-99", Part(9, 10)),
        ("Bytes = 1 - 2", Part(1, 3)),
    ],
)
def test_a_single_range_is_understood(header: str, part: Part) -> None:
    assert wanted_part(header, 10) == part


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=٣-٤"],
)
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    assert wanted_part(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999-"])
def test_a_range_past_the_end_is_refused(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        wanted_part(header, 10)


@given(st.data(), st.integers(1, 4 * PIECE))
def test_the_pieces_of_a_part_hold_it_and_no_piece_more(data: st.DataObject, size: int) -> None:
    start = data.draw(st.integers(0, size - 1))
    part = Part(start, data.draw(st.integers(start + 1, size)))

    span = span_of(part)

    assert span.first * PIECE + span.skipped == part.start
    assert 0 <= span.skipped < PIECE
    assert span.last * PIECE < part.stop <= (span.last + 1) * PIECE
    assert span.last < piece_count(size)


@pytest.mark.parametrize(("size", "pieces"), [(0, 1), (1, 1), (PIECE, 1), (PIECE + 1, 2)])
def test_every_piece_is_sixteen_bytes_longer_sealed(size: int, pieces: int) -> None:
    assert piece_count(size) == pieces
    assert sealed_size(size) == size + 16 * pieces


def test_no_two_pieces_share_a_nonce_and_the_last_is_told_apart() -> None:
    nonces = {nonce_of(piece, is_last=last) for piece in range(300) for last in (False, True)}

    assert len(nonces) == 600
    assert {len(one) for one in nonces} == {12}
