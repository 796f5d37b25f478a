"""How much of a large sample a run reads: a part in ``make test``, all of it in ``make test-all``.

A rate or a rule over thousands of texts is proven on every n-th of them while you work, and on all in CI.
What takes minutes, such as an interview with each kind of endpoint, CI takes in turn.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_READS_ALL = bool(os.environ.get("WHOLE_SAMPLES"))
_TURN = os.environ.get("TURN")
_PART = 8


def part_of(sample: Sequence[T], every: int = _PART) -> Sequence[T]:
    """Return each ``every``-th item from the first on; with ``WHOLE_SAMPLES``, the whole sample."""
    return sample if _READS_ALL else sample[::every]


def examples(count: int) -> int:
    """Return of how many examples a property is tried: ``count`` with ``WHOLE_SAMPLES``, else a part."""
    return count if _READS_ALL else -(-count // _PART)


def in_turn(sample: Sequence[T], parts: int) -> Sequence[T]:
    """Return one part of what is slow and independent of the rest; without ``TURN``, the whole sample.

    CI sets ``TURN`` to a number of the commit's content: commits take the parts in turn.
    """
    return sample if _TURN is None else sample[int(_TURN) % parts :: parts]


def is_its_turn(part: int, parts: int) -> bool:
    """Return whether a test in ``part`` (from 0) of so many parts is run: always without ``TURN``."""
    if not 0 <= part < parts:
        raise ValueError(f"part {part} of {parts} never has its turn")
    return _TURN is None or int(_TURN) % parts == part
