"""Panel configuration: built-in evaluators and perspectives, and an organization's custom evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.assessment.domain.panel import exaggeration, relevance, rubric_evaluator, structure
from vivavoce.assessment.domain.panel.perspectives import PERSPECTIVE_DEFINITIONS
from vivavoce.contracts.plan import Competency
from vivavoce.kernel.translation import translatable

PanelMemberKind = Literal["evaluator", "perspective"]
EVALUATOR_DESCRIPTIONS: Mapping[str, str] = {
    relevance.NAME: translatable("Whether the answer is relevant to the question."),
    exaggeration.NAME: translatable(
        "Whether claims are supported and numbers are consistent. It assesses statements, "
        "not people."
    ),
    structure.NAME: translatable("Which steps of the question's framework the answer covers."),
    rubric_evaluator.NAME: translatable(
        "What the answer shows for the plan's competency, according to the plan's rubric."
    ),
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
"""The criterion of each evaluator with a fixed criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEvaluator:
    """An evaluator from an organization's own rubric text; a new text is a new version."""

    id: UUID
    name: str
    version: int
    criteria: tuple[Competency, ...]
    parsed_by: str
    created_at: datetime

    @property
    def display_name(self) -> str:
        """The name that its evaluations carry, with the version."""
        return f"{self.name} v{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelConfig:
    """The current panel members of an organization."""

    custom_evaluators: tuple[CustomEvaluator, ...] = ()
    disabled: Mapping[PanelMemberKind, frozenset[str]] = field(default_factory=dict)

    def is_enabled(self, kind: PanelMemberKind, name: str) -> bool:
        """Return whether a member is not switched off."""
        return name not in self.disabled.get(kind, frozenset())

    def has_member(self, kind: PanelMemberKind, name: str) -> bool:
        """Return whether there is such a member, switched on or off."""
        if kind == "perspective":
            return name in PERSPECTIVE_DESCRIPTIONS
        own = {evaluator.name for evaluator in self.custom_evaluators}
        return name in EVALUATOR_DESCRIPTIONS or name in own
