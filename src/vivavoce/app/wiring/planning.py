"""Builds planning: skills, this installation's planner, plans and their readers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import Database
from vivavoce.infra.embedding_endpoint import find_passage_embedder
from vivavoce.infra.embeddings import find_embedder
from vivavoce.infra.jobs import JobHandler
from vivavoce.infra.language_model.options import is_model_configured
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.planning.adapters.built_in_planner import plan_by_rules
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.postgres_catalog_store import PostgresCatalogStore
from vivavoce.planning.adapters.postgres_plans import PostgresPlanRepository
from vivavoce.planning.adapters.postgres_skills import PostgresSkillRepository
from vivavoce.planning.facade import PlanEditor, PlanService
from vivavoce.planning.handlers import GeneratePlanJob, PlannerHandlers
from vivavoce.planning.ports import PlanningInterviewGateway
from vivavoce.planning.routes import (
    build_document_router,
    build_group_router,
    build_question_bank_router,
    build_skill_router,
)
from vivavoce.planning.usecases.accept_plan import AcceptExternalPlan
from vivavoce.planning.usecases.embed_catalog import EmbedCatalog
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.import_catalog import ImportCatalog
from vivavoce.planning.usecases.order_plan import RetryPlanRequest
from vivavoce.planning.usecases.read_plan_requests import PlanRequestReader
from vivavoce.planning.usecases.search_bank import SearchBank
from vivavoce.planning.usecases.search_occupations import SearchOccupations
from vivavoce.planning.usecases.validate_skills import ValidateSkills


@dataclass(frozen=True, slots=True)
class PlanningSlice:
    """What other wiring needs of planning."""

    routers: tuple[APIRouter, ...]
    handlers: PlannerHandlers
    jobs: dict[str, JobHandler]
    on_exhausted: dict[str, JobHandler]
    """Handlers for jobs whose last attempt failed."""
    editor: PlanEditor
    plans: PlanRequestReader
    accept_plan: AcceptExternalPlan
    reorder: RetryPlanRequest


def build_plan_reader(platform: Platform) -> PlanService:
    """Return only the reader: it depends on no other slice, so that others can be built on it."""
    return PlanService(
        PostgresPlanRepository(platform.clock),
        clock=platform.clock,
        ids=platform.ids,
        is_rule_based=is_built_in_planner_selected(platform.settings),
    )


def is_built_in_planner_selected(settings: Settings) -> bool:
    """Return whether the built-in rules write plans: no model and no external planner."""
    return not uses_model(settings) and settings.planner != "external"


def uses_model(settings: Settings) -> bool:
    """Return whether a model writes plans: configured, and not switched off.

    Raises ``InvalidSettingError`` if it is selected but not configured.
    """
    is_configured = is_model_configured(settings)
    if settings.planner == "model" and not is_configured:
        raise InvalidSettingError("VIVAVOCE_PLANNER=model needs LLM_BASE_URL and LLM_MODEL.")
    return is_configured and settings.planner in (None, "model")


def build_catalog_import(database: Database) -> ImportCatalog:
    """Return the import of classifications; ``database`` is open as its owner."""
    return ImportCatalog(PostgresCatalogStore(database, SystemClock()))


def build_catalog_embedding(database: Database) -> EmbedCatalog | None:
    """Return the embedding of the whole catalog, or None if no embedder is installed."""
    embedder = find_embedder()
    store = PostgresCatalogStore(database, SystemClock())
    return None if embedder is None else EmbedCatalog(store, embedder)


def build_planning(platform: Platform, *, interviews: PlanningInterviewGateway) -> PlanningSlice:
    """Return planning with production adapters, and the configured model or the built-in rules."""
    plans = PostgresPlanRepository(platform.clock)
    language_model = platform.language_model if uses_model(platform.settings) else None
    plan_built_in = partial(plan_by_rules, trial_language=platform.settings.trial_language)
    catalog = PostgresSkillRepository(platform.ids)
    skills = ValidateSkills(platform.open_work, catalog, find_embedder())
    generate = GeneratePlan(
        open_work=platform.open_work,
        interviews=interviews,
        plans=plans,
        validate=skills,
        planner=ModelPlanner(
            language_model,
            deadline_s=platform.settings.llm_deadline_s,
            embedder=find_passage_embedder(platform.settings),
        ).plan
        if language_model
        else plan_built_in,
        fallback_planner=plan_built_in,
        clock=platform.clock,
        ids=platform.ids,
    )
    job = GeneratePlanJob(generate)
    return PlanningSlice(
        routers=(
            build_skill_router(skills, SearchOccupations(platform.open_work, catalog)),
            build_group_router(),
            build_question_bank_router(SearchBank(platform.open_work, plans, platform.clock)),
            build_document_router(),
        ),
        handlers=PlannerHandlers(plans),
        jobs={"planning.generate_plan": job},
        on_exhausted={"planning.generate_plan": job.give_up},
        editor=PlanEditor(
            interviews=interviews,
            plans=plans,
            clock=platform.clock,
            ids=platform.ids,
            is_rule_based=is_built_in_planner_selected(platform.settings),
        ),
        plans=PlanRequestReader(open_work=platform.open_work, plans=plans, interviews=interviews),
        accept_plan=AcceptExternalPlan(
            open_work=platform.open_work,
            interviews=interviews,
            plans=plans,
            clock=platform.clock,
            ids=platform.ids,
        ),
        reorder=RetryPlanRequest(interviews=interviews, plans=plans, ids=platform.ids),
    )
