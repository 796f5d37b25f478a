"""Score the expected points of knowledge questions by word recall and, if available, similarity."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer, extract_affirmed_stems
from vivavoce.assessment.domain.rules.dialogue import admits_not_knowing
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, Similarity, build_finding
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.text_units import (
    SYNONYM_WEIGHT,
    TextUnit,
    TranscriptWord,
    find_synonym_groups,
    is_similar_stem,
    tokenize,
)
from vivavoce.contracts.plan import PlanQuestion

LEXICAL_SHARE, SIMILARITY_SHARE = 0.6, 0.4
SOFT_SHARE, EXACT_SHARE = 0.7, 0.3
CREDIT_STEEPNESS = 4.0
"""The curve of ``compute_credit``: matching half of a point earns most of its credit."""
_SIMILARITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _AnswerUnit:
    answer: RoutedAnswer
    unit: TextUnit
    stems: tuple[str, ...]
    negated_stems: frozenset[str]

    def list_stems(self, also_negated: frozenset[str]) -> tuple[str, ...]:
        """Return the affirmed stems, and the negated ones that the point itself negates."""
        return (*self.stems, *sorted(self.negated_stems & also_negated))


def is_scored_by_points(question: PlanQuestion) -> bool:
    """Return whether a question is scored by its expected points.

    Points of other kinds of questions describe a good answer ("said which part was their own") in words that
    candidates do not use, so those answers are scored by anchors.
    """
    return question.kind == "knowledge" and bool(question.expected_points)


def find_expected_points(
    question: PlanQuestion,
    answers: Sequence[RoutedAnswer],
    anchors: CompetencyAnchors,
    similarity: Similarity | None,
) -> list[EvidenceFinding]:
    """Return a finding for each expected point that was made, or else the admission of not knowing."""
    units = [
        _AnswerUnit(
            answer,
            screened.unit,
            _extract_unit_stems(screened.unit),
            _extract_negated_stems(screened.unit.words),
        )
        for answer in answers
        if not answer.is_inherited
        for screened in answer.screened
        if screened.verdict is None and not screened.is_list
    ]
    asked = frozenset(stem for answer in answers for stem in answer.answer.question_stems)
    text = " ".join(unit.unit.text for unit in units)
    findings = []
    for point in question.expected_points:
        near = similarity(text, point) if similarity is not None and text else None
        finding = _match_point(point, units, asked, anchors, near)
        if finding is not None:
            findings.append(finding)
    return findings or _find_admission(units, anchors)


def compute_credit(match: float) -> float:
    """Return the credit, 0 to 1, for a match of 0 to 1 with an expected point."""
    return (1 - math.exp(-CREDIT_STEEPNESS * match)) / (1 - math.exp(-CREDIT_STEEPNESS))


def _match_point(
    point: str,
    units: Sequence[_AnswerUnit],
    question_stems: frozenset[str],
    anchors: CompetencyAnchors,
    similarity: float | None,
) -> EvidenceFinding | None:
    wanted = _extract_point_stems(point)
    new = tuple(stem for stem in wanted if stem not in question_stems) or wanted
    denied = _extract_negated_stems(tokenize(fold_text(point)))
    stems = tuple(dict.fromkeys(stem for unit in units for stem in unit.list_stems(denied)))
    soft = _compute_recall(new, stems)
    lexical = 0.0
    if soft > 0:
        exact = sum(stem in stems for stem in wanted) / len(wanted)
        lexical = SOFT_SHARE * soft + EXACT_SHARE * exact
    match = lexical
    if similarity is not None:
        similarity = min(1.0, max(0.0, round(similarity, _SIMILARITY_DIGITS)))
        match = LEXICAL_SHARE * lexical + SIMILARITY_SHARE * similarity
    if match <= 0 or not units:
        return None
    best = max(
        units, key=lambda unit: (_compute_recall(new, unit.list_stems(denied)), len(unit.stems))
    )
    worth = compute_credit(match)
    return build_finding(
        anchors,
        best.answer,
        best.unit,
        kind="point",
        amount=worth,
        level=round(1 + 4 * worth),
        matched_words=_find_matched_words(new, best.unit),
    )


def _find_admission(
    units: Sequence[_AnswerUnit], anchors: CompetencyAnchors
) -> list[EvidenceFinding]:
    for unit in units:
        if admits_not_knowing(unit.unit):
            return [
                build_finding(anchors, unit.answer, unit.unit, kind="unknown", amount=0.0, level=1)
            ]
    return []


def _extract_point_stems(point: str) -> tuple[str, ...]:
    """Return the stems of a point, including numbers."""
    words = tokenize(fold_text(point))
    return tuple(dict.fromkeys(word.stem for word in words if not word.is_function))


def _extract_unit_stems(unit: TextUnit) -> tuple[str, ...]:
    numbers = tuple(word.stem for word in unit.words if word.is_number)
    return (*extract_affirmed_stems(unit), *numbers)


def _extract_negated_stems(words: Sequence[TranscriptWord]) -> frozenset[str]:
    return frozenset(words[place].stem for place in find_negated_places(words))


def _compute_recall(wanted: Sequence[str], told: Iterable[str]) -> float:
    if not wanted:
        return 0.0
    stems = tuple(told)
    return sum(_compute_match_strength(stem, stems) for stem in wanted) / len(wanted)


def _compute_match_strength(wanted: str, told: Sequence[str]) -> float:
    if any(is_similar_stem(wanted, stem) for stem in told):
        return 1.0
    groups = find_synonym_groups(wanted)
    if groups and any(group in groups for stem in told for group in find_synonym_groups(stem)):
        return SYNONYM_WEIGHT
    return 0.0


def _find_matched_words(wanted: Sequence[str], unit: TextUnit) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            word.text
            for word in unit.words
            if not word.is_function and _compute_match_strength(word.stem, wanted) > 0
        )
    )
