"""Mark repeated and withdrawn units: repetitions earn no credit, withdrawals cancel earlier units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.assessment.domain.rules.unit_screening import ScreenedUnit

REPETITION_SHARE = 0.85
"""The share of a unit's stems that one earlier unit must contain to make it a repetition."""
_MIN_STEMS = 3


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
    settled = [list(one.screened) for one in routed]
    heard: list[_AffirmedUnit] = []
    for number, one in enumerate(routed):
        for place, screened in enumerate(one.screened):
            if screened.verdict == "retraction":
                _mark_withdrawn(routed, settled, number, place)
                heard = [each for each in heard if settled[each.answer][each.place].verdict is None]
            if screened.verdict is not None:
                continue
            affirmed = frozenset(extract_affirmed_stems(screened.unit))
            if _is_repeated(screened.unit, heard):
                settled[number][place] = replace(screened, verdict="repetition")
            else:
                heard.append(_AffirmedUnit(affirmed, number, place))
    return tuple(
        replace(one, screened=tuple(units)) for one, units in zip(routed, settled, strict=True)
    )


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
) -> None:
    here = routed[number].screened[place].unit.turn
    before = [
        at for at, one in enumerate(settled[number][:place]) if one.verdict in (None, "repetition")
    ]
    same_turn = [at for at in before if settled[number][at].unit.turn == here]
    _mark_units_withdrawn(settled[number], same_turn)
    if any(len(settled[number][at].unit.stems) >= _MIN_STEMS for at in same_turn):
        return
    # It opens its turn, so it withdraws everything said to this question before.
    _mark_units_withdrawn(settled[number], before)
    if not routed[number].opportunity:
        return
    for earlier in range(number):
        if routed[earlier].opportunity == routed[number].opportunity:
            _mark_units_withdrawn(settled[earlier], range(len(settled[earlier])))


def _mark_units_withdrawn(units: list[ScreenedUnit], places: Sequence[int]) -> None:
    for at in places:
        if units[at].verdict in (None, "repetition"):
            units[at] = replace(units[at], verdict="withdrawn")
