"""What stands once everything was said: repetitions pay once, withdrawals cancel what they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.negation import denied_places
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.screen import Screened
from vivavoce.assessment.domain.rules.units import Unit

REPEATED = 0.85
"""So much of a unit in one earlier unit is the same thing told again."""
_LEAST_STEMS = 3


@dataclass(slots=True)
class _Heard:
    affirmed: frozenset[str]
    answer: int
    place: int


def affirmed_stems(unit: Unit) -> tuple[str, ...]:
    """Return the distinct content stems of a unit that no negation reaches."""
    denied = denied_places(unit.words)
    return tuple(
        dict.fromkeys(
            word.stem
            for place, word in enumerate(unit.words)
            if word.is_content and place not in denied
        )
    )


def settle(routed: Sequence[Routed]) -> tuple[Routed, ...]:
    """Return the answers with repeated and withdrawn units marked."""
    settled = [list(one.screened) for one in routed]
    heard: list[_Heard] = []
    for number, one in enumerate(routed):
        for place, screened in enumerate(one.screened):
            if screened.verdict == "retraction":
                _withdraw(routed, settled, number, place)
                heard = [each for each in heard if settled[each.answer][each.place].verdict is None]
            if screened.verdict is not None:
                continue
            affirmed = frozenset(affirmed_stems(screened.unit))
            if _is_repeated(screened.unit, heard):
                settled[number][place] = replace(screened, verdict="repetition")
            else:
                heard.append(_Heard(affirmed, number, place))
    return tuple(
        replace(one, screened=tuple(units)) for one, units in zip(routed, settled, strict=True)
    )


def _is_repeated(unit: Unit, heard: Sequence[_Heard]) -> bool:
    stems = unit.stems
    if len(stems) < _LEAST_STEMS:
        return False
    return any(
        sum(stem in earlier.affirmed for stem in stems) >= REPEATED * len(stems)
        for earlier in heard
    )


def _withdraw(
    routed: Sequence[Routed], settled: list[list[Screened]], number: int, place: int
) -> None:
    here = routed[number].screened[place].unit.turn
    before = [
        at for at, one in enumerate(settled[number][:place]) if one.verdict in (None, "repetition")
    ]
    same_turn = [at for at in before if settled[number][at].unit.turn == here]
    _cancel(settled[number], same_turn)
    if any(len(settled[number][at].unit.stems) >= _LEAST_STEMS for at in same_turn):
        return
    # It opens its turn: whatever was told to this question until now is taken back.
    _cancel(settled[number], before)
    if not routed[number].opportunity:
        return
    for earlier in range(number):
        if routed[earlier].opportunity == routed[number].opportunity:
            _cancel(settled[earlier], range(len(settled[earlier])))


def _cancel(units: list[Screened], places: Sequence[int]) -> None:
    for at in places:
        if units[at].verdict in (None, "repetition"):
            units[at] = replace(units[at], verdict="withdrawn")
