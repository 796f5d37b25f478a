"""Ranges of bytes: the ``Range`` header (RFC 9110, 14), and the layout of an encrypted object.

An encrypted object consists of plain blocks of one size, each stored with an authentication tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.kernel.errors import VivavoceError

_SINGLE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class RangeNotSatisfiableError(VivavoceError):
    """The requested range starts after the end of the object."""

    code = "range_not_satisfiable"
    status = 416
    title = "Range Not Satisfiable"


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from ``start`` up to, but not including, ``stop``."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """The number of bytes."""
        return self.stop - self.start


def parse_range_header(header: str, size: int) -> ByteRange | None:
    """Return the range that ``header`` requests of an object of ``size`` bytes, or None for the whole object.

    Anything but a single byte range is ignored, as the RFC allows. Raises ``RangeNotSatisfiableError``.
    """
    match = _SINGLE_RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        length = min(int(match[2]), size)
        part = ByteRange(size - length, size)
    else:
        start = int(match[1])
        last = int(match[2]) if match[2] else size - 1
        if last < start and match[2]:
            return None
        part = ByteRange(start, min(last + 1, size))
    if part.length <= 0:
        raise RangeNotSatisfiableError
    return part


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
