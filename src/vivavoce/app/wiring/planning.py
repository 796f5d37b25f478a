"""Builds planning: the catalogue, the planner, its consumers and its job.

It asks the interview desk, which in turn reads plans: the desk is handed over afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.infra.embeddings import find_embedder
from vivavoce.infra.jobs import RunJob
from vivavoce.infra.settings import Settings
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.adapters.built_in_planner import BuiltInPlanner
from vivavoce.planning.adapters.postgres import PostgresOrders, PostgresPlans
from vivavoce.planning.adapters.skills_postgres import PostgresSkills
from vivavoce.planning.facade import PlanReader
from vivavoce.planning.handlers import PlannerHandlers
from vivavoce.planning.jobs import PlanJob
from vivavoce.planning.ports import Desk, InterviewFacts, Planner
from vivavoce.planning.routes import router
from vivavoce.planning.usecases.accept_plan import AcceptPlan
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.order_plan import OrderPlan
from vivavoce.planning.usecases.validate_skills import ValidateSkills


class LaterDesk:
    """Stands for the interview desk until it is built."""

    def __init__(self) -> None:
        self.desk: Desk | None = None

    async def brief(self, work: Work, interview_id: InterviewId) -> InterviewFacts:
        """Ask the desk."""
        return await self._there.brief(work, interview_id)

    async def begin_planning(
        self,
        work: Work,
        interview_id: InterviewId,
        validated: Sequence[str],
        unvalidated: Sequence[str],
    ) -> None:
        """Tell the desk."""
        await self._there.begin_planning(work, interview_id, validated, unvalidated)

    async def ask_for_info(
        self, work: Work, interview_id: InterviewId, questions: Sequence[str]
    ) -> None:
        """Tell the desk."""
        await self._there.ask_for_info(work, interview_id, questions)

    async def note_failure(
        self, work: Work, interview_id: InterviewId, *, stage: str, code: str, attempts: int
    ) -> None:
        """Tell the desk."""
        await self._there.note_failure(
            work, interview_id, stage=stage, code=code, attempts=attempts
        )

    @property
    def _there(self) -> Desk:
        if self.desk is None:
            raise RuntimeError("the interview desk was never handed over")
        return self.desk


@dataclass(frozen=True, slots=True)
class Planning:
    """What the roof needs of planning."""

    router: APIRouter
    reader: PlanReader
    handlers: PlannerHandlers
    jobs: dict[str, RunJob]
    accept: AcceptPlan
    desk: LaterDesk
    has_model: bool


def build_planning(on: Foundation) -> Planning:
    """Return planning on real adapters; hand it the desk before its first use."""
    desk, orders, plans = LaterDesk(), PostgresOrders(on.clock), PostgresPlans(on.clock)
    skills = ValidateSkills(on.open_work, PostgresSkills(on.ids), find_embedder())
    built_in = BuiltInPlanner()
    planner = _planner(on.settings, built_in)
    generate = GeneratePlan(
        open_work=on.open_work,
        desk=desk,
        orders=orders,
        plans=plans,
        validate=skills,
        planner=planner,
        stand_in=built_in,
        clock=on.clock,
        ids=on.ids,
    )
    accept = AcceptPlan(
        open_work=on.open_work, desk=desk, orders=orders, plans=plans, clock=on.clock, ids=on.ids
    )
    return Planning(
        router=router(skills),
        reader=PlanReader(plans),
        handlers=PlannerHandlers(OrderPlan(orders)),
        jobs={"planning.generate_plan": PlanJob(generate)},
        accept=accept,
        desk=desk,
        has_model=planner is not built_in,
    )


def _planner(settings: Settings, built_in: Planner) -> Planner:
    """Return who writes plans: without a configured model, the built-in rules."""
    return built_in
