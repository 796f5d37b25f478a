"""Builds planning: skills, the planner of this installation, plans and their readers."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.infra.embeddings import find_embedder
from vivavoce.infra.jobs import RunJob
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.infra.thinker.apart import ApartThinker
from vivavoce.infra.thinker.open import open_thinker
from vivavoce.planning.adapters.built_in_planner import BuiltInPlanner
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.postgres import PostgresOrders, PostgresPlans
from vivavoce.planning.adapters.skills_postgres import PostgresSkills
from vivavoce.planning.facade import PlanDesk, PlanEditor, PlanReader
from vivavoce.planning.handlers import PlannerHandlers
from vivavoce.planning.jobs import PlanJob
from vivavoce.planning.ports import Desk
from vivavoce.planning.routes import router
from vivavoce.planning.usecases.accept_plan import AcceptPlan
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.order_plan import OrderPlan
from vivavoce.planning.usecases.reorder_plan import ReorderPlan
from vivavoce.planning.usecases.validate_skills import ValidateSkills


@dataclass(frozen=True, slots=True)
class Planning:
    """What the roof needs of planning."""

    router: APIRouter
    handlers: PlannerHandlers
    jobs: dict[str, RunJob]
    give_up: dict[str, RunJob]
    """What is done when the last try of a job failed."""
    editor: PlanEditor
    desk: PlanDesk
    accept: AcceptPlan
    reorder: ReorderPlan


def read_plans(on: Foundation) -> PlanReader:
    """Return the reader alone: it asks nobody, so that others can be built on it."""
    return PlanReader(
        PostgresPlans(on.clock),
        clock=on.clock,
        ids=on.ids,
        is_by_rules=is_by_rules(on.settings),
    )


def is_by_rules(settings: Settings) -> bool:
    """Return whether the built-in rules plan here: no model, and nobody outside."""
    return not has_model(settings) and settings.planner != "external"


def has_model(settings: Settings) -> bool:
    """Return whether a model plans here: configured, and not switched off."""
    is_configured = bool(settings.llm_base_url and settings.llm_model)
    if settings.planner == "model" and not is_configured:
        raise BadSetting("VIVAVOCE_PLANNER=model needs LLM_BASE_URL and LLM_MODEL.")
    return is_configured and settings.planner in (None, "model")


def build_planning(on: Foundation, *, desk: Desk) -> Planning:
    """Return planning on real adapters, with the model of the settings or the built-in rules."""
    orders, plans = PostgresOrders(on.clock), PostgresPlans(on.clock)
    found = open_thinker(on.settings, on.clock) if has_model(on.settings) else None
    thinker = found and ApartThinker(found)
    skills = ValidateSkills(on.open_work, PostgresSkills(on.ids), find_embedder())
    built_in = BuiltInPlanner()
    generate = GeneratePlan(
        open_work=on.open_work,
        desk=desk,
        orders=orders,
        plans=plans,
        validate=skills,
        planner=ModelPlanner(thinker, deadline_s=on.settings.llm_deadline_s)
        if thinker
        else built_in,
        stand_in=built_in,
        clock=on.clock,
        ids=on.ids,
    )
    job = PlanJob(generate)
    return Planning(
        router=router(skills),
        handlers=PlannerHandlers(OrderPlan(orders)),
        jobs={"planning.generate_plan": job},
        give_up={"planning.generate_plan": job.give_up},
        editor=PlanEditor(
            desk=desk,
            orders=orders,
            plans=plans,
            clock=on.clock,
            ids=on.ids,
            is_by_rules=is_by_rules(on.settings),
        ),
        desk=PlanDesk(open_work=on.open_work, orders=orders, plans=plans, desk=desk),
        accept=AcceptPlan(
            open_work=on.open_work,
            desk=desk,
            orders=orders,
            plans=plans,
            clock=on.clock,
            ids=on.ids,
        ),
        reorder=ReorderPlan(desk=desk, orders=orders, plans=plans, ids=on.ids),
    )
