"""Compose a review: read transcript and scorecard, compose, then store and publish in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.events import ReviewCompleted
from vivavoce.contracts.interview import (
    InterviewSnapshot,
    InterviewTranscript,
    format_practice_session_id,
)
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.transcript import CompletedAssessment
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.language_model.port import ModelUsage, collect_usage
from vivavoce.infra.language_model.usage_events import publish_usage
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import InterviewId, PlanId, SessionId, TenantId
from vivavoce.kernel.translation import is_english
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.domain.review.composition import (
    ComposedReview,
    ReviewMaterial,
    compose_review,
)
from vivavoce.practice.domain.review.frameworks import FindAnswerElements
from vivavoce.practice.domain.review.measures import PastReview
from vivavoce.practice.domain.review.review import (
    Review,
    ReviewFailureCode,
    find_ineligibility_reason,
)
from vivavoce.practice.ports import (
    CompletedReview,
    PracticeAssessmentService,
    PracticeInterviewService,
    ReadInterviewPlan,
    ReadInterviewTranscript,
    ReadNamesToMask,
    ReviewRepository,
)
from vivavoce.practice.usecases.update_review_status import (
    mark_review_failed,
    mark_review_not_eligible,
)
from vivavoce.practice.usecases.word_better_answers import WordBetterAnswers

_MAX_EARLIER_REVIEWS = 20
LEADERBOARD_CONTEXT_KEY = "leaderboard"
"""The context member with a person's leaderboard choice: only true lists the score."""


class ReviewPlanMissingError(NotFoundError):
    """The plan that this review needs does not exist."""

    code = "review_plan_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReviewInputs:
    """What is loaded before a review is composed."""

    session_id: SessionId
    view: InterviewSnapshot
    plan: InterviewPlan
    assessment: CompletedAssessment | None
    earlier: tuple[PastReview, ...]
    assignment_id: UUID | None


