"""Builds the runs API over planning, assessment and hiring."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.runs.caller import AgentAuthenticator
from vivavoce.app.runs.routes import router
from vivavoce.app.runs.run import RunKind
from vivavoce.app.runs.service import RunService, RunServiceDependencies
from vivavoce.app.wiring.assessment import AssessmentSlice
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.app.wiring.planning import PlanningSlice
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.facade import AuditRecorder


def external_run_kinds(settings: Settings) -> frozenset[RunKind]:
    """Return the kinds of work that external agents do here."""
    kinds: set[RunKind] = set()
    if settings.planner == "external":
        kinds.add("plan")
    if settings.assessor == "external":
        kinds.add("assessment")
    return frozenset(kinds)


def build_run_routes(
    platform: Platform,
    hiring: HiringSlice,
    planning: PlanningSlice,
    assessment: AssessmentSlice,
    *,
    audit: AuditRecorder,
    external_kinds: frozenset[RunKind],
) -> APIRouter:
    """Return the routes of the runs API."""
    need = RunServiceDependencies(
        open_work=platform.open_work,
        interviews=hiring.interviews,
        hiring_use_cases=hiring.use_cases,
        plans=planning.plans,
        accept_plan=planning.accept_plan,
        reorder=planning.reorder,
        assessments=assessment.assessments,
        accept_evidence=assessment.accept_evidence,
        audit=audit,
    )
    return router(
        RunService(need, external_kinds=external_kinds),
        AgentAuthenticator(platform.settings, platform.keys),
    )
