"""The scorecard: scores computed from quoted evidence, or the reason why there is no score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Recommendation = Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]
AbstainReason = Literal[
    "not_asked",
    "cut",
    "no_answer",
    "unintelligible",
    "other_language",
    "too_short",
    "no_evidence",
    "evaluator_down",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim quote, code points ``[start:end]`` of the turn's text, and what it shows."""

    quote: str
    turn: int
    start: int
    end: int
    sub_dimension: str
    level: int
    is_deficit: bool = False
    found: tuple[str, ...] = ()
    """The words that earned the credit, so that a page can underline them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyScore:
    """A score from 1 to 5 with its evidence, or None with the reason; ``confidence`` is 0 to 1."""

    name: str
    weight: float
    is_required: bool
    minimum_acceptable_score: float | None
    score: float | None
    insufficient_evidence: AbstainReason | None
    confidence: float | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardFlag:
    """Something that a person should review; it never changes a score."""

    kind: str
    detail: str
    turn: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerInfo:
    """What computed the scorecard: ``built-in rules`` or a model's label, with its version."""

    kind: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The scores of one transcript: overall 0 to 100 or None, recommendation or None."""

    overall_score: float | None
    recommendation: Recommendation | None
    competencies: tuple[CompetencyScore, ...]
    flags: tuple[ScorecardFlag, ...]
    scorer: ScorerInfo
