"""Whole weights of competencies that sum to a total, none of them too heavy."""

from __future__ import annotations

from collections.abc import Sequence

MAX_WEIGHT = 35
"""In hundredths: of one competency."""
MAX_LONE_WEIGHT = 20
"""In hundredths: of one that a single line of the posting stands for, where the others can bear the rest."""
MAX_ANY_WORK_WEIGHT = 15
"""In hundredths: of problems of any kind, where the others can bear the rest."""
MAX_ONE_WORD_WEIGHT = 10
"""In hundredths: of one to which single words of its lines point, and not the occupation."""
MAX_LINELESS_WEIGHT = 12
"""In hundredths: of one that no line of the posting stands for."""


MIN_WEIGHT, MIN_GRAVE_WEIGHT = 5, 10
"""In hundredths: what is asked about weighs no less, and what is grave, such as a decision on safety."""


def share_out(
    sizes: Sequence[float], total: int, limits: Sequence[int] = (), least: Sequence[int] = ()
) -> list[int]:
    """Return whole weights by size that sum to ``total``, none above its limit if that is possible.

    Each has its ``least`` weight, 1 if it is left out or if their sum is more than the total.
    """
    most = list(limits) or [MAX_WEIGHT] * len(sizes)
    while sum(most) < total:
        lowest = min(range(len(most)), key=lambda at: _rate_room(most[at]))
        most[lowest] += 1
    weights = list(least) if least and sum(least) <= total else [1] * len(sizes)
    for _ in range(total - sum(weights) if sizes else 0):
        place = max(
            (at for at in range(len(sizes)) if weights[at] < most[at]),
            key=lambda at: (sizes[at] / (weights[at] + 1), -at),
        )
        weights[place] += 1
    return weights


def _rate_room(limit: int) -> tuple[bool, bool, int]:
    """Return how late a limit is raised: that of a competency without a line after all others."""
    return limit >= MAX_WEIGHT, limit < MAX_LONE_WEIGHT, limit
