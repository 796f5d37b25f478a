"""Route answers to competencies as opportunities, and mark repeated and withdrawn units.

All answers to one question are one opportunity. Repetitions earn no credit, withdrawals cancel earlier
units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors, RubricVocabulary
from vivavoce.assessment.domain.rules.dialogue import CandidateAnswer, ScreenedUnit
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.assessment.domain.rules.withdrawals import list_denied_acts
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
        competencies = (
            (planned,) if planned is not None else _match_competencies(answer, screened, vocabulary)
        )
        this = _route_answer(answer, screened, competencies, last)
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
    stems = dict.fromkeys(
        stem
        for screened_unit in screened
        if screened_unit.verdict is None
        for stem in screened_unit.unit.stems
    )
    if not stems:
        return ()
    pull = {
        name: _compute_route_strength(tuple(stems), answer, anchors)
        for name, anchors in vocabulary.anchors.items()
    }
    best = max(pull.values(), default=0.0)
    if best < MIN_ROUTE_STRENGTH:
        return ()
    near = [name for name in pull if pull[name] >= _NEAR_BEST_SHARE * best]
    ranked = sorted(near, key=lambda name: (-pull[name], name))
    return tuple(ranked[:_MAX_ROUTES])


def _compute_route_strength(
    stems: Sequence[str], answer: CandidateAnswer, anchors: CompetencyAnchors
) -> float:
    matched = {
        match[0]: match[1] for stem in stems if (match := anchors.find_match(stem)) is not None
    }
    asked = sum(anchors.weights.get(stem, 0.0) for stem in sorted(answer.question_stems))
    named = sum(
        stem in answer.question_stems or stem in stems for stem in sorted(anchors.name_stems)
    )
    return sum(matched.values()) + _QUESTION_WEIGHT * asked + _NAME_WEIGHT * named


REPETITION_SHARE = 0.85
"""The share of a unit's stems that one earlier unit must contain to make it a repetition."""
_MIN_STEMS = 3
_MAX_DENIABLE_UNITS = 200
"""A denial takes back what was said this recently, which bounds the time for crafted texts."""


@dataclass(slots=True)
class _AffirmedUnit:
    affirmed: frozenset[str]
    answer: int
    place: int


def extract_affirmed_stems(unit: TextUnit) -> tuple[str, ...]:
    """Return the distinct content stems of a unit that are not negated."""
    denied = find_negated_places(unit.words)
    return tuple(
        dict.fromkeys(
            word.stem
            for place, word in enumerate(unit.words)
            if word.is_content and place not in denied
        )
    )


def mark_repeated_and_withdrawn(routed: Sequence[RoutedAnswer]) -> tuple[RoutedAnswer, ...]:
    """Return the answers with repeated and withdrawn units marked."""
    settled = [list(answer.screened) for answer in routed]
    affirmed_units: list[_AffirmedUnit] = []
    for number, answer in enumerate(routed):
        for place, screened in enumerate(answer.screened):
            denied = _find_denied(settled, affirmed_units, number, place)
            for earlier in denied:
                units = settled[earlier.answer]
                units[earlier.place] = replace(units[earlier.place], verdict="withdrawn")
                settled[number][place] = replace(screened, verdict="retraction")
            if screened.verdict == "retraction" and not _mark_withdrawn(
                routed, settled, number, place
            ):
                settled[number][place] = replace(screened, verdict="withdrawn")
            if denied or screened.verdict == "retraction":
                affirmed_units = [
                    earlier
                    for earlier in affirmed_units
                    if settled[earlier.answer][earlier.place].verdict is None
                ]
            if settled[number][place].verdict is not None:
                continue
            affirmed = frozenset(extract_affirmed_stems(screened.unit))
            if _is_repeated(screened.unit, affirmed_units):
                settled[number][place] = replace(screened, verdict="repetition")
            else:
                affirmed_units.append(_AffirmedUnit(affirmed, number, place))
    return tuple(
        replace(answer, screened=tuple(units))
        for answer, units in zip(routed, settled, strict=True)
    )


def _find_denied(
    settled: Sequence[Sequence[ScreenedUnit]],
    affirmed_units: Sequence[_AffirmedUnit],
    number: int,
    place: int,
) -> list[_AffirmedUnit]:
    """Return the earlier units whose act the unit at ``place`` denies in a correction."""
    screened = settled[number][place]
    if screened.verdict is not None:
        return []
    before = settled[number][place - 1].unit if place > 0 else None
    denied = list_denied_acts(screened.unit, before)
    if not denied:
        return []
    return [
        earlier
        for earlier in affirmed_units[-_MAX_DENIABLE_UNITS:]
        if any(earlier.affirmed.issuperset(act) for act in denied)
    ]


def _is_repeated(unit: TextUnit, earlier_units: Sequence[_AffirmedUnit]) -> bool:
    stems = unit.stems
    if len(stems) < _MIN_STEMS:
        return False
    return any(
        sum(stem in earlier.affirmed for stem in stems) >= REPETITION_SHARE * len(stems)
        for earlier in earlier_units
    )


def _mark_withdrawn(
    routed: Sequence[RoutedAnswer], settled: list[list[ScreenedUnit]], number: int, place: int
) -> bool:
    """Mark what the unit at ``place`` takes back; return whether anything was told before it."""
    here = routed[number].screened[place].unit.turn
    before = [
        at
        for at, screened in enumerate(settled[number][:place])
        if screened.verdict in (None, "repetition")
    ]
    same_turn = [at for at in before if settled[number][at].unit.turn == here]
    found = _mark_units_withdrawn(settled[number], same_turn)
    if any(len(settled[number][at].unit.stems) >= _MIN_STEMS for at in same_turn):
        return found
    # It opens its turn, so it withdraws everything said to this question before.
    found |= _mark_units_withdrawn(settled[number], before)
    if not routed[number].opportunity:
        return found
    for earlier in range(number):
        if routed[earlier].opportunity == routed[number].opportunity:
            found |= _mark_units_withdrawn(settled[earlier], range(len(settled[earlier])))
    return found


def _mark_units_withdrawn(units: list[ScreenedUnit], places: Sequence[int]) -> bool:
    marked = [at for at in places if units[at].verdict in (None, "repetition")]
    for at in marked:
        units[at] = replace(units[at], verdict="withdrawn")
    return any(extract_affirmed_stems(units[at].unit) for at in marked)
