"""Findings of an evidence finder: quotes with their meaning, without scores or comments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors, RubricVocabulary
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Transcript

FindingKind = Literal["shown", "deficit", "point", "unknown", "met", "weak", "act"]
DEFICIT_KINDS: frozenset[FindingKind] = frozenset({"deficit", "weak"})
"""The kinds that lower a score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFinding:
    """One quoted part of a candidate turn and its value.

    ``amount`` depends on ``kind``: credit for ``shown``, the deficit for ``deficit``, a credit of 0 to 1
    for ``point``, and 0 for ``unknown``, an admission of not knowing. Questions with their own anchors have
    ``met`` for an anchor of level 3 to 5, ``weak`` for one of level 1 or 2, each with the weight of the
    match, and ``act`` for an act that meets no anchor, in answers on the topic.
    """

    competency: str
    opportunity: str
    answer: int
    kind: FindingKind
    turn: int
    start: int
    end: int
    quote: str
    amount: float
    level: int
    sub_dimension: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedTranscript:
    """A transcript prepared for finders: its answers are screened, routed, and marked for repetition."""

    transcript: Transcript
    rubric: Rubric
    rubric_vocabulary: RubricVocabulary
    answers: tuple[RoutedAnswer, ...]


def build_finding(
    anchors: CompetencyAnchors,
    answer: RoutedAnswer,
    unit: TextUnit,
    *,
    kind: FindingKind,
    amount: float,
    level: int,
    matched_words: tuple[str, ...] = (),
) -> EvidenceFinding:
    """Return a finding that quotes a whole unit verbatim."""
    return EvidenceFinding(
        competency=anchors.competency.name,
        opportunity=answer.opportunity,
        answer=answer.answer.index,
        kind=kind,
        turn=unit.turn,
        start=unit.start,
        end=unit.end,
        quote=unit.raw_text,
        amount=amount,
        level=level,
        sub_dimension=anchors.select_sub_dimension(matched_words or unit.stems),
        found=matched_words,
    )


EvidenceFinder = Callable[[PreparedTranscript], tuple[EvidenceFinding, ...]]
Similarity = Callable[[str, str], float | None]
"""Returns the semantic similarity, 0 to 1, of an answer and another text, or None if unavailable."""
