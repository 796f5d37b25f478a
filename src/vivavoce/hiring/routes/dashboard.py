"""Routes of dashboards that were built for ``/admin``: numbers of interviews, and what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState as S
from vivavoce.hiring.ports.interviews import StateSummary
from vivavoce.hiring.routes.interview_list import Limit, PageNumber
from vivavoce.hiring.usecases.read_dashboard import Dashboard, ReadDashboard
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp, make_lenient_router
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp


class PendingCountsResponse(CamelModel):
    """How many interviews wait for a person, by what they wait for."""

    info_needed: int
    """Interviews whose request has missing facts."""
    pending_plan_approval: int
    """Interviews whose plan waits for approval."""
    pending_assessment_review: int
    """Interviews whose assessment waits for a decision."""


class PendingApprovalResponse(CamelModel):
    """An interview that waits for a person."""

    id: UUID
    """The interview's id."""
    run_id: str = Field(examples=["run_0198c1f2"])
    """The run id of the interview."""
    candidate_name: str | None = Field(examples=["Dana Kowalczyk"])
    """The candidate's name; null if it is not known or was erased."""
    position: str | None = Field(examples=["Backend engineer"])
    """The title of the position; null if it is missing."""
    workflow_state: S
    """What the interview waits for: `INFO_NEEDED`, `PENDING` (the plan) or `ASSESSMENT_PENDING`."""
    waiting_since: UtcTimestamp
    """When it began to wait, in UTC."""


class PendingApprovalListResponse(CamelModel):
    """A page of the interviews that wait for a person, the longest wait first."""

    data: list[PendingApprovalResponse]
    """The interviews of this page."""
    counts: PendingCountsResponse
    """How many wait in all, by what they wait for."""
    total: int
    """How many wait on all pages, at most 10,000."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many interviews a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class WorkflowMetricsResponse(BaseModel):
    """How many interviews are in each of the thirteen states."""

    RECEIVED: int
    """Requested, and not looked at yet."""
    VALIDATING_SKILLS: int
    """Their skills are being checked."""
    INFO_NEEDED: int
    """They wait for missing facts."""
    GENERATING_PLAN: int
    """Their plan is being written."""
    PENDING: int
    """Their plan waits for approval."""
    REJECTED: int
    """Their plan was rejected."""
    APPROVED: int
    """The candidate can begin."""
    SCHEDULED: int
    """The candidate can begin at the scheduled time."""
    IN_PROGRESS: int
    """They are going on."""
    COMPLETED: int
    """They were held, and the assessment is being written."""
    ASSESSMENT_PENDING: int
    """Their assessment waits for a decision."""
    ASSESSMENT_APPROVED: int
    """Their assessment was approved."""
    CANCELLED: int
    """They were canceled, or their assessment was rejected."""


class DashboardStatsResponse(CamelModel):
    """The interviews of the organization as of now."""

    total_interviews: int
    """All interviews that were not deleted. People's own practice is not counted."""
    recent_interviews: int
    """How many interviews were requested in the last seven days, counted up to 10,000."""
    being_prepared: int
    """Interviews whose plan is being written."""
    awaiting_candidate: int
    """Interviews whose candidate can begin, now or at the scheduled time."""
    in_progress: int
    """Interviews that are going on."""
    held: int
    """Interviews that were held, whether or not their assessment is decided."""
    closed: int
    """Interviews whose plan was rejected or that were canceled, also after their assessment."""
    failed: int
    """Interviews with a failed step, such as the assessment."""
    counts: PendingCountsResponse
    """How many wait for a person, by what they wait for."""
    oldest_waiting_since: UtcTimestamp | None
    """When the one that has waited longest began to wait, in UTC; null if none waits."""
    timestamp: UtcTimestamp
    """The time of these numbers, in UTC."""


def build_dashboard_router(read_dashboard: ReadDashboard) -> APIRouter:
    """Return the routes of dashboards, below ``/api/v1``."""
    router = make_lenient_router("admin")

    @router.get("/admin/dashboard/stats")
    async def get_dashboard_stats(caller: CurrentCaller) -> DashboardStatsResponse:
        """Return how many interviews of your organization are at each stage of the workflow."""
        return _to_stats(await read_dashboard(caller))

    @router.get("/admin/interviews/pending-approvals")
    async def list_pending_approvals(
        caller: CurrentCaller,
        page: PageNumber = 1,
        limit: Limit = 20,
        cursor: CursorParam = None,
    ) -> PendingApprovalListResponse:
        """List the interviews that wait for a person, the longest wait first."""
        pending = await read_dashboard.list_pending(caller, page=page, limit=limit, cursor=cursor)
        return PendingApprovalListResponse(
            data=[_to_pending(interview) for interview in pending.page.interviews],
            counts=_to_counts(pending.states),
            total=pending.page.total,
            page=page,
            limit=limit,
            next_cursor=pending.page.next_cursor,
        )

    @router.get("/admin/metrics/workflows")
    async def get_workflow_metrics(caller: CurrentCaller) -> WorkflowMetricsResponse:
        """Return the number of interviews in each of the thirteen states."""
        states = await read_dashboard.summarize_states(caller)
        return WorkflowMetricsResponse(
            **{str(state): summary.total for state, summary in states.items()}
        )

    return router


def _to_stats(dashboard: Dashboard) -> DashboardStatsResponse:
    oldest = dashboard.oldest_wait
    return DashboardStatsResponse(
        total_interviews=dashboard.total,
        recent_interviews=dashboard.recent,
        being_prepared=dashboard.count(S.RECEIVED, S.VALIDATING_SKILLS, S.GENERATING_PLAN),
        awaiting_candidate=dashboard.count(S.APPROVED, S.SCHEDULED),
        in_progress=dashboard.count(S.IN_PROGRESS),
        held=dashboard.count(S.COMPLETED, S.ASSESSMENT_PENDING, S.ASSESSMENT_APPROVED),
        closed=dashboard.count(S.REJECTED, S.CANCELLED),
        failed=dashboard.failed,
        counts=_to_counts(dashboard.states),
        oldest_waiting_since=format_optional_timestamp(oldest),
        timestamp=format_timestamp(dashboard.at),
    )


def _to_counts(states: Mapping[S, StateSummary]) -> PendingCountsResponse:
    return PendingCountsResponse(
        info_needed=states[S.INFO_NEEDED].total,
        pending_plan_approval=states[S.PENDING].total,
        pending_assessment_review=states[S.ASSESSMENT_PENDING].total,
    )


def _to_pending(interview: Interview) -> PendingApprovalResponse:
    return PendingApprovalResponse(
        id=interview.id,
        run_id=interview.run_id,
        candidate_name=interview.request.candidate_name,
        position=interview.request.position,
        workflow_state=S(str(interview.state)),
        waiting_since=format_timestamp(interview.state_since),
    )
