"""Update the review of an interview as the interview's events arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from vivavoce.contracts.events import ReviewFailed, ReviewNotEligible
from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.domain.review.review import (
    IneligibilityReason,
    Review,
    ReviewFailureCode,
    determine_ended_interview_ineligibility,
)
from vivavoce.practice.ports import PracticeInterviewService, ReviewRepository

REVIEW_JOB = "practice.review"


class UpdateReviewStatus:
    """Handles interview events in the caller's unit of work; every handler is idempotent.

    Interviews whose profile gives no coaching feedback are ignored.
    """

    def __init__(
        self,
        *,
        interviews: PracticeInterviewService,
        reviews: ReviewRepository,
        assignments: PostgresAssignmentRepository,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._reviews = reviews
        self._assignments = assignments
        self._clock = clock

    async def handle_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the interview's assignment as started."""
        if await self._find_coached_interview(work, interview_id) is not None:
            await self._assignments.mark_started(work, interview_id)

    async def handle_completed(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId
    ) -> None:
        """Enqueue the review of this session."""
        review = await self._lock_review(work, interview_id)
        if review is None or not review.is_open or review.session_id == session_id:
            return
        queued = replace(review.at_stage("queued", self._clock.now()), session_id=session_id)
        await self._reviews.save(work, queued)
        await enqueue_review(work, interview_id)

    async def handle_not_completed(
        self, work: UnitOfWork, interview_id: InterviewId, *, end_reason: str
    ) -> None:
        """Store how the session ended. Another attempt may follow, or the interview is cancelled next."""
        review = await self._lock_review(work, interview_id)
        if review is None or not review.is_open or review.session_id is not None:
            return
        await self._reviews.save(
            work, replace(review, ending=end_reason, updated_at=self._clock.now())
        )

    async def handle_cancelled(
        self, work: UnitOfWork, interview_id: InterviewId, *, code: str
    ) -> None:
        """Mark the review as not eligible, with the reason."""
        review = await self._lock_review(work, interview_id)
        if review is None or not review.is_open or review.session_id is not None:
            return
        await mark_review_not_eligible(
            work,
            self._reviews,
            review,
            determine_ended_interview_ineligibility(code, review.ending),
            self._clock.now(),
        )

    async def handle_assessed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Enqueue the review now that scores exist; a failed review resumes."""
        review = await self._lock_review(work, interview_id)
        if review is None or review.session_id is None:
            return
        if review.status not in ("processing", "failed") or review.stage == "comparing":
            return
        await self._reviews.save(work, review.at_stage("comparing", self._clock.now()))
        await enqueue_review(work, interview_id)

    async def handle_assessment_failed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the review as failed because scoring failed; it can be retried."""
        review = await self._lock_review(work, interview_id)
        if review is not None and review.is_ready_to_compose:
            await mark_review_failed(
                work, self._reviews, review, "assessment_failed", self._clock.now()
            )

    async def _lock_review(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        view = await self._find_coached_interview(work, interview_id)
        if view is None:
            return None
        return await self._reviews.lock_or_create(work, new_review(view, self._clock.now()))

    async def _find_coached_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> InterviewSnapshot | None:
        try:
            view = await self._interviews.view(work, interview_id)
        except NotFoundError:
            # The interview was deleted meanwhile, or is not visible to practice: nothing to review.
            return None
        return view if PROFILES[view.profile].feedback == "coaching" else None


def new_review(view: InterviewSnapshot, at: datetime) -> Review:
    """Return the initial review of an interview: ``processing``, stage ``queued``."""
    return Review(
        interview_id=view.interview_id,
        run_id=view.run_id,
        person_id=view.person_id,
        status="processing",
        stage="queued",
        created_at=at,
        updated_at=at,
        interview_type=view.interview_type,
        difficulty=view.difficulty,
    )


async def enqueue_review(work: UnitOfWork, interview_id: InterviewId) -> None:
    """Enqueue the review job; jobs of the same interview run one at a time."""
    await work.enqueue(REVIEW_JOB, lock=f"review {interview_id}", interview_id=str(interview_id))


async def mark_review_not_eligible(
    work: UnitOfWork,
    reviews: ReviewRepository,
    review: Review,
    reason: IneligibilityReason,
    at: datetime,
) -> None:
    """Close a locked review as not eligible and publish ``ReviewNotEligible``."""
    await reviews.save(work, review.as_not_eligible(reason, at))
    await work.publish(
        ReviewNotEligible(reason=reason), run_id=review.run_id, interview_id=review.interview_id
    )


async def mark_review_failed(
    work: UnitOfWork,
    reviews: ReviewRepository,
    review: Review,
    code: ReviewFailureCode,
    at: datetime,
) -> None:
    """Mark a locked review as failed and publish ``ReviewFailed``."""
    await reviews.save(work, review.as_failed(code, at))
    await work.publish(
        ReviewFailed(code=code), run_id=review.run_id, interview_id=review.interview_id
    )
