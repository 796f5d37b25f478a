"""Builds the runs API over planning, assessment and hiring."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.runs.caller import AgentDoor
from vivavoce.app.runs.desk import Runs, RunsNeed
from vivavoce.app.runs.routes import router
from vivavoce.app.runs.run import Kind
from vivavoce.app.wiring.assessment import Assessment
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.app.wiring.planning import Planning
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.facade import Audit


def done_outside(settings: Settings) -> frozenset[Kind]:
    """Return which work somebody outside does."""
    kinds: set[Kind] = set()
    if settings.planner == "external":
        kinds.add("plan")
    if settings.assessor == "external":
        kinds.add("assessment")
    return frozenset(kinds)


def build_runs(
    on: Foundation,
    hiring: Hiring,
    planning: Planning,
    assessment: Assessment,
    *,
    audit: Audit,
    outside: frozenset[Kind],
) -> APIRouter:
    """Return the routes of the runs API."""
    need = RunsNeed(
        open_work=on.open_work,
        interviews=hiring.desk,
        cases=hiring.cases,
        plans=planning.desk,
        accept_plan=planning.accept,
        reorder=planning.reorder,
        assessments=assessment.desk,
        accept_evidence=assessment.accept,
        audit=audit,
    )
    return router(Runs(need, outside=outside), AgentDoor(on.settings, on.keys))
