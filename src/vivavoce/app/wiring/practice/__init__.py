"""Builds practice: reviews and erasure here, session setup and the assistant in files of their own."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.app.wiring.planning import PlanningSlice, uses_model
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.practice.sessions import (
    PlanningPracticePlanService,
    PracticeSessionsSlice,
    build_practice_sessions,
)
from vivavoce.app.wiring.tenancy import TenancySlice
from vivavoce.assessment.adapters.postgres import erase_assessments
from vivavoce.assessment.domain.transcript_masking import mask_answers
from vivavoce.assessment.facade import AssessmentReader
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.hiring.usecases.end_interview import CANCEL_REASON_DELETED
from vivavoce.infra.language_model.port import LanguageModel
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.live.domain.interviewer.question_guard import find_improper_words
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.planning.facade import PlanService
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.adapters.conversations import PostgresConversationRepository
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.model_answer_writer import ModelAnswerWriter
from vivavoce.practice.adapters.new_answers import PostgresNewAnswerRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.handlers import PracticeHandlers, ReviewJob
from vivavoce.practice.ports import (
    PracticeAssessmentService,
    PracticeInterviewService,
    ReadInterviewTranscript,
    ReadNamesToMask,
    ScoreAnswers,
)
from vivavoce.practice.routes.own_answers import OwnPracticeUseCases, build_own_practice_router
from vivavoce.practice.routes.reviews import ReviewUseCases, build_reviews_router
from vivavoce.practice.usecases.answer_again import AnswerAgain
from vivavoce.practice.usecases.compose_review import ComposeReview
from vivavoce.practice.usecases.own_practice import (
    EraseOwnPractice,
    EraseOwnSession,
    PracticeAccess,
)
from vivavoce.practice.usecases.read_progress import ReadPracticeTranscript, ReadProgress
from vivavoce.practice.usecases.read_report import ReadPracticeReport
from vivavoce.practice.usecases.read_results import ReadAssignmentResults, ReadLeaderboard
from vivavoce.practice.usecases.read_review import ReadReview, RetryReview, ReviewAccess
from vivavoce.practice.usecases.update_review_status import UpdateReviewStatus
from vivavoce.practice.usecases.word_better_answers import WordBetterAnswers
from vivavoce.tenancy.facade import TenantReader


def build_own_practice(
    platform: Platform,
    hiring: HiringSlice,
    *,
    owners: PracticeAccess,
    plans: PlanService,
    audit: AuditTrail,
    answer_again: AnswerAgain,
    interview_transcripts: ReadInterviewTranscript,
) -> APIRouter:
    """Return the routes of what only the person who practiced sees, with their production adapters."""
    reviews = PostgresReviewRepository(platform.vault)

    async def erase_session(work: UnitOfWork, interview_id: InterviewId) -> None:
        now = platform.clock.now()
        await hiring.erase_content(work, interview_id, now, code=CANCEL_REASON_DELETED)
        await erase_assessments(work, [interview_id])

    cases = OwnPracticeUseCases(
        answer_again=answer_again,
        progress=ReadProgress(platform.open_work, owners, reviews),
        transcript=ReadPracticeTranscript(platform.open_work, owners, interview_transcripts),
        report=ReadPracticeReport(
            open_work=platform.open_work,
            access=owners,
            reviews=reviews,
            read_plan=plans.by_id,
            read_transcript=interview_transcripts,
        ),
        erase_session=EraseOwnSession(
            open_work=platform.open_work,
            access=owners,
            erase_session=erase_session,
            audit=audit,
        ),
        erase=EraseOwnPractice(
            open_work=platform.open_work,
            access=owners,
            interviews=hiring.self_service_interviews,
            erase_person=hiring.erase.erase_person,
            erase_interview_data=[
                PostgresPracticeDraftRepository(platform.keys).forget,
                PostgresNewAnswerRepository(platform.vault).forget_interviews,
                plans.forget,
            ],
            erase_person_data=[
                reviews.forget,
                PostgresConversationRepository(platform.vault, platform.ids).forget,
            ],
            audit=audit,
        ),
    )
    router = ApiRouter()
    router.include_router(build_own_practice_router(cases), prefix="/api/v1")
    return router


@dataclass(frozen=True, slots=True)
class PracticeReviewsSlice:
    """What other wiring needs of reviews."""

    router: APIRouter
    """It has static paths that must come before ``/interviews/{id}``: mount it before hiring's."""
    handlers: PracticeHandlers
    job: ReviewJob
    cases: ReviewUseCases
    answer_again: AnswerAgain


def build_reviews(
    platform: Platform,
    *,
    interviews: PracticeInterviewService,
    tenants: TenantReader,
    policies: TenantPolicies,
    plans: PlanService,
    interview_transcripts: ReadInterviewTranscript,
    assessments: PracticeAssessmentService,
    assignments: PostgresAssignmentRepository,
    score_answers: ScoreAnswers,
    read_names: ReadNamesToMask,
    language_model: LanguageModel | None,
) -> PracticeReviewsSlice:
    """Return the reviews part of practice with its production adapters.

    Without ``language_model``, the rules alone word better answers.
    """
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
        read_names=read_names,
        word_better_answers=None
        if language_model is None
        else _build_wording(language_model, platform.settings.llm_review_deadline_s),
    )
    cases = ReviewUseCases(
        read=ReadReview(
            open_work=platform.open_work,
            sessions=sessions,
            reviews=reviews,
            read_voice_size=PostgresRecordingRepository(platform.vault).find_voice_size,
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
        answer_again=AnswerAgain(
            open_work=platform.open_work,
            access=access,
            reviews=reviews,
            answers=PostgresNewAnswerRepository(platform.vault),
            read_plan=plans.by_id,
            read_transcript=interview_transcripts,
            score_answers=score_answers,
            find_elements=_find_element_names,
            clock=platform.clock,
        ),
    )


def _build_wording(language_model: LanguageModel, wait_s: float) -> WordBetterAnswers:
    return WordBetterAnswers(
        ModelAnswerWriter(language_model, deadline_s=wait_s),
        mask_texts=mask_answers,
        find_improper=find_improper_words,
        wait_s=wait_s,
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
    score_answers: ScoreAnswers,
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
        score_answers=score_answers,
        read_names=hiring.interviews.get_names_to_mask,
        language_model=platform.language_model if uses_model(platform.settings) else None,
    )
    own_practice = build_own_practice(
        platform,
        hiring,
        owners=sessions.owners,
        plans=plans,
        audit=tenancy.audit,
        answer_again=reviews.answer_again,
        interview_transcripts=interview_transcripts,
    )
    return PracticeSlice(sessions, reviews, (sessions.router, reviews.router, own_practice))
