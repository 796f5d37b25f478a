"""Where two evaluators read the same answer by the same criterion and come out far apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.scorecard import Flag

FAR_APART = 1.5
"""More than this of five levels is for a person to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The score of one evaluator for one answer."""

    turn: int
    evaluator: str
    criterion: str
    score: float


def differences(scored: Sequence[Scored]) -> tuple[Flag, ...]:
    """Return a flag for each answer and criterion on which evaluators differ by more than 1.5."""
    by_place: dict[tuple[int, str], list[Scored]] = {}
    for one in scored:
        by_place.setdefault((one.turn, one.criterion.casefold()), []).append(one)
    flags = []
    for (turn, _), found in sorted(by_place.items()):
        low, high = (
            min(found, key=lambda one: (one.score, one.evaluator)),
            max(found, key=lambda one: (one.score, one.evaluator)),
        )
        if high.score - low.score > FAR_APART:
            flags.append(
                Flag(
                    kind="evaluators_differ",
                    turn=turn,
                    detail=(
                        f"{high.criterion}: {high.evaluator} reads {high.score:.2f}, "
                        f"{low.evaluator} {low.score:.2f}."
                    ),
                )
            )
    return tuple(flags)
