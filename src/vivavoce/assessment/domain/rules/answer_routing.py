"""Route answers to competencies, and group the answers to one question as one opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors, RubricVocabulary
from vivavoce.assessment.domain.rules.dialogue import CandidateAnswer
from vivavoce.assessment.domain.rules.unit_screening import ScreenedUnit
from vivavoce.contracts.plan import Rubric

MIN_ROUTE_STRENGTH = 3.0
"""A weaker match counts as small talk and feeds no competency."""
_QUESTION_WEIGHT, _NAME_WEIGHT = 1.2, 1.5
_NEAR_BEST_SHARE = 0.75
_MAX_ROUTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedAnswer:
    """An answer with the competencies that it feeds. Follow-ups share their question's opportunity.

    With an inherited route, from the answer before, only deficits and withdrawals count, never evidence.
    """

    answer: CandidateAnswer
    screened: tuple[ScreenedUnit, ...]
    competencies: tuple[str, ...]
    opportunity: str
    is_inherited: bool = False


def route_answers(
    answers: Sequence[tuple[CandidateAnswer, tuple[ScreenedUnit, ...]]],
    rubric: Rubric,
    vocabulary: RubricVocabulary,
) -> tuple[RoutedAnswer, ...]:
    """Return every answer with its route; small talk inherits the route of the answer before it."""
    asked_for = {question.id: question.competency for question in rubric.questions}
    routed: list[RoutedAnswer] = []
    last: RoutedAnswer | None = None
    for answer, screened in answers:
        planned = asked_for.get(answer.question_id or "")
        found = (
            (planned,) if planned is not None else _match_competencies(answer, screened, vocabulary)
        )
        this = _route_answer(answer, screened, found, last)
        routed.append(this)
        if this.competencies and not this.is_inherited:
            last = this
    return tuple(routed)


def _route_answer(
    answer: CandidateAnswer,
    screened: tuple[ScreenedUnit, ...],
    competencies: tuple[str, ...],
    last: RoutedAnswer | None,
) -> RoutedAnswer:
    if not competencies:
        return RoutedAnswer(
            answer=answer,
            screened=screened,
            competencies=last.competencies if last is not None else (),
            opportunity=last.opportunity if last is not None else "",
            is_inherited=True,
        )
    opportunity = f"answer {answer.index}"
    if answer.question_id is not None:
        opportunity = f"question {answer.question_id}"
    elif last is not None and last.competencies == competencies and not answer.is_planned:
        opportunity = last.opportunity
    return RoutedAnswer(
        answer=answer, screened=screened, competencies=competencies, opportunity=opportunity
    )


def _match_competencies(
    answer: CandidateAnswer, screened: tuple[ScreenedUnit, ...], vocabulary: RubricVocabulary
) -> tuple[str, ...]:
    said = dict.fromkeys(stem for one in screened if one.verdict is None for stem in one.unit.stems)
    if not said:
        return ()
    pull = {
        name: _compute_route_strength(tuple(said), answer, one)
        for name, one in vocabulary.anchors.items()
    }
    best = max(pull.values(), default=0.0)
    if best < MIN_ROUTE_STRENGTH:
        return ()
    near = [name for name in pull if pull[name] >= _NEAR_BEST_SHARE * best]
    ranked = sorted(near, key=lambda name: (-pull[name], name))
    return tuple(ranked[:_MAX_ROUTES])


def _compute_route_strength(
    said: Sequence[str], answer: CandidateAnswer, anchors: CompetencyAnchors
) -> float:
    told = {match[0]: match[1] for stem in said if (match := anchors.find_match(stem)) is not None}
    asked = sum(anchors.weights.get(stem, 0.0) for stem in sorted(answer.question_stems))
    named = sum(
        stem in answer.question_stems or stem in said for stem in sorted(anchors.name_stems)
    )
    return sum(told.values()) + _QUESTION_WEIGHT * asked + _NAME_WEIGHT * named
