"""What a finder hands over: stretches of the transcript with what they show. No score, no prose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.anchors import Anchors, RubricWords
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.units import Unit
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import Transcript

Kind = Literal["shown", "deficit", "point", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One stretch of a candidate turn and what it is worth.

    ``amount`` is paid words for ``shown``, doubt for ``deficit``, credit 0-1 for ``point``;
    ``unknown`` is an honest "I do not know", worth nothing.
    """

    competency: str
    opportunity: str
    answer: int
    kind: Kind
    turn: int
    start: int
    end: int
    quote: str
    amount: float
    level: int
    sub_dimension: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A transcript made ready for finders: its answers routed, screened and settled."""

    transcript: Transcript
    rubric: Rubric
    words: RubricWords
    answers: tuple[Routed, ...]


def finding(
    anchors: Anchors,
    said_in: Routed,
    unit: Unit,
    *,
    kind: Kind,
    amount: float,
    level: int,
    found: tuple[str, ...] = (),
) -> Finding:
    """Return a finding that quotes a whole unit, word for word."""
    return Finding(
        competency=anchors.competency.name,
        opportunity=said_in.opportunity,
        answer=said_in.answer.place,
        kind=kind,
        turn=unit.turn,
        start=unit.start,
        end=unit.end,
        quote=unit.raw,
        amount=amount,
        level=level,
        sub_dimension=anchors.side_of(found or unit.stems),
        found=found,
    )


Finder = Callable[[Reading], tuple[Finding, ...]]
Similarity = Callable[[str, str], float | None]
"""How near an answer is to an expected point in meaning, 0-1; None where nothing can tell."""
