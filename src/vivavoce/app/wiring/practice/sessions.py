"""Builds practice session setup and assignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.planning import uses_model
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.hiring.adapters.idempotency import PostgresIdempotencyStore
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.kernel.translation import ENGLISH, list_languages
from vivavoce.live.domain.interviewer.followup_policy import RULES_VERSION
from vivavoce.planning.domain.practice.edited_question_rules import EditedQuestion
from vivavoce.planning.facade import PlanEditor, PlanService
from vivavoce.planning.usecases.order_plan import RetryPlanRequest
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.domain.draft import (
    FollowUpPolicySummary,
    PlanWithApproval,
    SeekerQuestion,
)
from vivavoce.practice.ports import PracticeInterviewService, PracticePlanService
from vivavoce.practice.routes.assignments import AssignmentUseCases, build_assignments_router
from vivavoce.practice.routes.session_responses import SessionUrls
from vivavoce.practice.routes.sessions import PracticeSessionUseCases, build_sessions_router
from vivavoce.practice.usecases.assign_practice import (
    ApplyAssignmentToSetup,
    AssignPractice,
    ListAssignments,
    UnassignPractice,
)
from vivavoce.practice.usecases.edit_draft import ApprovePracticeSession, EditQuestions
from vivavoce.practice.usecases.idempotency import IdempotencyGuard
from vivavoce.practice.usecases.own_practice import PracticeAccess
from vivavoce.practice.usecases.read_session import (
    AssemblePracticeSession,
    ListPracticeSessions,
    ReadPracticeSession,
    WaitForPlan,
)
from vivavoce.practice.usecases.set_up_session import SetUpPracticeSession
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


@dataclass(frozen=True, slots=True)
class PracticeSessionsSlice:
    """What other wiring and the other parts of practice need of this one."""

    router: APIRouter
    owners: PracticeAccess
    use_cases: PracticeSessionUseCases
    assignment_use_cases: AssignmentUseCases
    assignments: PostgresAssignmentRepository


class PlanningPracticePlanService:
    """Reads, requests and edits the plans of practice interviews with the planning slice."""

    def __init__(
        self, plans: PlanService, editor: PlanEditor, request_again: RetryPlanRequest
    ) -> None:
        self._plans = plans
        self._editor = editor
        self.request_again = request_again
        self.drafted = plans.drafted

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

    async def replace_questions(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[SeekerQuestion]
    ) -> str:
        """Return the new version's id; raise ``InvalidRequestError`` that lists every invalid question."""
        edited = [EditedQuestion(**asdict(question)) for question in questions]
        return str((await self._editor.replace_questions(work, interview_id, edited)).id)

    async def try_change(
        self, work: UnitOfWork, interview_id: InterviewId, change_request: str
    ) -> None:
        """Raise ``InvalidRequestError`` if a change request would change nothing."""
        await self._editor.try_change(work, interview_id, change_request)


def practice_modes(voice: VoiceAvailability) -> tuple[str, ...]:
    """Return the available practice modes, default first; 'voice' only with speech-to-text."""
    return ("text",) if voice.answer_mode == "typed" else ("text", "voice")


def practice_languages(settings: Settings) -> tuple[str, ...]:
    """Return the languages of practice interviews, default first; the built-in rules have only English."""
    return list_languages() if uses_model(settings) else (ENGLISH,)


def plan_timeout_s(settings: Settings) -> float:
    """Return how many seconds a request waits for its plan."""
    if settings.practice_wait_s is not None:
        return settings.practice_wait_s
    if uses_model(settings):
        return settings.llm_deadline_s + _MODEL_PLAN_MARGIN_S
    return _BUILT_IN_PLAN_TIMEOUT_S


def build_practice_sessions(
    platform: Platform,
    *,
    interviews: PracticeInterviewService,
    tenants: TenantReader,
    plans: PracticePlanService,
    rate_limiter: RateLimiter,
    audit: AuditTrail,
    voice: VoiceAvailability,
) -> PracticeSessionsSlice:
    """Return this part of practice with its production adapters."""
    open_work, wait_s = platform.open_work, plan_timeout_s(platform.settings)
    owners = PracticeAccess(interviews, tenants.slug)
    drafts, reviews = (
        PostgresPracticeDraftRepository(platform.keys),
        PostgresReviewRepository(platform.vault),
    )
    read_user_email = PostgresUserRepository().confirmed_address
    assignments = PostgresAssignmentRepository(platform.vault, platform.keys)
    modes = practice_modes(voice)
    assemble_session = AssemblePracticeSession(
        drafts=drafts,
        plans=plans,
        reviews=reviews,
        follow_ups=FOLLOW_UP_POLICY,
        modes=modes,
    )
    read_session = ReadPracticeSession(
        open_work, owners, interviews, assemble_session, platform.clock
    )
    set_up = SetUpPracticeSession(
        open_work=open_work,
        access=owners,
        interviews=interviews,
        drafts=drafts,
        reviews=reviews,
        rate_limiter=rate_limiter,
        plans=plans,
        apply_assignment=ApplyAssignmentToSetup(assignments, read_user_email),
        read=read_session,
        assemble_session=assemble_session,
        wait=WaitForPlan(open_work, interviews, platform.clock, timeout_s=wait_s),
        modes=modes,
        languages=practice_languages(platform.settings),
    )
    idempotency = IdempotencyGuard(
        open_work,
        PostgresIdempotencyStore(platform.keys, platform.vault),
        frees_after_s=round(2 * wait_s) + _IDEMPOTENCY_MARGIN_S,
    )
    cases = PracticeSessionUseCases(
        idempotency=idempotency,
        set_up=set_up,
        edit=EditQuestions(
            open_work=open_work,
            access=owners,
            interviews=interviews,
            drafts=drafts,
            plans=plans,
            audit=audit,
            read=read_session,
            assemble_session=assemble_session,
        ),
        approve=ApprovePracticeSession(
            open_work, owners, interviews, read_session, assemble_session
        ),
        read=read_session,
        list_sessions=ListPracticeSessions(open_work, owners, interviews, reviews),
        session_urls=SessionUrls(
            gateway_url=platform.settings.gateway_url, edge_url=platform.settings.socket_base_url
        ),
    )
    assignment_cases = AssignmentUseCases(
        idempotency=idempotency,
        assign=AssignPractice(
            open_work=open_work,
            access=owners,
            assignments=assignments,
            audit=audit,
            clock=platform.clock,
            ids=platform.ids,
        ),
        list_assignments=ListAssignments(open_work, assignments, read_user_email),
        unassign=UnassignPractice(open_work, owners, assignments, audit),
    )
    router = ApiRouter()
    for part in (build_assignments_router(assignment_cases), build_sessions_router(cases)):
        router.include_router(part, prefix="/api/v1")
    return PracticeSessionsSlice(router, owners, cases, assignment_cases, assignments)
