"""The geometry of a sealed object: plain pieces of one size, each a little longer once sealed."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.media.domain.ranges import Part

PIECE = 256 * 1024
"""Plain bytes of every piece but the last."""
TAG = 16
"""What sealing adds to a piece."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which pieces hold a part, and how much of the first is before it."""

    first: int
    last: int
    skipped: int


def piece_count(size: int) -> int:
    """Return how many pieces an object of ``size`` plain bytes has; an empty one has one."""
    return max(1, -(-size // PIECE))


def sealed_size(size: int) -> int:
    """Return how long an object of ``size`` plain bytes is in the store."""
    return size + TAG * piece_count(size)


def span_of(part: Part) -> Span:
    """Return the pieces that hold ``part``, which is not empty."""
    first = part.start // PIECE
    return Span(first, (part.stop - 1) // PIECE, part.start - first * PIECE)


def nonce_of(piece: int, *, is_last: bool) -> bytes:
    """Return the nonce of a piece; no two pieces of one object share one.

    It tells the piece's place and whether it is the last: none can be moved, and none cut off.
    """
    return bytes((is_last,)) + piece.to_bytes(11, "big")
