"""Build the rubric of a plan: competencies whose sides and levels come from the questions' anchors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import LEVELS, Competency, PlanQuestion, SubDimension
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.question_sets import SetQuestion, find_sides, find_source


def build_competency(
    share: CompetencyShare, questions: Sequence[SetQuestion], *, weight: float
) -> Competency:
    """Return a competency with the sides that its questions ask about.

    It is not required: only a person sets must-haves, see ``rubric_review.py``.
    """
    return Competency(name=share.name, weight=weight, sub_dimensions=_build_sides(questions))


def refresh_competency_sides(
    competency: Competency, questions: Sequence[PlanQuestion]
) -> Competency:
    """Return a competency with the sides of its questions from the question sets.

    It keeps its sides if they are not those of the sets, as in plans that a person or a model wrote.
    """
    sources = [source for question in questions if (source := find_source(question)) is not None]
    known = {side for source in sources for side in find_sides(source.id)}
    if not sources or not known.issuperset(side.name for side in competency.sub_dimensions):
        return competency
    return replace(competency, sub_dimensions=_build_sides(sources))


def _build_sides(questions: Sequence[SetQuestion]) -> tuple[SubDimension, ...]:
    sides = dict.fromkeys(question.side for question in questions)
    return tuple(
        _build_side(side, [one for one in questions if one.side == side]) for side in sides
    )


def _build_side(name: str, questions: Sequence[SetQuestion]) -> SubDimension:
    return SubDimension(
        name=name,
        indicators={
            level: " ".join(_unique(one.anchors[level].description for one in questions))
            for level in LEVELS
        },
        signals={
            level: _unique(signal for one in questions for signal in one.anchors[level].signals)
            for level in LEVELS
        },
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