class ComposeReview:
    """Advances a review as far as its inputs allow; running it again on a finished review has no effect."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: PracticeInterviewService,
        read_plan: ReadInterviewPlan,
        read_transcript: ReadInterviewTranscript,
        assessments: PracticeAssessmentService,
        assignments: PostgresAssignmentRepository,
        reviews: ReviewRepository,
        find_elements: FindAnswerElements,
        clock: Clock,
        read_names: ReadNamesToMask,
        word_better_answers: WordBetterAnswers | None,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._read_plan = read_plan
        self._read_transcript = read_transcript
        self._assessments = assessments
        self._assignments = assignments
        self._reviews = reviews
        self._find_elements = find_elements
        self._clock = clock
        self._read_names = read_names
        self._word_better_answers = word_better_answers

    async def __call__(self, tenant_id: TenantId, interview_id: InterviewId) -> None:
        """Mark the review not eligible, leave it waiting for scores, or complete it.

        If the interview's text was erased, the review fails permanently. Any other exception makes the job
        run again.
        """
        try:
            async with self._open_work(tenant_id) as work:
                inputs = await self._load_inputs(work, interview_id)
            if inputs is not None:
                transcript = await self._read_transcript(tenant_id, inputs.session_id)
                await self._advance(tenant_id, interview_id, inputs, transcript)
        except GoneError:
            await self._fail(tenant_id, interview_id, "words_erased")

    async def mark_failed(self, tenant_id: TenantId, interview_id: InterviewId) -> None:
        """Mark the review as failed after the last attempt; it can be retried."""
        await self._fail(tenant_id, interview_id, "review_failed")

    async def _load_inputs(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> _ReviewInputs | None:
        review = await self._reviews.find(work, interview_id)
        if review is None or not review.is_ready_to_compose or review.session_id is None:
            return None
        view = await self._interviews.view(work, interview_id)
        if view.plan_id is None:
            raise ReviewPlanMissingError
        assessment = await self._assessments.find_completed(work, interview_id)
        return _ReviewInputs(
            session_id=review.session_id,
            view=view,
            plan=await self._read_plan(work, PlanId(UUID(view.plan_id))),
            assessment=assessment,
            earlier=()
            if assessment is None
            else await self._load_earlier_reviews(work, view, assessment),
            assignment_id=await self._assignments.find_by_interview(work, interview_id),
        )

    async def _load_earlier_reviews(
        self, work: UnitOfWork, view: InterviewSnapshot, assessment: CompletedAssessment
    ) -> tuple[PastReview, ...]:
        """Return the person's earlier reviews by the same kind of scorer, oldest first."""
        reviews = await self._reviews.list_by_person(
            work,
            view.person_id,
            scorer_kind=assessment.scorecard.scorer.kind,
            limit=_MAX_EARLIER_REVIEWS,
        )
        return tuple(
            _past_review(review)
            for review in reversed(reviews)
            if review.interview_id != view.interview_id
        )

    async def _advance(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        inputs: _ReviewInputs,
        transcript: InterviewTranscript,
    ) -> None:
        reason = find_ineligibility_reason(transcript, inputs.plan)
        if reason is not None:
            async with self._open_work(tenant_id) as work:
                review = await self._lock_open_review(work, inputs.view)
                if review is not None:
                    await mark_review_not_eligible(
                        work, self._reviews, review, reason, self._clock.now()
                    )
        elif inputs.assessment is None:
            await self._wait_for_scores(tenant_id, inputs.view)
        elif inputs.assessment.is_erased:
            await self._fail(tenant_id, interview_id, "words_erased")
        else:
            now = self._clock.now()
            material = _review_material(inputs, inputs.assessment, transcript)
            composed = compose_review(material, self._find_elements, now=now)
            with collect_usage() as spent:
                composed = await self._word(tenant_id, inputs, composed)
            await self._complete(tenant_id, inputs, inputs.assessment, composed, spent)

    async def _word(
        self, tenant_id: TenantId, inputs: _ReviewInputs, composed: ComposedReview
    ) -> ComposedReview:
        """Return the review with better answers in a model's words, if one is configured.

        A wording can be checked against what was said in English only.
        """
        if self._word_better_answers is None or not is_english(inputs.plan.language):
            return composed
        async with self._open_work(tenant_id) as work:
            names = await self._read_names(work, inputs.view.interview_id)
        document = await self._word_better_answers(composed.document, names)
        return replace(composed, document=document)

    async def _wait_for_scores(self, tenant_id: TenantId, view: InterviewSnapshot) -> None:
        async with self._open_work(tenant_id) as work:
            review = await self._lock_open_review(work, view)
            if review is not None and review.stage == "queued":
                await self._reviews.save(work, review.at_stage("scoring", self._clock.now()))

    async def _complete(
        self,
        tenant_id: TenantId,
        inputs: _ReviewInputs,
        assessment: CompletedAssessment,
        composed: ComposedReview,
        spent: Sequence[ModelUsage],
    ) -> None:
        now, view = self._clock.now(), inputs.view
        async with self._open_work(tenant_id) as work:
            review = await self._lock_open_review(work, view)
            if review is None:
                return
            closed_review = review.as_completed(assessment.assessment_id, now)
            completed_review = CompletedReview(
                interview_id=view.interview_id,
                person_id=view.person_id,
                scorer=assessment.scorecard.scorer,
                overall_score=assessment.scorecard.overall_score,
                completed_at=now,
                document=composed.document,
                display_name=view.candidate_name,
                strong=composed.strong,
                weak=composed.weak,
            )
            await self._reviews.save_completed(
                work, closed_review, completed_review, is_listed=_wants_to_be_listed(view)
            )
            await work.publish(
                ReviewCompleted(
                    version=closed_review.version, overall_score=completed_review.overall_score
                ),
                run_id=view.run_id,
                interview_id=view.interview_id,
            )
            await publish_usage(
                work, spent, purpose="review", run_id=view.run_id, interview_id=view.interview_id
            )
            await self._assignments.mark_completed(work, view.interview_id)
            await failpoint("review.before_commit")
        await failpoint("review.after_commit")

    async def _fail(
        self, tenant_id: TenantId, interview_id: InterviewId, code: ReviewFailureCode
    ) -> None:
        async with self._open_work(tenant_id) as work:
            review = await self._reviews.lock(work, interview_id)
            if review is not None and review.is_open:
                await mark_review_failed(work, self._reviews, review, code, self._clock.now())

    async def _lock_open_review(self, work: UnitOfWork, view: InterviewSnapshot) -> Review | None:
        """Return the review, locked, or None if it was closed meanwhile."""
        review = await self._reviews.lock(work, view.interview_id)
        return review if review is not None and review.is_ready_to_compose else None


def _review_material(
    inputs: _ReviewInputs, assessment: CompletedAssessment, transcript: InterviewTranscript
) -> ReviewMaterial:
    view = inputs.view
    return ReviewMaterial(
        session_id=format_practice_session_id(view.interview_id),
        plan=inputs.plan,
        transcript=transcript,
        scorecard=assessment.scorecard,
        persona_id=view.persona_id,
        interview_type=view.interview_type,
        difficulty=view.difficulty,
        position=view.position,
        planned_minutes=view.duration_minutes,
        assignment_id=None if inputs.assignment_id is None else str(inputs.assignment_id),
        earlier=inputs.earlier,
    )


def _past_review(review: CompletedReview) -> PastReview:
    return PastReview(
        session_id=format_practice_session_id(review.interview_id),
        completed_at=review.completed_at,
        overall_score=review.overall_score,
        scores={score["criterion"]: score["score"] for score in review.document["rubric_scores"]},
    )


def _wants_to_be_listed(view: InterviewSnapshot) -> bool | None:
    choice = (view.context or {}).get(LEADERBOARD_CONTEXT_KEY)
    return choice if isinstance(choice, bool) else None
