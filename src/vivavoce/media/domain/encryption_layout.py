"""Layout of an encrypted object: plain blocks of one size, each stored with an authentication tag."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.media.domain.byte_range import ByteRange

BLOCK_BYTES = 256 * 1024
"""Plain bytes of every block but the last."""
TAG_BYTES = 16
"""Bytes that encryption adds to a block."""


@dataclass(frozen=True, slots=True)
class BlockSpan:
    """The blocks (first to last index) that hold a byte range, and its offset within the first block."""

    first: int
    last: int
    offset: int


def count_blocks(size: int) -> int:
    """Return how many blocks an object of ``size`` plain bytes has; an empty object has one."""
    return max(1, -(-size // BLOCK_BYTES))


def compute_encrypted_size(size: int) -> int:
    """Return the stored size, in bytes, of an object of ``size`` plain bytes."""
    return size + TAG_BYTES * count_blocks(size)


def compute_block_span(byte_range: ByteRange) -> BlockSpan:
    """Return the blocks that hold ``byte_range``, which must not be empty."""
    first = byte_range.start // BLOCK_BYTES
    return BlockSpan(
        first, (byte_range.stop - 1) // BLOCK_BYTES, byte_range.start - first * BLOCK_BYTES
    )


def build_nonce(block_index: int, *, is_last: bool) -> bytes:
    """Return the 12-byte nonce of a block; no two blocks of one object share one.

    It encodes the block's index and whether it is the last, so that blocks cannot be reordered or truncated
    unnoticed.
    """
    return bytes((is_last,)) + block_index.to_bytes(11, "big")
