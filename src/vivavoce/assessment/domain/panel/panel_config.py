"""Who may sit on a panel: the built-in evaluators and perspectives, and an organisation's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.assessment.domain.panel import exaggeration, relevance, rubric_evaluator, structure
from vivavoce.assessment.domain.panel.perspectives import PERSPECTIVE_DEFINITIONS
from vivavoce.contracts.plan import Competency

PanelMemberKind = Literal["evaluator", "perspective"]
EVALUATOR_DESCRIPTIONS: Mapping[str, str] = {
    relevance.NAME: "Whether the answer speaks to what was asked.",
    exaggeration.NAME: "Whether claims are borne out, and numbers go together. It judges statements.",
    structure.NAME: "Which steps of the question's framework the answer takes.",
    rubric_evaluator.NAME: "What the answer shows of the plan's competency, by the plan's own rubric.",
}
PERSPECTIVE_DESCRIPTIONS: Mapping[str, str] = {
    seat.name: seat.description for seat in PERSPECTIVE_DEFINITIONS
}
BUILT_IN_MEMBER_NAMES = frozenset({*EVALUATOR_DESCRIPTIONS, *PERSPECTIVE_DESCRIPTIONS})
CRITERION_BY_EVALUATOR: Mapping[str, str] = {
    relevance.NAME: relevance.CRITERION,
    exaggeration.NAME: exaggeration.CRITERION,
    structure.NAME: structure.CRITERION,
}
"""The criterion of each evaluator that has one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEvaluator:
    """An evaluator that an organisation made from the text of its rubric; a new text is a new version."""

    id: UUID
    name: str
    version: int
    criteria: tuple[Competency, ...]
    made_by: str
    made_at: datetime

    @property
    def display_name(self) -> str:
        """How its evaluations name it."""
        return f"{self.name} v{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelConfig:
    """Who sits on the panels of an organisation now."""

    custom_evaluators: tuple[CustomEvaluator, ...] = ()
    disabled: Mapping[PanelMemberKind, frozenset[str]] = field(default_factory=dict)

    def is_enabled(self, kind: PanelMemberKind, name: str) -> bool:
        """Whether a seat was not switched off."""
        return name not in self.disabled.get(kind, frozenset())
