"""The geometry of a sealed object: plain pieces of one size, each a little longer once sealed."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.media.domain.byte_range import ByteRange

BLOCK_BYTES = 256 * 1024
"""Plain bytes of every piece but the last."""
TAG_BYTES = 16
"""What sealing adds to a piece."""


@dataclass(frozen=True, slots=True)
class BlockSpan:
    """Which pieces hold a part, and how much of the first is before it."""

    first: int
    last: int
    offset: int


def count_blocks(size: int) -> int:
    """Return how many pieces an object of ``size`` plain bytes has; an empty one has one."""
    return max(1, -(-size // BLOCK_BYTES))


def compute_encrypted_size(size: int) -> int:
    """Return how long an object of ``size`` plain bytes is in the store."""
    return size + TAG_BYTES * count_blocks(size)


def find_blocks(byte_range: ByteRange) -> BlockSpan:
    """Return the pieces that hold ``part``, which is not empty."""
    first = byte_range.start // BLOCK_BYTES
    return BlockSpan(
        first, (byte_range.stop - 1) // BLOCK_BYTES, byte_range.start - first * BLOCK_BYTES
    )


def build_nonce(block_index: int, *, is_last: bool) -> bytes:
    """Return the nonce of a piece; no two pieces of one object share one.

    It tells the piece's place and whether it is the last: none can be moved, and none cut off.
    """
    return bytes((is_last,)) + block_index.to_bytes(11, "big")
