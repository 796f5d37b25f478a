"""Following an interview from its start to its end, so that its review is made or refused."""

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
from vivavoce.practice.domain.review.eligibility import (
    IneligibilityReason,
    ineligibility_of_ended_interview,
)
from vivavoce.practice.domain.review.review import Review, ReviewFailureCode
from vivavoce.practice.ports.interviews import PracticeInterviewService
from vivavoce.practice.ports.reviews import AssignmentTracker, ReviewRepository

REVIEW_JOB = "practice.review"


class UpdateReviewStatus:
    """Each step happens in the caller's unit of work; hearing of it twice changes nothing more.

    Interviews whose door gives no coaching are passed over.
    """

    def __init__(
        self,
        *,
        interviews: PracticeInterviewService,
        reviews: ReviewRepository,
        assignments: AssignmentTracker,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._reviews = reviews
        self._assignments = assignments
        self._clock = clock

    async def handle_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Note that an assignment's talk began."""
        if await self._find_coached_interview(work, interview_id) is not None:
            await self._assignments.mark_started(work, interview_id)

    async def handle_completed(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId
    ) -> None:
        """Have the talk reviewed."""
        review = await self._lock_review(work, interview_id)
        if review is None or not review.is_open or review.session_id == session_id:
            return
        queued = replace(review.at_stage("queued", self._clock.now()), session_id=session_id)
        await self._reviews.save(work, queued)
        await enqueue_review(work, interview_id)

    async def handle_not_completed(
        self, work: UnitOfWork, interview_id: InterviewId, *, end_reason: str
    ) -> None:
        """Keep how the session ended. Another attempt may follow, or the interview is closed next."""
        review = await self._lock_review(work, interview_id)
        if review is None or not review.is_open or review.session_id is not None:
            return
        await self._reviews.save(
            work, replace(review, ending=end_reason, updated_at=self._clock.now())
        )

    async def handle_cancelled(
        self, work: UnitOfWork, interview_id: InterviewId, *, code: str
    ) -> None:
        """Say why there will be no review."""
        review = await self._lock_review(work, interview_id)
        if review is None or not review.is_open or review.session_id is not None:
            return
        await mark_review_not_eligible(
            work,
            self._reviews,
            review,
            ineligibility_of_ended_interview(code, review.ending),
            self._clock.now(),
        )

    async def handle_assessed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Have the review put together; one that had failed goes on."""
        review = await self._lock_review(work, interview_id)
        if review is None or review.session_id is None:
            return
        if review.status not in ("processing", "failed") or review.stage == "comparing":
            return
        await self._reviews.save(work, review.at_stage("comparing", self._clock.now()))
        await enqueue_review(work, interview_id)

    async def handle_assessment_failed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Say that the scoring failed; it can be asked for again."""
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
            # Another door's, or deleted in between: there is nobody to coach.
            return None
        return view if PROFILES[view.profile].feedback == "coaching" else None


def new_review(view: InterviewSnapshot, at: datetime) -> Review:
    """Return the review of an interview that nothing was heard of yet."""
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
    """Have the next step of a review made in the background, one at a time."""
    await work.enqueue(REVIEW_JOB, lock=f"review {interview_id}", interview_id=str(interview_id))


async def mark_review_not_eligible(
    work: UnitOfWork,
    reviews: ReviewRepository,
    review: Review,
    reason: IneligibilityReason,
    at: datetime,
) -> None:
    """Close a locked review that there is too little for, and tell of it."""
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
    """Keep that a locked review could not be made, and tell of it."""
    await reviews.save(work, review.as_failed(code, at))
    await work.publish(
        ReviewFailed(code=code), run_id=review.run_id, interview_id=review.interview_id
    )
