"""Builds the runs API and the handler of external plans over planning, assessment and hiring."""

from __future__ import annotations

from dataclasses import replace

import structlog
from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.runs.routes import AgentAuthenticator, router
from vivavoce.app.runs.run import RunKind
from vivavoce.app.runs.service import RunService
from vivavoce.app.wiring.assessment import AssessmentSlice
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.app.wiring.planning import PlanningSlice
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.bus import EventHandler
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.planning.ports import PlanNotAwaitedError
from vivavoce.planning.usecases.accept_plan import AcceptExternalPlan


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
    audit: AuditTrail,
    external_kinds: frozenset[RunKind],
) -> APIRouter:
    """Return the routes of the runs API."""
    service = RunService(
        open_work=platform.open_work,
        interviews=hiring.interviews,
        hiring_use_cases=hiring.use_cases,
        plans=planning.plans,
        accept_plan=planning.accept_plan,
        reorder=planning.reorder,
        assessments=assessment.assessments,
        accept_evidence=assessment.accept_evidence,
        audit=audit,
        external_kinds=external_kinds,
    )
    return router(service, AgentAuthenticator(platform.settings, platform.keys))


_log = structlog.get_logger(__name__)


def build_external_plan_handler(
    accept: AcceptExternalPlan, next_handler: EventHandler, *, is_enabled: bool
) -> EventHandler:
    """Return a handler that stores a plan from an event and passes the event on, in one transaction.

    An invalid plan raises an error, so that the event becomes a dead letter with the reason. A plan that
    belongs to another organization, or that is not awaited, changes nothing; nor does any plan while an
    external planner is not configured.
    """

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        document = event.payload.get("plan")
        if document is None:
            await next_handler(work, event)
            return
        if not is_enabled or not isinstance(document, dict):
            _log.warning("plan.external_ignored", why="it was not requested")
            return
        try:
            stored = await accept.accept_in_unit_of_work(
                work, event.interview_id, document, run_id=event.run_id, is_published=True
            )
        except (NotFoundError, PlanNotAwaitedError) as error:
            _log.warning("plan.external_ignored", why=error.code)
            return
        payload = {
            "planId": str(stored.id),
            "validatedSkills": list(stored.plan.validated_skills),
            "duration": stored.plan.duration_minutes,
        }
        await next_handler(work, replace(event, payload=payload))

    return handle
