"""Builds reviews: event handlers, review creation and access."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import LEADERBOARD
from vivavoce.contracts.envelope import Json
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.handlers import PracticeHandlers
from vivavoce.practice.jobs import ReviewJob
from vivavoce.practice.ports.interviews import CurrentOrganizationReader, PracticeInterviewService
from vivavoce.practice.ports.reviews import (
    AssignmentTracker,
    InterviewPlanReader,
    LeaderboardRule,
    PracticeAssessmentService,
    ReviewRecordingReader,
    ReviewTranscriptReader,
)
from vivavoce.practice.routes.reviews import ReviewUseCases, build_reviews_router
from vivavoce.practice.usecases.compose_review import ComposeReview
from vivavoce.practice.usecases.practice_access import PracticeAccess
from vivavoce.practice.usecases.read_assignment_results import ReadAssignmentResults
from vivavoce.practice.usecases.read_leaderboard import ReadLeaderboard
from vivavoce.practice.usecases.read_review import ReadReview, RetryReview, ReviewAccess
from vivavoce.practice.usecases.summarize_history import SummarizePracticeHistory
from vivavoce.practice.usecases.update_review_status import UpdateReviewStatus
from vivavoce.tenancy.facade import TenantReader

_LEADERBOARD_RULES: dict[object, LeaderboardRule] = {
    "on": "on",
    "opt_in": "opt_in",
    "off": "off",
    False: "off",
}


@dataclass(frozen=True, slots=True)
class ReviewDependencies:
    """What reviews need of other slices and of other parts of practice."""

    interviews: PracticeInterviewService
    organizations: CurrentOrganizationReader
    plans: InterviewPlanReader
    interview_transcripts: ReviewTranscriptReader
    assessments: PracticeAssessmentService
    assignments: AssignmentTracker
    tenants: TenantReader
    recordings: ReviewRecordingReader | None = None


@dataclass(frozen=True, slots=True)
class PracticeReviewsSlice:
    """What other wiring needs of reviews."""

    router: APIRouter
    """It has static paths that must come before ``/interviews/{id}``: mount it before hiring's."""
    handlers: PracticeHandlers
    job: ReviewJob
    history: SummarizePracticeHistory
    cases: ReviewUseCases


class NoSessionRecordings:
    """A reader without recordings."""

    async def list_audio(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return an empty list."""
        return []


class TenantLeaderboardRules:
    """Reads the organization's leaderboard setting."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants

    async def leaderboard_rule(self, work: UnitOfWork) -> LeaderboardRule:
        """Return who is on the leaderboard; for an unreadable setting the stricter ``opt_in``."""
        said = (await self._tenants.read(work)).settings.get(LEADERBOARD, "on")
        return _LEADERBOARD_RULES.get(said, "on" if said is True else "opt_in")


def build_reviews(platform: Platform, dependencies: ReviewDependencies) -> PracticeReviewsSlice:
    """Return the reviews part of practice with its production adapters."""
    kept, owners = (
        PostgresReviewRepository(platform.vault),
        PracticeAccess(dependencies.interviews, dependencies.organizations),
    )
    sessions = ReviewAccess(owners, dependencies.interviews, dependencies.assignments)
    follow = UpdateReviewStatus(
        interviews=dependencies.interviews,
        reviews=kept,
        assignments=dependencies.assignments,
        clock=platform.clock,
    )
    compose = ComposeReview(
        open_work=platform.open_work,
        interviews=dependencies.interviews,
        plans=dependencies.plans,
        transcripts=dependencies.interview_transcripts,
        assessments=dependencies.assessments,
        assignments=dependencies.assignments,
        reviews=kept,
        find_elements=find_elements,
        clock=platform.clock,
    )
    cases = ReviewUseCases(
        read=ReadReview(
            open_work=platform.open_work,
            sessions=sessions,
            reviews=kept,
            recordings=dependencies.recordings or NoSessionRecordings(),
        ),
        retry=RetryReview(
            open_work=platform.open_work,
            sessions=sessions,
            reviews=kept,
            assessments=dependencies.assessments,
            clock=platform.clock,
        ),
        leaderboard=ReadLeaderboard(
            open_work=platform.open_work,
            access=owners,
            reviews=kept,
            policies=TenantLeaderboardRules(dependencies.tenants),
            clock=platform.clock,
        ),
        results=ReadAssignmentResults(
            open_work=platform.open_work,
            access=owners,
            assignments=dependencies.assignments,
            reviews=kept,
        ),
    )
    whole = ApiRouter()
    whole.include_router(build_reviews_router(cases), prefix="/api/v1")
    return PracticeReviewsSlice(
        router=whole,
        handlers=PracticeHandlers(follow),
        job=ReviewJob(compose),
        history=SummarizePracticeHistory(kept),
        cases=cases,
    )
