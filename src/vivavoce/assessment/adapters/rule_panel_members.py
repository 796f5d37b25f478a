"""Panel members that use the built-in rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.panel import exaggeration, relevance, rubric_evaluator, structure
from vivavoce.assessment.domain.panel.answer_context import (
    RULES_LABEL,
    AnswerContext,
    EvaluatorResult,
    PerspectiveResult,
)
from vivavoce.assessment.domain.panel.panel_config import (
    CRITERION_BY_EVALUATOR,
    CustomEvaluator,
    PanelConfig,
    PanelMemberKind,
)
from vivavoce.assessment.domain.panel.perspectives import (
    PERSPECTIVE_DEFINITIONS,
    PerspectiveDefinition,
    evaluate_topic_coverage,
)
from vivavoce.assessment.ports import OffLoopExecutor, PanelEvaluator, PanelPerspective

_EVALUATOR_FUNCTIONS: dict[str, Callable[[AnswerContext], EvaluatorResult]] = {
    relevance.NAME: relevance.evaluate_relevance,
    exaggeration.NAME: exaggeration.evaluate_exaggeration,
    structure.NAME: structure.evaluate_structure,
    rubric_evaluator.NAME: rubric_evaluator.evaluate_by_rubric,
}


def list_criteria(name: str, context: AnswerContext) -> tuple[str, ...]:
    """Return the criteria of a built-in evaluator."""
    return (CRITERION_BY_EVALUATOR.get(name) or context.competency or "Rubric",)


@dataclass(frozen=True, slots=True)
class RuleEvaluator:
    """A built-in evaluator."""

    name: str
    off_loop: OffLoopExecutor = asyncio.to_thread
    made_by: str = RULES_LABEL

    def criteria(self, context: AnswerContext) -> tuple[str, ...]:
        """Return its one criterion."""
        return list_criteria(self.name, context)

    async def __call__(self, context: AnswerContext) -> EvaluatorResult:
        """Evaluate by rules, off the event loop."""
        result: EvaluatorResult = await self.off_loop(_EVALUATOR_FUNCTIONS[self.name], context)
        return result


@dataclass(frozen=True, slots=True)
class RuleCustomEvaluator:
    """An organization's custom evaluator, evaluated by rules."""

    evaluator: CustomEvaluator
    off_loop: OffLoopExecutor = asyncio.to_thread
    made_by: str = RULES_LABEL

    @property
    def name(self) -> str:
        """The evaluator's name with its version."""
        return self.evaluator.display_name

    def criteria(self, context: AnswerContext) -> tuple[str, ...]:
        """Return the criteria of its rubric."""
        return tuple(criterion.name for criterion in self.evaluator.criteria)

    async def __call__(self, context: AnswerContext) -> EvaluatorResult:
        """Evaluate by rules, off the event loop."""
        result: EvaluatorResult = await self.off_loop(
            rubric_evaluator.evaluate_criteria,
            context,
            self.name,
            self.evaluator.criteria,
            self.criteria(context),
        )
        return result


@dataclass(frozen=True, slots=True)
class RulePerspective:
    """A built-in perspective."""

    definition: PerspectiveDefinition
    off_loop: OffLoopExecutor = asyncio.to_thread

    @property
    def name(self) -> str:
        """The perspective's name."""
        return self.definition.name

    async def __call__(self, context: AnswerContext) -> PerspectiveResult:
        """Comment by rules, off the event loop."""
        result: PerspectiveResult = await self.off_loop(
            evaluate_topic_coverage, context, self.definition
        )
        return result


class RulePanelMembers:
    """Provides panel members that use the built-in rules."""

    def __init__(self, off_loop: OffLoopExecutor = asyncio.to_thread) -> None:
        self._off_loop = off_loop

    def name_author(self, kind: PanelMemberKind, name: str, permit: ScoringPermit | None) -> str:
        """Return the label of the rules."""
        return RULES_LABEL

    def evaluators(self, context: AnswerContext, config: PanelConfig) -> Sequence[PanelEvaluator]:
        """Return the enabled evaluators."""
        built_in = [
            RuleEvaluator(name, self._off_loop)
            for name in _EVALUATOR_FUNCTIONS
            if config.is_enabled("evaluator", name)
        ]
        own = [
            RuleCustomEvaluator(evaluator, self._off_loop)
            for evaluator in config.custom_evaluators
            if config.is_enabled("evaluator", evaluator.name)
        ]
        return (*built_in, *own)

    def perspectives(
        self, context: AnswerContext, config: PanelConfig
    ) -> Sequence[PanelPerspective]:
        """Return the enabled perspectives."""
        return tuple(
            RulePerspective(seat, self._off_loop)
            for seat in PERSPECTIVE_DEFINITIONS
            if config.is_enabled("perspective", seat.name)
        )
