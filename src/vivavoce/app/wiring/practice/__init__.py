"""Builds practice: reviews and erasure here, session setup and the assistant in files of their own."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.app.wiring.planning import PlanningSlice
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.practice.sessions import (
    PlanningPracticePlanService,
    PracticeSessionsSlice,
    build_practice_sessions,
)
from vivavoce.app.wiring.tenancy import TenancySlice
from vivavoce.assessment.facade import AssessmentReader
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import AuditTrail
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.planning.facade import PlanService
from vivavoce.practice.adapters.conversations import PostgresConversationRepository
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.handlers import PracticeHandlers, ReviewJob
from vivavoce.practice.ports.reviews import (
    PracticeAssessmentService,
    PracticeAssignmentRepository,
    ReadInterviewTranscript,
)
from vivavoce.practice.ports.sessions import PracticeInterviewService
from vivavoce.practice.routes.reviews import (
    ReviewUseCases,
    build_own_practice_router,
    build_reviews_router,
)
from vivavoce.practice.usecases.compose_review import ComposeReview
from vivavoce.practice.usecases.own_practice import EraseOwnPractice, PracticeAccess
from vivavoce.practice.usecases.read_results import ReadAssignmentResults, ReadLeaderboard
from vivavoce.practice.usecases.read_review import ReadReview, RetryReview, ReviewAccess
from vivavoce.practice.usecases.update_review_status import UpdateReviewStatus
from vivavoce.tenancy.facade import TenantReader


def build_erasure_router(
    platform: Platform,
    hiring: HiringSlice,
    *,
    owners: PracticeAccess,
    plans: PlanService,
    audit: AuditTrail,
) -> APIRouter:
    """Return the route with its production adapters."""
    erase = EraseOwnPractice(
        open_work=platform.open_work,
        access=owners,
        interviews=hiring.self_service_interviews,
        erase_person=hiring.erase.erase_person,
        erase_interview_data=[
            PostgresPracticeDraftRepository(platform.keys).forget,
            plans.forget,
        ],
        erase_person_data=[
            PostgresReviewRepository(platform.vault).forget,
            PostgresConversationRepository(platform.vault, platform.ids).forget,
        ],
        audit=audit,
    )
    router = ApiRouter()
    router.include_router(build_own_practice_router(erase), prefix="/api/v1")
    return router


@dataclass(frozen=True, slots=True)
class PracticeReviewsSlice:
    """What other wiring needs of reviews."""

    router: APIRouter
    """It has static paths that must come before ``/interviews/{id}``: mount it before hiring's."""
    handlers: PracticeHandlers
    job: ReviewJob
    cases: ReviewUseCases


def build_reviews(
    platform: Platform,
    *,
    interviews: PracticeInterviewService,
    tenants: TenantReader,
    policies: TenantPolicies,
    plans: PlanService,
    interview_transcripts: ReadInterviewTranscript,
    assessments: PracticeAssessmentService,
    assignments: PracticeAssignmentRepository,
) -> PracticeReviewsSlice:
    """Return the reviews part of practice with its production adapters."""
    reviews = PostgresReviewRepository(platform.vault)
    access = PracticeAccess(interviews, tenants.slug)
    sessions = ReviewAccess(access, interviews, assignments)
    update_status = UpdateReviewStatus(
        interviews=interviews,
        reviews=reviews,
        assignments=assignments,
        clock=platform.clock,
    )
    compose = ComposeReview(
        open_work=platform.open_work,
        interviews=interviews,
        read_plan=plans.by_id,
        read_transcript=interview_transcripts,
        assessments=assessments,
        assignments=assignments,
        reviews=reviews,
        find_elements=_find_element_names,
        clock=platform.clock,
    )
    cases = ReviewUseCases(
        read=ReadReview(
            open_work=platform.open_work,
            sessions=sessions,
            reviews=reviews,
        ),
        retry=RetryReview(
            open_work=platform.open_work,
            sessions=sessions,
            reviews=reviews,
            assessments=assessments,
            clock=platform.clock,
        ),
        leaderboard=ReadLeaderboard(
            open_work=platform.open_work,
            access=access,
            reviews=reviews,
            read_rule=policies.leaderboard_rule,
            clock=platform.clock,
        ),
        results=ReadAssignmentResults(
            open_work=platform.open_work,
            access=access,
            assignments=assignments,
            reviews=reviews,
        ),
    )
    router = ApiRouter()
    router.include_router(build_reviews_router(cases), prefix="/api/v1")
    return PracticeReviewsSlice(
        router=router,
        handlers=PracticeHandlers(update_status),
        job=ReviewJob(compose),
        cases=cases,
    )


def _find_element_names(text: str, question: PlanQuestion) -> list[str]:
    return [match.element for match in find_elements(text, question)]


@dataclass(frozen=True, slots=True)
class PracticeSlice:
    """What other wiring needs of practice."""

    sessions: PracticeSessionsSlice
    reviews: PracticeReviewsSlice
    routers: tuple[APIRouter, ...]
    """Mount them before the routes of other slices whose paths take an id."""


def build_practice(
    platform: Platform,
    *,
    tenancy: TenancySlice,
    policies: TenantPolicies,
    hiring: HiringSlice,
    planning: PlanningSlice,
    plans: PlanService,
    interview_transcripts: ReadInterviewTranscript,
    assessments: AssessmentReader,
    voice: VoiceAvailability,
) -> PracticeSlice:
    """Return practice with its production adapters."""
    sessions = build_practice_sessions(
        platform,
        interviews=hiring.self_service_interviews,
        tenants=tenancy.reader,
        plans=PlanningPracticePlanService(plans, planning.editor, planning.reorder),
        rate_limiter=tenancy.rate_limiter,
        audit=tenancy.audit,
        voice=voice,
    )
    reviews = build_reviews(
        platform,
        interviews=hiring.self_service_interviews,
        tenants=tenancy.reader,
        policies=policies,
        plans=plans,
        interview_transcripts=interview_transcripts,
        assessments=assessments,
        assignments=sessions.assignments,
    )
    erasure_router = build_erasure_router(
        platform,
        hiring,
        owners=sessions.owners,
        plans=plans,
        audit=tenancy.audit,
    )
    return PracticeSlice(sessions, reviews, (sessions.router, reviews.router, erasure_router))
