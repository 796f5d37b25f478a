"""Pairwise ranking: exact for a consistent comparator, and it reports cycles of an inconsistent one.

Merge sort uses few comparisons. The rest of the comparison budget is spent on items two places apart, which
reveals cycles of three.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Comparator = Callable[[Item, Item], int]
"""Returns a positive number if the first item is better, a negative one if the second is, else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairwiseRanking(Generic[Item]):
    """A ranking, best first. In a cycle, each item beats the next, and the last beats the first."""

    order: tuple[Item, ...]
    comparisons: int
    """The number of compared pairs, each compared ``repeats`` times."""
    cycles: tuple[tuple[Item, ...], ...] = ()


def compute_comparison_budget(count: int) -> int:
    """Return the maximum number of pairs for ``count`` items: n * log2(n), rounded down."""
    return 0 if count < 2 else math.floor(count * math.log2(count))


def rank_pairwise(
    items: Sequence[Item], compare: Comparator[Item], *, repeats: int = 1
) -> PairwiseRanking[Item]:
    """Return the items best first; the sort is stable.

    For an unreliable comparator, each pair is compared ``repeats`` times and the majority counts.
    """
    jury = _ComparisonCache(items, compare, repeats)
    order = _merge_sort(list(range(len(items))), jury)
    cycles = []
    for first, second, third in zip(order, order[1:], order[2:], strict=False):
        if jury.comparison_count >= compute_comparison_budget(len(items)):
            break
        if jury.beats(third, first) and jury.beats(first, second) and jury.beats(second, third):
            cycles.append((items[first], items[second], items[third]))
    return PairwiseRanking(
        order=tuple(items[place] for place in order),
        comparisons=jury.comparison_count,
        cycles=tuple(cycles),
    )


class _ComparisonCache(Generic[Item]):
    """Compares each pair of positions once and caches the result."""

    def __init__(self, items: Sequence[Item], compare: Comparator[Item], repeats: int) -> None:
        self._items = items
        self._compare = compare
        self._repeats = repeats
        self._known: dict[tuple[int, int], int] = {}

    @property
    def comparison_count(self) -> int:
        return len(self._known)

    def beats(self, one: int, other: int) -> bool:
        return self.compare(one, other) > 0

    def compare(self, one: int, other: int) -> int:
        if one > other:
            return -self.compare(other, one)
        if (one, other) not in self._known:
            said = [
                self._compare(self._items[one], self._items[other]) for _ in range(self._repeats)
            ]
            self._known[(one, other)] = sum((each > 0) - (each < 0) for each in said)
        return self._known[(one, other)]


def _merge_sort(places: list[int], comparisons: _ComparisonCache[Item]) -> list[int]:
    if len(places) < 2:
        return places
    middle = len(places) // 2
    left, right = (
        _merge_sort(places[:middle], comparisons),
        _merge_sort(places[middle:], comparisons),
    )
    merged: list[int] = []
    at_left = at_right = 0
    while at_left < len(left) and at_right < len(right):
        if comparisons.beats(right[at_right], left[at_left]):
            merged.append(right[at_right])
            at_right += 1
        else:
            merged.append(left[at_left])
            at_left += 1
    return [*merged, *left[at_left:], *right[at_right:]]
