"""Builds practice session setup and assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.planning import uses_model
from vivavoce.app.wiring.practice.organization_names import TenantOrganizationNames
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.hiring.adapters.idempotency import PostgresIdempotencyStore
from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.live.domain.interviewer.followup_policy import RULES_VERSION
from vivavoce.planning.facade import PlanService
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.domain.draft import FollowUpPolicySummary, PlanWithApproval
from vivavoce.practice.ports.interviews import PracticeInterviewService
from vivavoce.practice.ports.sessions import (
    Limits,
    PlanGenerationRequester,
    PracticeHistoryReader,
    PracticePlanEditor,
    ReviewSummaryReader,
)
from vivavoce.practice.routes.assignments import AssignmentUseCases, build_assignments_router
from vivavoce.practice.routes.session_responses import SessionUrls
from vivavoce.practice.routes.sessions import PracticeSessionUseCases, build_sessions_router
from vivavoce.practice.usecases.approve_session import ApprovePracticeSession
from vivavoce.practice.usecases.assign_practice import (
    AssignPractice,
    ListAssignments,
    UnassignPractice,
)
from vivavoce.practice.usecases.assignment_tracking import (
    ApplyAssignmentToSetup,
    PracticeAssignmentTracker,
)
from vivavoce.practice.usecases.configure_session import CreateApprovedPracticeSession
from vivavoce.practice.usecases.edit_questions import EditQuestions
from vivavoce.practice.usecases.idempotency import IdempotencyGuard
from vivavoce.practice.usecases.list_sessions import ListPracticeSessions
from vivavoce.practice.usecases.practice_access import PracticeAccess
from vivavoce.practice.usecases.preview_session import PreviewPracticeSession, SetUpPracticeSession
from vivavoce.practice.usecases.read_session import AssemblePracticeSession, ReadPracticeSession
from vivavoce.practice.usecases.wait_for_plan import WaitForPlan
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.facade import TenantReader

_BUILT_IN_PLAN_TIMEOUT_S, _MODEL_PLAN_MARGIN_S = 20.0, 10.0
_IDEMPOTENCY_MARGIN_S = 30
FOLLOW_UP_POLICY = FollowUpPolicySummary(
    max_per_question=PRACTICE_PROFILE.max_follow_ups,
    triggers=(
        "there was no answer, or it was about something else",
        "the answer did not say what you did yourself",
        "the answer had no result, or no measure of it",
        "the answer had no reason or too little detail",
        "two statements contradict each other",
    ),
    style=f"{RULES_VERSION}: one follow-up at a time, and only if enough time is left for the "
    "remaining questions",
)
"""What the interviewer's rules do, phrased for the practicing person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSessionDependencies:
    """What session setup needs of other slices and of other parts of practice."""

    interviews: PracticeInterviewService
    tenants: TenantReader
    plans: PlanService
    plan_edits: PracticePlanEditor
    reorder: PlanGenerationRequester
    rate_limiter: Limits
    audit: AuditTrail
    history: PracticeHistoryReader
    standings: ReviewSummaryReader
    voice: VoiceAvailability


@dataclass(frozen=True, slots=True)
class PracticeSessionsSlice:
    """What other wiring and the other parts of practice need of this one."""

    router: APIRouter
    owners: PracticeAccess
    use_cases: PracticeSessionUseCases
    assignment_use_cases: AssignmentUseCases
    assignment_book: PracticeAssignmentTracker


