"""How many typing errors lie between two words."""

from __future__ import annotations


def count_typos(first: str, second: str, *, limit: int) -> int:
    """Return the missing, extra, wrong or swapped letters; ``limit + 1`` if there are more.

    This is the optimal string alignment distance.
    """
    # Not at the top of the file: the import takes 50 ms, and most processes never need it.
    from rapidfuzz.distance import OSA

    return OSA.distance(first, second, score_cutoff=limit)
