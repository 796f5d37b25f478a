"""Following an interview from its start to its end, so that its review is made or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from vivavoce.contracts.events import ReviewFailed, ReviewNotEligible
from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.practice.domain.review.eligibility import Reason, why_over
from vivavoce.practice.domain.review.review import FailureCode, Review
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.reviews import Assignments, Reviews

JOB = "practice.review"


class FollowInterview:
    """Each step happens in the caller's unit of work; hearing of it twice changes nothing more.

    Interviews whose door gives no coaching are passed over.
    """

    def __init__(
        self, *, desk: Desk, reviews: Reviews, assignments: Assignments, clock: Clock
    ) -> None:
        self._desk = desk
        self._reviews = reviews
        self._assignments = assignments
        self._clock = clock

    async def when_started(self, work: Work, interview_id: InterviewId) -> None:
        """Note that an assignment's talk began."""
        if await self._coached(work, interview_id) is not None:
            await self._assignments.note_started(work, interview_id)

    async def when_completed(
        self, work: Work, interview_id: InterviewId, session_id: SessionId
    ) -> None:
        """Have the talk reviewed."""
        review = await self._locked(work, interview_id)
        if review is None or not review.is_open or review.session_id == session_id:
            return
        queued = replace(review.at_stage("queued", self._clock.now()), session_id=session_id)
        await self._reviews.save(work, queued)
        await enqueue_review(work, interview_id)

    async def when_not_completed(
        self, work: Work, interview_id: InterviewId, *, ending: str
    ) -> None:
        """Keep how the session ended. Another attempt may follow, or the interview is closed next."""
        review = await self._locked(work, interview_id)
        if review is None or not review.is_open or review.session_id is not None:
            return
        await self._reviews.save(work, replace(review, ending=ending, updated_at=self._clock.now()))

    async def when_cancelled(self, work: Work, interview_id: InterviewId, *, code: str) -> None:
        """Say why there will be no review."""
        review = await self._locked(work, interview_id)
        if review is None or not review.is_open or review.session_id is not None:
            return
        await refuse(work, self._reviews, review, why_over(code, review.ending), self._clock.now())

    async def when_assessed(self, work: Work, interview_id: InterviewId) -> None:
        """Have the review put together; one that had failed goes on."""
        review = await self._locked(work, interview_id)
        if review is None or review.session_id is None:
            return
        if review.status not in ("processing", "failed") or review.stage == "comparing":
            return
        await self._reviews.save(work, review.at_stage("comparing", self._clock.now()))
        await enqueue_review(work, interview_id)

    async def when_assessment_failed(self, work: Work, interview_id: InterviewId) -> None:
        """Say that the scoring failed; it can be asked for again."""
        review = await self._locked(work, interview_id)
        if review is not None and review.is_ready_to_make:
            await fail(work, self._reviews, review, "assessment_failed", self._clock.now())

    async def _locked(self, work: Work, interview_id: InterviewId) -> Review | None:
        view = await self._coached(work, interview_id)
        if view is None:
            return None
        return await self._reviews.begin(work, fresh_review(view, self._clock.now()))

    async def _coached(self, work: Work, interview_id: InterviewId) -> InterviewView | None:
        try:
            view = await self._desk.view(work, interview_id)
        except NotFound:
            # Another door's, or deleted in between: there is nobody to coach.
            return None
        return view if PROFILES[view.profile].feedback == "coaching" else None


def fresh_review(view: InterviewView, at: datetime) -> Review:
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


async def enqueue_review(work: Work, interview_id: InterviewId) -> None:
    """Have the next step of a review made in the background, one at a time."""
    await work.enqueue(JOB, lock=f"review {interview_id}", interview_id=str(interview_id))


async def refuse(
    work: Work, reviews: Reviews, review: Review, reason: Reason, at: datetime
) -> None:
    """Close a locked review that there is too little for, and tell of it."""
    await reviews.save(work, review.refused(reason, at))
    await work.publish(
        ReviewNotEligible(reason=reason), run_id=review.run_id, interview_id=review.interview_id
    )


async def fail(
    work: Work, reviews: Reviews, review: Review, code: FailureCode, at: datetime
) -> None:
    """Keep that a locked review could not be made, and tell of it."""
    await reviews.save(work, review.failed(code, at))
    await work.publish(
        ReviewFailed(code=code), run_id=review.run_id, interview_id=review.interview_id
    )
