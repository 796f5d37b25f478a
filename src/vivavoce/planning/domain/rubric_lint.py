"""Check a rubric for parts that the built-in scorer could not score by rules."""

from __future__ import annotations

from itertools import combinations

from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.planning.domain.plan_invariants import PlanViolation
from vivavoce.planning.domain.text_normalization import extract_content_stems

MIN_STEMS = 6
MAX_OVERLAP = 0.4
_ANCHOR_LEVELS = ("3", "4", "5")


def lint_rubric(rubric: Rubric) -> list[PlanViolation]:
    """Return warnings for indicators with too few words and for competencies that share too many.

    Levels 3 to 5 need at least ``MIN_STEMS`` word stems each, and two competencies may share at most
    ``MAX_OVERLAP`` of their stems.
    """
    found = []
    for competency in rubric.competencies:
        for side in competency.sub_dimensions:
            for level in _ANCHOR_LEVELS:
                text = " ".join((side.indicators.get(level, ""), *side.signals.get(level, ())))
                if len(extract_content_stems(text)) < MIN_STEMS:
                    found.append(
                        PlanViolation(
                            "not_scorable_by_rules",
                            f'"{competency.name}: {side.name}" is too short at level {level}.',
                        )
                    )
    for one, other in combinations(rubric.competencies, 2):
        share = _compute_overlap(one, other)
        if share > MAX_OVERLAP:
            found.append(
                PlanViolation(
                    "hard_to_tell_apart",
                    f'"{one.name}" and "{other.name}" have {share:.0%} of their words in common.',
                )
            )
    return found


def _compute_overlap(first_competency: Competency, second_competency: Competency) -> float:
    first, second = _collect_stems(first_competency), _collect_stems(second_competency)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _collect_stems(competency: Competency) -> set[str]:
    return {
        stem
        for side in competency.sub_dimensions
        for level in _ANCHOR_LEVELS
        for text in (side.indicators.get(level, ""), *side.signals.get(level, ()))
        for stem in extract_content_stems(text)
    }
