"""Builds the applicant tracking systems: templates of planning, results of hiring and assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.assessment.facade import AssessmentReader
from vivavoce.ats.adapters.ashby import AshbyConnector
from vivavoce.ats.adapters.connections_postgres import PostgresAtsConnectionRepository
from vivavoce.ats.adapters.greenhouse import GreenhouseConnector
from vivavoce.ats.adapters.lever import LeverConnector
from vivavoce.ats.adapters.orders_postgres import PostgresAtsOrderRepository
from vivavoce.ats.domain.connection import AtsName
from vivavoce.ats.domain.order import InterviewResult
from vivavoce.ats.handlers import AtsHandlers
from vivavoce.ats.jobs import build_jobs
from vivavoce.ats.ports import AtsConnector
from vivavoce.ats.routes import build_ats_callback_router, build_ats_connection_router
from vivavoce.ats.usecases.manage_connections import ManageAtsConnections
from vivavoce.ats.usecases.open_interview import OpenOrderedInterview
from vivavoce.ats.usecases.report_outcome import ReportOutcome
from vivavoce.ats.usecases.take_orders import TakeAtsOrders
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.usecases.end_interview import CancelInterview
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.jobs import JobHandler
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.usecases.templates import ManageTemplates

CONNECTORS: Mapping[AtsName, AtsConnector] = {
    "greenhouse": GreenhouseConnector(),
    "ashby": AshbyConnector(),
    "lever": LeverConnector(),
}
_APPROVED_STATE = "ASSESSMENT_APPROVED"


@dataclass(frozen=True, slots=True)
class AtsSlice:
    """What other wiring needs of the applicant tracking systems."""

    routers: tuple[APIRouter, ...]
    handlers: AtsHandlers
    jobs: dict[str, JobHandler]


class TemplateInterviewOpener:
    """The templates of planning, in the caller's own unit of work."""

    def __init__(self, templates: ManageTemplates) -> None:
        self._templates = templates

    async def list(self, work: UnitOfWork) -> Sequence[tuple[UUID, str]]:
        """Return the ids and titles of the templates, newest first."""
        return [
            (stored.id, stored.template.title) for stored in await self._templates.list_in(work)
        ]

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        template_id: UUID,
        candidate: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewId:
        """Open a candidate's interview from a template and return its id."""
        opened = await self._templates.open_interview_in(work, caller, template_id, candidate)
        return opened.interview_id


class ApprovedResultReader:
    """How an interview stands; the scores are those of the newest assessment, once it is approved."""

    def __init__(
        self, interviews: InterviewFacade, assessments: AssessmentReader, *, console_url: str
    ) -> None:
        self._interviews = interviews
        self._assessments = assessments
        self._console_url = console_url.rstrip("/")

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewResult:
        """Return the state, and the score once a person has approved the assessment."""
        status = await self._interviews.get_status(work, str(interview_id))
        is_approved = status.state == _APPROVED_STATE
        found = await self._assessments.find_completed(work, interview_id) if is_approved else None
        return InterviewResult(
            state=status.state,
            is_approved=is_approved,
            score=None if found is None else found.scorecard.overall_score,
            recommendation=None if found is None else found.scorecard.recommendation,
            page_url=f"{self._console_url}/interviews/{interview_id}",
        )


def build_ats(
    platform: Platform,
    *,
    templates: ManageTemplates,
    interviews: InterviewFacade,
    assessments: AssessmentReader,
    cancel_interview: CancelInterview,
    audit: AuditTrail,
) -> AtsSlice:
    """Return the applicant tracking systems with production adapters."""
    connections = PostgresAtsConnectionRepository(platform.keys)
    orders = PostgresAtsOrderRepository(platform.ids)
    opener = TemplateInterviewOpener(templates)
    http_client = make_outbound_http_client(platform.clock, is_local=platform.settings.is_local)
    read_result = ApprovedResultReader(
        interviews, assessments, console_url=platform.settings.gateway_url
    )
    manage = ManageAtsConnections(
        open_work=platform.open_work,
        connections=connections,
        orders=orders,
        templates=opener,
        http_client=http_client,
        audit=audit,
        clock=platform.clock,
    )
    take = TakeAtsOrders(
        open_work=platform.open_work,
        connections=connections,
        orders=orders,
        templates=opener,
        connectors=CONNECTORS,
        read_result=read_result,
        cancel_interview=cancel_interview,
        audit=audit,
        clock=platform.clock,
        ids=platform.ids,
    )
    open_interview = OpenOrderedInterview(
        open_work=platform.open_work,
        connections=connections,
        orders=orders,
        templates=opener,
        connectors=CONNECTORS,
        http_client=http_client,
        audit=audit,
        clock=platform.clock,
    )
    report = ReportOutcome(
        open_work=platform.open_work,
        connections=connections,
        orders=orders,
        connectors=CONNECTORS,
        read_result=read_result,
        http_client=http_client,
        clock=platform.clock,
    )
    return AtsSlice(
        routers=(build_ats_connection_router(manage), build_ats_callback_router(take)),
        handlers=AtsHandlers(orders),
        jobs=build_jobs(open_interview, report),
    )
