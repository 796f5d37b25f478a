"""Deficits: negated anchors, poor practice and reduced scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.anchors import EVERYDAY_STEMS
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.evidence_budget import EvidenceBudget
from vivavoce.assessment.domain.rules.lexicon import (
    ENGLISH_LEXICON,
    PHRASE_PATTERNS,
    compile_alternation,
)
from vivavoce.assessment.domain.rules.negation import find_negations
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.assessment.domain.rules.undone_acts import find_undone_act, is_justified_refusal
from vivavoce.assessment.domain.rules.unit_screening import matches_phrase

REDUCED_SCOPE_DEFICIT, INHERITED_REDUCED_SCOPE_DEFICIT = 0.5, 0.6
MAX_REDUCED_SCOPE_COUNT = 2
POOR_PRACTICE_DEFICIT = 1.0
NEGATED_ANCHOR_DEFICIT = 0.6
CLARIFICATION_RELIEF = 1.2
_REDUCED_SCOPE = compile_alternation(*PHRASE_PATTERNS["scope_back"])
_POOR_PRACTICE = compile_alternation(*PHRASE_PATTERNS["low_practice"])
_CLARIFICATION = compile_alternation(*PHRASE_PATTERNS["clarification"])
_REPAIR = compile_alternation(*PHRASE_PATTERNS["repair"])


@dataclass(frozen=True, slots=True)
class Deficit:
    """One unit of an answer that lowers the score, and its amount."""

    answer: RoutedAnswer
    unit: TextUnit
    amount: float


def find_deficits(routed: RoutedAnswer, budget: EvidenceBudget) -> list[Deficit]:
    """Return the deficits of one answer in order.

    An answer with a clarification has none, and one that tells of a repair has none for negated anchors.
    """
    units = [screened.unit for screened in routed.screened if screened.verdict is None]
    if any(matches_phrase(_CLARIFICATION, unit) for unit in units):
        return []
    is_repaired = any(matches_phrase(_REPAIR, unit) for unit in units)
    scope = INHERITED_REDUCED_SCOPE_DEFICIT if routed.is_inherited else REDUCED_SCOPE_DEFICIT
    scopes = 0
    found: list[Deficit] = []
    for unit in units:
        if is_justified_refusal(unit):
            continue
        amount = POOR_PRACTICE_DEFICIT if matches_phrase(_POOR_PRACTICE, unit) else 0.0
        if scopes < MAX_REDUCED_SCOPE_COUNT and matches_phrase(_REDUCED_SCOPE, unit):
            scopes += 1
            amount += scope
        if not is_repaired and not routed.is_inherited:
            amount += NEGATED_ANCHOR_DEFICIT * _count_negated_anchors(unit, budget)
        if amount > 0:
            found.append(Deficit(routed, unit, amount))
    return found


def compute_clarification_relief(answers: Sequence[RoutedAnswer]) -> float:
    """Return the amount of deficits that clarifications in one opportunity's answers cancel."""
    clear = sum(
        any(
            screened.verdict is None and matches_phrase(_CLARIFICATION, screened.unit)
            for screened in one.screened
        )
        for one in answers
    )
    return CLARIFICATION_RELIEF * clear


def apply_relief(deficits: Sequence[Deficit], relief: float) -> list[Deficit]:
    """Return the deficits that remain after subtracting ``relief``, from the first ones on."""
    left: list[Deficit] = []
    for doubt in deficits:
        amount = max(0.0, doubt.amount - relief)
        relief = max(0.0, relief - doubt.amount)
        if amount > 0:
            left.append(replace(doubt, amount=amount))
    return left


def _count_negated_anchors(unit: TextUnit, budget: EvidenceBudget) -> int:
    count = 0
    for denial in find_negations(unit.words):
        if not denial.is_first_person or denial.word in ENGLISH_LEXICON.absences:
            continue
        count += any(
            word.stem not in EVERYDAY_STEMS
            and word.stem not in budget.anchors.negated_stems
            and (match := budget.find_match(word.stem)) is not None
            and match[0] == word.stem
            for word in find_undone_act(unit.words, denial)
        )
    return count
