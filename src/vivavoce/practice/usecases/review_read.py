"""Reading a review, and asking once more for one that failed."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewView, read_session, shown_session
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.errors import NotFound, Refused
from vivavoce.practice.domain.review.eligibility import why_over
from vivavoce.practice.domain.review.review import FAILURES, Review
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.reviews import Assessments, Assignments, Recordings, Reviews
from vivavoce.practice.usecases.owners import Owners, UnknownSession
from vivavoce.practice.usecases.review_follow import enqueue_review, fresh_review

_RETRY_AFTER_S = {"queued": 2, "transcribing": 2, "scoring": 2, "comparing": 1}
_WHILE_TALKING_S = 15
_BEFORE_THE_TALK = ("RECEIVED", "INFO_NEEDED", "VALIDATING_SKILLS", "GENERATING_PLAN", "PENDING")
_NOT_BEGUN = (*_BEFORE_THE_TALK, "APPROVED", "SCHEDULED")
_OVER = ("CANCELLED", "REJECTED")


class NothingToRetry(Refused):
    """Only a review that failed, and can be made after all, is made again."""

    code = "review_not_retryable"


class ReadableSessions:
    """Knows who reads whose review: the person, a key that acts for them, staff where it was assigned."""

    def __init__(self, owners: Owners, desk: Desk, assignments: Assignments) -> None:
        self._owners = owners
        self._desk = desk
        self._assignments = assignments

    async def __call__(self, work: Work, caller: Caller, session_id: str) -> InterviewView:
        """Return the session, or raise ``UnknownSession``: also for everybody else's."""
        try:
            return await self._owners.session(work, caller, session_id)
        except UnknownSession:
            view = await self._assigned(work, caller, session_id)
            if view is None:
                raise
            return view

    async def _assigned(self, work: Work, caller: Caller, session_id: str) -> InterviewView | None:
        interview_id = read_session(session_id)
        if interview_id is None or Permission.PRACTICE_ASSIGN not in caller.permissions:
            return None
        if await self._assignments.of_interview(work, interview_id) is None:
            return None
        try:
            return await self._desk.view(work, interview_id)
        except NotFound:
            return None


class ReadReview:
    """Shows how a review stands, and all of it once it is completed."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        sessions: ReadableSessions,
        reviews: Reviews,
        recordings: Recordings,
    ) -> None:
        self._open_work = open_work
        self._sessions = sessions
        self._reviews = reviews
        self._recordings = recordings

    async def __call__(self, caller: Caller, session_id: str) -> Json:
        """Return the review as JSON with its ``status``; ``UnknownSession`` for others, ``Gone`` if erased.

        A talk that still goes on waits as ``processing``, stage ``queued``.
        """
        async with self._open_work(caller.tenant_id) as work:
            view = await self._sessions(work, caller, session_id)
            review = await self._reviews.find(work, view.interview_id)
            if review is not None and review.status == "completed":
                return await self._whole(work, review)
        return _standing(view, review or fresh_review(view, view.state_since))

    async def _whole(self, work: Work, review: Review) -> Json:
        made = await self._reviews.read(work, review.interview_id)
        if made is None:
            raise UnknownSession
        return {
            "session_id": shown_session(review.interview_id),
            "status": review.status,
            "version": review.version,
            **made.document,
            "audio_artifacts": await self._recordings.sounds(work, review.interview_id),
        }


class RetryReview:
    """Asks once more for a review that failed."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        sessions: ReadableSessions,
        reviews: Reviews,
        assessments: Assessments,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._sessions = sessions
        self._reviews = reviews
        self._assessments = assessments
        self._clock = clock

    async def __call__(self, caller: Caller, session_id: str) -> Json:
        """Return the review that is being made again, or raise ``NothingToRetry`` with its status."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._sessions(work, caller, session_id)
            review = await self._reviews.lock(work, view.interview_id)
            if review is None or review.status != "failed" or not review.is_retryable:
                known = review or fresh_review(view, view.state_since)
                raise NothingToRetry(extra={"current_status": _standing(view, known)["status"]})
            again = await self._ask(work, review)
            await self._reviews.save(work, again)
        return _standing(view, again)

    async def _ask(self, work: Work, review: Review) -> Review:
        now = self._clock.now()
        if await self._assessments.made(work, review.interview_id) is None:
            await self._assessments.ask(work, review.interview_id)
            return review.at_stage("scoring", now)
        await enqueue_review(work, review.interview_id)
        return review.at_stage("comparing", now)


def _standing(view: InterviewView, review: Review) -> Json:
    told: Json = {"session_id": shown_session(review.interview_id), "status": review.status}
    if review.status == "failed" and review.failure_code is not None:
        error = {"code": review.failure_code, "message": FAILURES[review.failure_code]}
        more: Json = {
            "error": error,
            "retryable": review.is_retryable,
            "attempts": review.attempts,
        }
        return told | more
    if review.status == "not_eligible":
        return told | {"reason": review.reason}
    if review.session_id is None and view.state in _NOT_BEGUN:
        return told | {"status": "not_eligible", "reason": "not_started"}
    if review.session_id is None and view.state in _OVER:
        reason = why_over(view.cancel_reason, review.ending)
        return told | {"status": "not_eligible", "reason": reason}
    stage = review.stage or "queued"
    is_talking = review.session_id is None and view.state == "IN_PROGRESS"
    return told | {
        "stage": stage,
        "started_at": iso_ms(review.created_at if review.session_id else view.state_since),
        "retry_after_s": _WHILE_TALKING_S if is_talking else _RETRY_AFTER_S[stage],
    }
