"""Find answers that two evaluators score very differently for the same criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.transcript import ScorecardFlag
from vivavoce.kernel.rounding import format_level
from vivavoce.kernel.translation import translatable

MAX_SCORE_DIFFERENCE = 1.5
"""A larger difference, in levels, is flagged for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatorScore:
    """The score of one evaluator for one answer."""

    turn: int
    evaluator: str
    criterion: str
    score: float


def flag_disagreements(scores: Sequence[EvaluatorScore]) -> tuple[ScorecardFlag, ...]:
    """Return a flag for each answer and criterion on which evaluators differ by more than 1.5."""
    by_place: dict[tuple[int, str], list[EvaluatorScore]] = {}
    for evaluator_score in scores:
        by_place.setdefault(
            (evaluator_score.turn, evaluator_score.criterion.casefold()), []
        ).append(evaluator_score)
    flags = []
    for (turn, _), group in sorted(by_place.items()):
        low, high = (
            min(group, key=lambda score: (score.score, score.evaluator)),
            max(group, key=lambda score: (score.score, score.evaluator)),
        )
        if high.score - low.score > MAX_SCORE_DIFFERENCE:
            flags.append(
                ScorecardFlag(
                    kind="evaluators_differ",
                    turn=turn,
                    detail=translatable(
                        "{criterion}: {evaluator} gives {level}, {other} gives {other_level}.",
                        criterion=high.criterion,
                        evaluator=high.evaluator,
                        level=format_level(high.score),
                        other=low.evaluator,
                        other_level=format_level(low.score),
                    ),
                )
            )
    return tuple(flags)
