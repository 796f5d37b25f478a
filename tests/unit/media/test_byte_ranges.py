"""Which part of an object a ``Range`` header requests, and which encrypted chunks contain it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.media.domain.byte_range import (
    BLOCK_BYTES,
    ByteRange,
    RangeNotSatisfiableError,
    build_nonce,
    compute_block_span,
    compute_encrypted_size,
    count_blocks,
    parse_range_header,
)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", ByteRange(0, 1)),
        ("bytes=2-4", ByteRange(2, 5)),
        ("bytes=2-", ByteRange(2, 10)),
        ("bytes=-3", ByteRange(7, 10)),
        ("bytes=-30", ByteRange(0, 10)),
        ("bytes=9-99", ByteRange(9, 10)),
        ("Bytes = 1 - 2", ByteRange(1, 3)),
    ],
)
def test_a_single_range_is_parsed(header: str, part: ByteRange) -> None:
    assert parse_range_header(header, 10) == part


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=٣-٤"],
)
def test_anything_else_is_ignored(header: str) -> None:
    assert parse_range_header(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999-"])
def test_a_range_past_the_end_is_refused(header: str) -> None:
    with pytest.raises(RangeNotSatisfiableError):
        parse_range_header(header, 10)


@given(st.data(), st.integers(1, 4 * BLOCK_BYTES))
def test_the_sealed_chunks_of_a_range_contain_it_and_no_more(
    data: st.DataObject, size: int
) -> None:
    start = data.draw(st.integers(0, size - 1))
    part = ByteRange(start, data.draw(st.integers(start + 1, size)))

    span = compute_block_span(part)

    assert span.first * BLOCK_BYTES + span.offset == part.start
    assert 0 <= span.offset < BLOCK_BYTES
    assert span.last * BLOCK_BYTES < part.stop <= (span.last + 1) * BLOCK_BYTES
    assert span.last < count_blocks(size)


@pytest.mark.parametrize(
    ("size", "pieces"), [(0, 1), (1, 1), (BLOCK_BYTES, 1), (BLOCK_BYTES + 1, 2)]
)
def test_every_sealed_chunk_is_sixteen_bytes_longer(size: int, pieces: int) -> None:
    assert count_blocks(size) == pieces
    assert compute_encrypted_size(size) == size + 16 * pieces


def test_no_two_chunks_share_a_nonce_and_the_last_one_is_marked() -> None:
    nonces = {build_nonce(piece, is_last=last) for piece in range(300) for last in (False, True)}

    assert len(nonces) == 600
    assert {len(nonce) for nonce in nonces} == {12}
