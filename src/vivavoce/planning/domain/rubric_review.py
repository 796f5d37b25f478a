"""Must-have competencies, and parts of a rubric that the built-in scorer could not score by rules.

Only a person sets must-haves; a job description can only lead to a proposal.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations

from vivavoce.contracts.plan import Competency, InterviewPlan, Rubric
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.plan_text_invariants import PlanViolation
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    normalize_text,
)

_MIN_SCORE, _MIN_SCORE_JUNIOR = 2.5, 2.0


def set_must_haves(plan: InterviewPlan, names: Collection[str], *, level: str) -> InterviewPlan:
    """Return ``plan`` with exactly these competencies required; names are compared case-insensitively."""
    wanted = {normalize_text(name).strip() for name in names}
    return replace(
        plan,
        rubric=replace(
            plan.rubric,
            competencies=tuple(
                _set_must_have(
                    competency, is_must_have=normalize_text(competency.name) in wanted, level=level
                )
                for competency in plan.rubric.competencies
            ),
        ),
    )


def find_unknown_must_haves(plan: InterviewPlan, names: Collection[str]) -> tuple[str, ...]:
    """Return the names that no competency of the plan has."""
    known = {normalize_text(competency.name) for competency in plan.rubric.competencies}
    return tuple(name for name in names if normalize_text(name).strip() not in known)


def _set_must_have(competency: Competency, *, is_must_have: bool, level: str) -> Competency:
    least = _MIN_SCORE_JUNIOR if level == "JUNIOR" else _MIN_SCORE
    if is_must_have and competency.minimum_acceptable_score is not None:
        least = competency.minimum_acceptable_score
    return replace(
        competency,
        is_required=is_must_have,
        minimum_acceptable_score=least if is_must_have else None,
    )


MIN_STEMS = 6
MAX_OVERLAP = 0.4
_ANCHOR_LEVELS = ("3", "4", "5")


def lint_rubric(rubric: Rubric) -> list[PlanViolation]:
    """Return warnings for indicators with too few words and for competencies that share too many.

    Levels 3 to 5 need at least ``MIN_STEMS`` word stems each, and two competencies may share at most
    ``MAX_OVERLAP`` of their stems.
    """
    warnings = []
    for competency in rubric.competencies:
        for side in competency.sub_dimensions:
            for level in _ANCHOR_LEVELS:
                text = " ".join((side.indicators.get(level, ""), *side.signals.get(level, ())))
                if len(extract_content_stems(text)) < MIN_STEMS:
                    warnings.append(
                        PlanViolation(
                            "not_scorable_by_rules",
                            translatable(
                                '"{competency}: {name}" is too short at level {level}.',
                                competency=competency.name,
                                name=side.name,
                                level=level,
                            ),
                        )
                    )
    for first, second in combinations(rubric.competencies, 2):
        share = _compute_overlap(first, second)
        if share > MAX_OVERLAP:
            warnings.append(
                PlanViolation(
                    "hard_to_tell_apart",
                    translatable(
                        '"{first}" and "{second}" have {share} of their words in common.',
                        first=first.name,
                        second=second.name,
                        share=f"{share:.0%}",
                    ),
                )
            )
    return warnings


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
