"""What a finder hands over: stretches of the transcript with what they show. No score, no prose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors, RubricVocabulary
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Transcript

FindingKind = Literal["shown", "deficit", "point", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFinding:
    """One stretch of a candidate turn and what it is worth.

    ``amount`` is paid words for ``shown``, doubt for ``deficit``, credit 0-1 for ``point``;
    ``unknown`` is an honest "I do not know", worth nothing.
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
    """A transcript made ready for finders: its answers routed, screened and settled."""

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
    """Return a finding that quotes a whole unit, word for word."""
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
"""How near an answer is to an expected point in meaning, 0-1; None where nothing can tell."""