class PracticePlanReader:
    """Reads a plan with its approval."""

    def __init__(self, plans: PlanService) -> None:
        self._plans = plans

    async def read(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> PlanWithApproval:
        """Return one plan of an interview."""
        plan = await self._plans.by_id(work, PlanId(UUID(plan_id)))
        newest = await self._plans.current(work, interview_id)
        if newest is None or newest["planId"] != plan_id or newest["approvedAt"] is None:
            return PlanWithApproval(plan=plan)
        return PlanWithApproval(
            plan=plan,
            approved_at=datetime.fromisoformat(str(newest["approvedAt"])),
            approved_by=str(newest["approvedBy"]),
        )


def practice_modes(voice: VoiceAvailability) -> tuple[str, ...]:
    """Return the available practice modes, default first; 'voice' only with speech-to-text."""
    return ("text",) if voice.answer_mode == "typed" else ("text", "voice")


def plan_timeout_s(settings: Settings) -> float:
    """Return how many seconds a request waits for its plan."""
    if settings.practice_wait_s is not None:
        return settings.practice_wait_s
    if uses_model(settings):
        return settings.llm_deadline_s + _MODEL_PLAN_MARGIN_S
    return _BUILT_IN_PLAN_TIMEOUT_S


def build_practice_sessions(
    platform: Platform, dependencies: PracticeSessionDependencies
) -> PracticeSessionsSlice:
    """Return this part of practice with its production adapters."""
    work, desk, wait_s = (
        platform.open_work,
        dependencies.interviews,
        plan_timeout_s(platform.settings),
    )
    owners = PracticeAccess(desk, TenantOrganizationNames(dependencies.tenants))
    drafts, addresses = PostgresPracticeDraftRepository(platform.keys), PostgresUserRepository()
    assignments = PostgresAssignmentRepository(platform.vault, platform.keys)
    modes = practice_modes(dependencies.voice)
    compose = AssemblePracticeSession(
        drafts=drafts,
        plans=PracticePlanReader(dependencies.plans),
        history=dependencies.history,
        follow_ups=FOLLOW_UP_POLICY,
        modes=modes,
    )
    read = ReadPracticeSession(work, owners, desk, compose, platform.clock)
    set_up = SetUpPracticeSession(
        open_work=work,
        access=owners,
        interviews=desk,
        drafts=drafts,
        history=dependencies.history,
        rate_limiter=dependencies.rate_limiter,
        request_plan=dependencies.reorder,
        plan_editor=dependencies.plan_edits,
        apply_assignment=ApplyAssignmentToSetup(assignments, addresses),
        read=read,
        wait=WaitForPlan(work, desk, platform.clock, timeout_s=wait_s),
        modes=modes,
    )
    once = IdempotencyGuard(
        work,
        PostgresIdempotencyStore(platform.keys, platform.vault),
        frees_after_s=round(2 * wait_s) + _IDEMPOTENCY_MARGIN_S,
    )
    cases = PracticeSessionUseCases(
        idempotency=once,
        preview=PreviewPracticeSession(work, desk, set_up, compose),
        configure=CreateApprovedPracticeSession(work, desk, set_up, compose),
        edit=EditQuestions(
            open_work=work,
            access=owners,
            interviews=desk,
            drafts=drafts,
            plan_editor=dependencies.plan_edits,
            audit=dependencies.audit,
            read=read,
            assemble_session=compose,
        ),
        approve=ApprovePracticeSession(work, owners, desk, read, compose),
        read=read,
        list_sessions=ListPracticeSessions(work, owners, desk, dependencies.standings),
        session_urls=SessionUrls(
            gateway_url=platform.settings.gateway_url, edge_url=platform.settings.socket_base_url
        ),
    )
    assigning = AssignmentUseCases(
        idempotency=once,
        assign=AssignPractice(
            open_work=work,
            access=owners,
            assignments=assignments,
            audit=dependencies.audit,
            clock=platform.clock,
            ids=platform.ids,
        ),
        list_assignments=ListAssignments(work, assignments, addresses),
        unassign=UnassignPractice(work, owners, assignments, dependencies.audit),
    )
    router = ApiRouter()
    for part in (build_assignments_router(assigning), build_sessions_router(cases)):
        router.include_router(part, prefix="/api/v1")
    return PracticeSessionsSlice(
        router, owners, cases, assigning, PracticeAssignmentTracker(assignments)
    )
