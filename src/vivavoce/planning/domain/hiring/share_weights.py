"""Whole weights of competencies that sum to a total, none of them too heavy."""

from __future__ import annotations

from collections.abc import Sequence

MAX_WEIGHT = 35
"""In hundredths: of one competency."""


def share_out(sizes: Sequence[float], total: int) -> list[int]:
    """Return whole weights by size that sum to ``total``, none above the limit if that is possible."""
    most = max(MAX_WEIGHT, -(-total // max(1, len(sizes))))
    weights = [1] * len(sizes)
    for _ in range(total - len(sizes) if sizes else 0):
        place = max(
            (at for at in range(len(sizes)) if weights[at] < most),
            key=lambda at: (sizes[at] / (weights[at] + 1), -at),
        )
        weights[place] += 1
    return weights
