"""Builds planning: skills, the planner of this installation, plans and their readers."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.infra.embeddings import find_embedder
from vivavoce.infra.jobs import RunJob
from vivavoce.planning.adapters.built_in_planner import BuiltInPlanner
from vivavoce.planning.adapters.postgres import PostgresOrders, PostgresPlans
from vivavoce.planning.adapters.skills_postgres import PostgresSkills
from vivavoce.planning.facade import PlanReader
from vivavoce.planning.handlers import PlannerHandlers
from vivavoce.planning.jobs import PlanJob
from vivavoce.planning.ports import Desk, Planner
from vivavoce.planning.routes import router
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.order_plan import OrderPlan
from vivavoce.planning.usecases.validate_skills import ValidateSkills


@dataclass(frozen=True, slots=True)
class Planning:
    """What the roof needs of planning."""

    router: APIRouter
    handlers: PlannerHandlers
    jobs: dict[str, RunJob]


def read_plans(on: Foundation) -> PlanReader:
    """Return the reader alone: it asks nobody, so that others can be built on it."""
    return PlanReader(PostgresPlans(on.clock))


def build_planning(on: Foundation, *, desk: Desk, planner: Planner | None) -> Planning:
    """Return planning on real adapters; without another ``planner`` the built-in one plans."""
    orders, plans = PostgresOrders(on.clock), PostgresPlans(on.clock)
    skills = ValidateSkills(on.open_work, PostgresSkills(on.ids), find_embedder())
    built_in = BuiltInPlanner()
    generate = GeneratePlan(
        open_work=on.open_work,
        desk=desk,
        orders=orders,
        plans=plans,
        validate=skills,
        planner=planner or built_in,
        stand_in=built_in,
        clock=on.clock,
        ids=on.ids,
    )
    return Planning(
        router=router(skills),
        handlers=PlannerHandlers(OrderPlan(orders)),
        jobs={"planning.generate_plan": PlanJob(generate)},
    )
