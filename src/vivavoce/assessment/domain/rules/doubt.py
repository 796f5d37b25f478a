"""Doubt: what was denied, what was little, and what was taken back by half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.anchors import EVERYDAY
from vivavoce.assessment.domain.rules.lexicon import ENGLISH, PHRASES, pattern
from vivavoce.assessment.domain.rules.negation import denials
from vivavoce.assessment.domain.rules.pay import Purse
from vivavoce.assessment.domain.rules.refusals import is_right_refusal, undone
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.screen import matches_phrase
from vivavoce.assessment.domain.rules.units import Unit

SCOPE_BACK, SCOPE_BACK_INHERITED = 0.5, 0.6
MOST_SCOPE_BACK = 2
LOW_PRACTICE = 1.0
DENIED_ANCHOR = 0.6
CLARIFIED = 1.2
_SCOPE_BACK = pattern(*PHRASES["scope_back"])
_LOW_PRACTICE = pattern(*PHRASES["low_practice"])
_CLARIFICATION = pattern(*PHRASES["clarification"])
_REPAIR = pattern(*PHRASES["repair"])


@dataclass(frozen=True, slots=True)
class Doubt:
    """One unit of an answer that lowers, and by how much."""

    said_in: Routed
    unit: Unit
    amount: float


def doubts(one: Routed, purse: Purse) -> list[Doubt]:
    """Return the doubts of one answer in order; an honest story of a mended failure has none."""
    units = [screened.unit for screened in one.screened if screened.verdict is None]
    if any(matches_phrase(_CLARIFICATION, unit) for unit in units):
        return []
    is_repaired = any(matches_phrase(_REPAIR, unit) for unit in units)
    scope = SCOPE_BACK_INHERITED if one.is_inherited else SCOPE_BACK
    scopes = 0
    found: list[Doubt] = []
    for unit in units:
        if is_right_refusal(unit):
            continue
        amount = LOW_PRACTICE if matches_phrase(_LOW_PRACTICE, unit) else 0.0
        if scopes < MOST_SCOPE_BACK and matches_phrase(_SCOPE_BACK, unit):
            scopes += 1
            amount += scope
        if not is_repaired and not one.is_inherited:
            amount += DENIED_ANCHOR * _denied_anchors(unit, purse)
        if amount > 0:
            found.append(Doubt(one, unit, amount))
    return found


def clarifications(answers: Sequence[Routed]) -> float:
    """Return how much doubt the answers of one opportunity clear up."""
    clear = sum(
        any(
            screened.verdict is None and matches_phrase(_CLARIFICATION, screened.unit)
            for screened in one.screened
        )
        for one in answers
    )
    return CLARIFIED * clear


def cleared(found: Sequence[Doubt], relief: float) -> list[Doubt]:
    """Return the doubts that are left when ``relief`` is taken off, the first ones first."""
    left: list[Doubt] = []
    for doubt in found:
        amount = max(0.0, doubt.amount - relief)
        relief = max(0.0, relief - doubt.amount)
        if amount > 0:
            left.append(replace(doubt, amount=amount))
    return left


def _denied_anchors(unit: Unit, purse: Purse) -> int:
    count = 0
    for denial in denials(unit.words):
        if not denial.is_own or denial.word in ENGLISH.absences:
            continue
        count += any(
            word.stem not in EVERYDAY
            and word.stem not in purse.anchors.denied
            and (match := purse.match(word.stem)) is not None
            and match[0] == word.stem
            for word in undone(unit.words, denial)
        )
    return count
