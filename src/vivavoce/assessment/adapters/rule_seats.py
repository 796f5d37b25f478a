"""Seats of the built-in rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.panel import by_rubric, exaggeration, relevance, structure
from vivavoce.assessment.domain.panel.heard import RULES, Comment, Heard, Verdict
from vivavoce.assessment.domain.panel.perspectives import SEATS, Seat, comment
from vivavoce.assessment.domain.panel.seats import CRITERIA, OwnEvaluator, Roster
from vivavoce.assessment.ports import OffLoop
from vivavoce.assessment.ports.panel import EvaluatorSeat, PerspectiveSeat

_RULES: dict[str, Callable[[Heard], Verdict]] = {
    relevance.NAME: relevance.relevance,
    exaggeration.NAME: exaggeration.exaggeration,
    structure.NAME: structure.structured_thinking,
    by_rubric.NAME: by_rubric.rubric,
}


def criteria_of(name: str, heard: Heard) -> tuple[str, ...]:
    """Return what a built-in evaluator gives an evaluation for."""
    return (CRITERIA.get(name) or heard.competency or "Rubric",)


@dataclass(frozen=True, slots=True)
class RuleEvaluator:
    """A built-in evaluator."""

    name: str
    off_loop: OffLoop = asyncio.to_thread
    made_by: str = RULES

    def criteria(self, heard: Heard) -> tuple[str, ...]:
        """Return its one criterion."""
        return criteria_of(self.name, heard)

    async def __call__(self, heard: Heard) -> Verdict:
        """Read by rules, off the event loop."""
        made: Verdict = await self.off_loop(_RULES[self.name], heard)
        return made


@dataclass(frozen=True, slots=True)
class RuleRubricEvaluator:
    """An organisation's own evaluator, read by rules."""

    own: OwnEvaluator
    off_loop: OffLoop = asyncio.to_thread
    made_by: str = RULES

    @property
    def name(self) -> str:
        """Its name with its version."""
        return self.own.shown_name

    def criteria(self, heard: Heard) -> tuple[str, ...]:
        """Return the criteria of its rubric."""
        return tuple(one.name for one in self.own.criteria)

    async def __call__(self, heard: Heard) -> Verdict:
        """Read by rules, off the event loop."""
        made: Verdict = await self.off_loop(
            by_rubric.by_criteria, heard, self.name, self.own.criteria, self.criteria(heard)
        )
        return made


@dataclass(frozen=True, slots=True)
class RulePerspective:
    """A built-in perspective."""

    seat: Seat
    off_loop: OffLoop = asyncio.to_thread

    @property
    def name(self) -> str:
        """The seat's name."""
        return self.seat.name

    async def __call__(self, heard: Heard) -> Comment:
        """Comment by rules, off the event loop."""
        made: Comment = await self.off_loop(comment, heard, self.seat)
        return made


class RuleSeating:
    """Panels of the built-in rules."""

    made_by = RULES

    def __init__(self, off_loop: OffLoop = asyncio.to_thread) -> None:
        self._off_loop = off_loop

    def evaluators(self, heard: Heard, roster: Roster) -> Sequence[EvaluatorSeat]:
        """Return the evaluators that are on."""
        built_in = [
            RuleEvaluator(name, self._off_loop)
            for name in _RULES
            if roster.is_on("evaluator", name)
        ]
        own = [
            RuleRubricEvaluator(one, self._off_loop)
            for one in roster.own
            if roster.is_on("evaluator", one.name)
        ]
        return (*built_in, *own)

    def perspectives(self, heard: Heard, roster: Roster) -> Sequence[PerspectiveSeat]:
        """Return the perspectives that are on."""
        return tuple(
            RulePerspective(seat, self._off_loop)
            for seat in SEATS
            if roster.is_on("perspective", seat.name)
        )
