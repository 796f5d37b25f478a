"""Builds reviews: who follows interviews, what makes a review, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.policies import LEADERBOARD
from vivavoce.contracts.envelope import Json
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain.mind.slots import found_in
from vivavoce.practice.adapters.reviews import PostgresReviews
from vivavoce.practice.handlers import PracticeHandlers
from vivavoce.practice.jobs import ReviewJob
from vivavoce.practice.ports.desk import Desk, Organisations
from vivavoce.practice.ports.reviews import (
    Assessments,
    Assignments,
    LeaderboardRule,
    Plans,
    Recordings,
    Stories,
)
from vivavoce.practice.routes.reviews import ReviewCases, reviews_router
from vivavoce.practice.usecases.history import ReadHistory
from vivavoce.practice.usecases.owners import Owners
from vivavoce.practice.usecases.review_compose import ComposeReview
from vivavoce.practice.usecases.review_follow import FollowInterview
from vivavoce.practice.usecases.review_leaderboard import ReadLeaderboard
from vivavoce.practice.usecases.review_read import ReadableSessions, ReadReview, RetryReview
from vivavoce.practice.usecases.review_results import ReadResults
from vivavoce.tenancy.facade import TenantReader

_RULES: dict[object, LeaderboardRule] = {"on": "on", "opt_in": "opt_in", "off": "off", False: "off"}


@dataclass(frozen=True, slots=True)
class PracticeNeighbours:
    """What reviews ask of other slices, and of the other parts of practice."""

    desk: Desk
    organisations: Organisations
    plans: Plans
    stories: Stories
    assessments: Assessments
    assignments: Assignments
    tenants: TenantReader
    recordings: Recordings | None = None


@dataclass(frozen=True, slots=True)
class Reviews:
    """What the roof needs of reviews."""

    router: APIRouter
    """Its static paths come before ``/interviews/{id}``: mount it before hiring's."""
    handlers: PracticeHandlers
    job: ReviewJob
    history: ReadHistory
    cases: ReviewCases


class NoRecordings:
    """Knows of no recordings."""

    async def sounds(self, work: Work, interview_id: InterviewId) -> list[Json]:
        """Return nothing."""
        return []


class TenantRules:
    """Reads what the organisation set."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants

    async def leaderboard(self, work: Work) -> LeaderboardRule:
        """Return who stands on the leaderboard; what cannot be read is the stricter ``opt_in``."""
        said = (await self._tenants.read(work)).settings.get(LEADERBOARD, "on")
        return _RULES.get(said, "on" if said is True else "opt_in")


def build_reviews(on: Foundation, by: PracticeNeighbours) -> Reviews:
    """Return the reviews part of practice on real adapters."""
    kept, owners = PostgresReviews(on.vault), Owners(by.desk, by.organisations)
    sessions = ReadableSessions(owners, by.desk, by.assignments)
    follow = FollowInterview(desk=by.desk, reviews=kept, assignments=by.assignments, clock=on.clock)
    compose = ComposeReview(
        open_work=on.open_work,
        desk=by.desk,
        plans=by.plans,
        stories=by.stories,
        assessments=by.assessments,
        assignments=by.assignments,
        reviews=kept,
        find=found_in,
        clock=on.clock,
    )
    cases = ReviewCases(
        read=ReadReview(
            open_work=on.open_work,
            sessions=sessions,
            reviews=kept,
            recordings=by.recordings or NoRecordings(),
        ),
        retry=RetryReview(
            open_work=on.open_work,
            sessions=sessions,
            reviews=kept,
            assessments=by.assessments,
            clock=on.clock,
        ),
        leaderboard=ReadLeaderboard(
            open_work=on.open_work,
            owners=owners,
            reviews=kept,
            rules=TenantRules(by.tenants),
            clock=on.clock,
        ),
        results=ReadResults(
            open_work=on.open_work, owners=owners, assignments=by.assignments, reviews=kept
        ),
    )
    whole = APIRouter()
    whole.include_router(reviews_router(cases), prefix="/api/v1")
    return Reviews(
        router=whole,
        handlers=PracticeHandlers(follow),
        job=ReviewJob(compose),
        history=ReadHistory(kept),
        cases=cases,
    )
