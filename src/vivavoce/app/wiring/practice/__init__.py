"""Builds practice: each part has its own file; they are connected here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.app.wiring.planning import PlanningSlice
from vivavoce.app.wiring.practice.erasure import build_erasure_router
from vivavoce.app.wiring.practice.organization_names import TenantOrganizationNames
from vivavoce.app.wiring.practice.reviews import (
    PracticeReviewsSlice,
    ReviewDependencies,
    build_reviews,
)
from vivavoce.app.wiring.practice.sessions import (
    PracticeSessionDependencies,
    PracticeSessionsSlice,
    build_practice_sessions,
)
from vivavoce.app.wiring.tenancy import TenancySlice
from vivavoce.assessment.facade import AssessmentReader
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.facade import InterviewTranscriptReader
from vivavoce.planning.domain.practice.edited_questions import EditedQuestion
from vivavoce.planning.facade import PlanEditor, PlanService
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.domain.draft import SeekerQuestion
from vivavoce.practice.usecases.summarize_history import SummarizePracticeHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDependencies:
    """The slices that practice needs."""

    tenancy: TenancySlice
    hiring: HiringSlice
    planning: PlanningSlice
    plans: PlanService
    interview_transcripts: InterviewTranscriptReader
    assessments: AssessmentReader
    voice: VoiceAvailability


@dataclass(frozen=True, slots=True)
class PracticeSlice:
    """What other wiring needs of practice."""

    sessions: PracticeSessionsSlice
    reviews: PracticeReviewsSlice
    routers: tuple[APIRouter, ...]
    """Mount them before the routes of other slices whose paths take an id."""


class EditorPlanEdits:
    """Puts a person's own questions into the plan, and tries out their change requests."""

    def __init__(self, editor: PlanEditor) -> None:
        self._editor = editor

    async def try_change(self, work: UnitOfWork, interview_id: InterviewId, wish: str) -> None:
        """Raise ``InvalidRequestError`` if a change request would change nothing."""
        await self._editor.try_change(work, interview_id, wish)

    async def replace_questions(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[SeekerQuestion]
    ) -> str:
        """Return the new version's id; raise ``InvalidRequestError`` that lists every invalid question."""
        given = [
            EditedQuestion(
                question=one.question, topic=one.topic, expected_framework=one.expected_framework
            )
            for one in questions
        ]
        return str((await self._editor.replace_questions(work, interview_id, given)).id)


def build_practice(platform: Platform, dependencies: PracticeDependencies) -> PracticeSlice:
    """Return practice with its production adapters."""
    kept = PostgresReviewRepository(platform.vault)
    sessions = build_practice_sessions(
        platform,
        PracticeSessionDependencies(
            interviews=dependencies.hiring.self_service_interviews,
            tenants=dependencies.tenancy.reader,
            plans=dependencies.plans,
            plan_edits=EditorPlanEdits(dependencies.planning.editor),
            reorder=dependencies.planning.reorder,
            rate_limiter=dependencies.tenancy.rate_limiter,
            audit=dependencies.tenancy.audit,
            history=SummarizePracticeHistory(kept),
            standings=kept,
            voice=dependencies.voice,
        ),
    )
    reviews = build_reviews(
        platform,
        ReviewDependencies(
            interviews=dependencies.hiring.self_service_interviews,
            organizations=TenantOrganizationNames(dependencies.tenancy.reader),
            plans=dependencies.plans,
            interview_transcripts=dependencies.interview_transcripts,
            assessments=dependencies.assessments,
            assignments=sessions.assignment_book,
            tenants=dependencies.tenancy.reader,
        ),
    )
    erasing = build_erasure_router(
        platform,
        dependencies.hiring,
        owners=sessions.owners,
        plans=dependencies.plans,
        audit=dependencies.tenancy.audit,
    )
    return PracticeSlice(sessions, reviews, (sessions.router, reviews.router, erasing))
