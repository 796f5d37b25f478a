"""A rubric read with the eyes of the built-in scorer: what it could not score by rules."""

from __future__ import annotations

from itertools import combinations

from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.planning.domain.invariants import Violation
from vivavoce.planning.domain.words import content_stems

LEAST_STEMS = 6
MOST_OVERLAP = 0.4
_ANCHORS = ("3", "4", "5")


def lint_rubric(rubric: Rubric) -> list[Violation]:
    """Return warnings: indicators with too few words, competencies that share most of theirs."""
    found = []
    for competency in rubric.competencies:
        for side in competency.sub_dimensions:
            for level in _ANCHORS:
                text = " ".join((side.indicators.get(level, ""), *side.signals.get(level, ())))
                if len(content_stems(text)) < LEAST_STEMS:
                    found.append(
                        Violation(
                            "not_scorable_by_rules",
                            f'"{competency.name}: {side.name}" says too little at level {level}.',
                        )
                    )
    for one, other in combinations(rubric.competencies, 2):
        share = _overlap(one, other)
        if share > MOST_OVERLAP:
            found.append(
                Violation(
                    "hard_to_tell_apart",
                    f'"{one.name}" and "{other.name}" share {share:.0%} of their words.',
                )
            )
    return found


def _overlap(one: Competency, other: Competency) -> float:
    first, second = _stems(one), _stems(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _stems(competency: Competency) -> set[str]:
    return {
        stem
        for side in competency.sub_dimensions
        for level in _ANCHORS
        for text in (side.indicators.get(level, ""), *side.signals.get(level, ()))
        for stem in content_stems(text)
    }
