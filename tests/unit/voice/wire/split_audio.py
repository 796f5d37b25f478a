"""Splits one recording into chunks."""

from __future__ import annotations

from itertools import pairwise


def split(whole: bytes, at: list[float]) -> list[bytes]:
    """Return ``whole`` cut at these parts of its length."""
    places = sorted({0, len(whole), *(int(share * len(whole)) for share in at)})
    return [whole[begin:end] for begin, end in pairwise(places)]
