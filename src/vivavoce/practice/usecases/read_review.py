"""Read a review, and retry a failed one."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import (
    InterviewSnapshot,
    format_practice_session_id,
    parse_practice_session_id,
)
from vivavoce.contracts.video import RECORDING_ARTIFACTS, VOICE_CONTENT_TYPE
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.domain.review.review import (
    FAILURE_MESSAGES,
    Review,
    determine_ended_interview_ineligibility,
)
from vivavoce.practice.ports import (
    PracticeAssessmentService,
    PracticeInterviewService,
    ReadVoiceRecordingSize,
    ReviewRepository,
)
from vivavoce.practice.usecases.own_practice import PracticeAccess, PracticeSessionNotFoundError
from vivavoce.practice.usecases.update_review_status import enqueue_review, new_review

_RETRY_AFTER_S = {"queued": 2, "transcribing": 2, "scoring": 2, "comparing": 1}
_RETRY_AFTER_DURING_INTERVIEW_S = 15
_UNAPPROVED_STATES = ("RECEIVED", "INFO_NEEDED", "VALIDATING_SKILLS", "GENERATING_PLAN", "PENDING")
_NOT_STARTED_STATES = (*_UNAPPROVED_STATES, "APPROVED", "SCHEDULED")
_ENDED_STATES = ("CANCELLED", "REJECTED")


class ReviewNotRetryableError(ConflictError):
    """Only a review that failed, and whose failure is not permanent, can be retried."""

    code = "review_not_retryable"


class ReviewAccess:
    """Decides who may read a review: the person, a key acting for them, or staff if it was assigned."""

    def __init__(
        self,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        assignments: PostgresAssignmentRepository,
    ) -> None:
        self._access = access
        self._interviews = interviews
        self._assignments = assignments

    async def __call__(
        self, work: UnitOfWork, caller: Caller, session_id: str
    ) -> InterviewSnapshot:
        """Return the interview, or raise ``PracticeSessionNotFoundError`` if the caller may not read it."""
        try:
            return await self._access.load_session(work, caller, session_id)
        except PracticeSessionNotFoundError:
            view = await self._find_assigned_session(work, caller, session_id)
            if view is None:
                raise
            return view

    async def _find_assigned_session(
        self, work: UnitOfWork, caller: Caller, session_id: str
    ) -> InterviewSnapshot | None:
        interview_id = parse_practice_session_id(session_id)
        if interview_id is None or Permission.PRACTICE_ASSIGN not in caller.permissions:
            return None
        if await self._assignments.find_by_interview(work, interview_id) is None:
            return None
        try:
            return await self._interviews.view(work, interview_id)
        except NotFoundError:
            return None


class ReadReview:
    """Reads the status of a review, and the whole review once it is completed."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        sessions: ReviewAccess,
        reviews: ReviewRepository,
        read_voice_size: ReadVoiceRecordingSize,
    ) -> None:
        self._open_work = open_work
        self._sessions = sessions
        self._reviews = reviews
        self._read_voice_size = read_voice_size

    async def __call__(self, caller: Caller, session_id: str) -> Json:
        """Return the review as JSON with its ``status``.

        Raises ``PracticeSessionNotFoundError`` if the caller may not read it, and ``GoneError`` if it was
        erased.

        While the interview is in progress, the review is ``processing`` at stage ``queued``.
        """
        async with self._open_work(caller.tenant_id) as work:
            view = await self._sessions(work, caller, session_id)
            review = await self._reviews.find(work, view.interview_id)
            if review is not None and review.status == "completed":
                return await self._completed_json(work, review)
        return _status_json(view, review or new_review(view, view.state_since))

    async def _completed_json(self, work: UnitOfWork, review: Review) -> Json:
        completed = await self._reviews.find_completed(work, review.interview_id)
        if completed is None:
            raise PracticeSessionNotFoundError
        return {
            "session_id": format_practice_session_id(review.interview_id),
            "status": review.status,
            "version": review.version,
            **completed.document,
            "audio_artifacts": await self._list_audio_artifacts(work, review.interview_id),
        }

    async def _list_audio_artifacts(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> list[Json]:
        voice = await self._read_voice_size(work, interview_id)
        if voice is None:
            return []
        return [
            {
                "artifact_type": RECORDING_ARTIFACTS["voice"],
                "content_type": VOICE_CONTENT_TYPE,
                "duration_s": voice.duration_ms / 1000,
                "bytes": voice.bytes,
            }
        ]


class RetryReview:
    """Retries a failed review."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        sessions: ReviewAccess,
        reviews: ReviewRepository,
        assessments: PracticeAssessmentService,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._sessions = sessions
        self._reviews = reviews
        self._assessments = assessments
        self._clock = clock

    async def __call__(self, caller: Caller, session_id: str) -> Json:
        """Return the review as JSON, now ``processing`` again.

        Raises ``ReviewNotRetryableError`` with the review's current status.
        """
        async with self._open_work(caller.tenant_id) as work:
            view = await self._sessions(work, caller, session_id)
            review = await self._reviews.lock(work, view.interview_id)
            if review is None or review.status != "failed" or not review.is_retryable:
                known_review = review or new_review(view, view.state_since)
                raise ReviewNotRetryableError(
                    extra={"current_status": _status_json(view, known_review)["status"]}
                )
            retried = await self._request_again(work, review)
            await self._reviews.save(work, retried)
        return _status_json(view, retried)

    async def _request_again(self, work: UnitOfWork, review: Review) -> Review:
        now = self._clock.now()
        if await self._assessments.find_completed(work, review.interview_id) is None:
            await self._assessments.request_assessment(work, review.interview_id)
            return review.at_stage("scoring", now)
        await enqueue_review(work, review.interview_id)
        return review.at_stage("comparing", now)


def _status_json(view: InterviewSnapshot, review: Review) -> Json:
    status: Json = {
        "session_id": format_practice_session_id(review.interview_id),
        "status": review.status,
    }
    if review.status == "failed" and review.failure_code is not None:
        error = {"code": review.failure_code, "message": FAILURE_MESSAGES[review.failure_code]}
        failure: Json = {
            "error": error,
            "retryable": review.is_retryable,
            "attempts": review.attempts,
        }
        return status | failure
    if review.status == "not_eligible":
        return status | {"reason": review.reason}
    if review.session_id is None and view.state in _NOT_STARTED_STATES:
        return status | {"status": "not_eligible", "reason": "not_started"}
    if review.session_id is None and view.state in _ENDED_STATES:
        reason = determine_ended_interview_ineligibility(view.cancel_reason, review.ending)
        return status | {"status": "not_eligible", "reason": reason}
    stage = review.stage or "queued"
    is_in_progress = review.session_id is None and view.state == "IN_PROGRESS"
    return status | {
        "stage": stage,
        "started_at": format_timestamp(
            review.created_at if review.session_id else view.state_since
        ),
        "retry_after_s": _RETRY_AFTER_DURING_INTERVIEW_S
        if is_in_progress
        else _RETRY_AFTER_S[stage],
    }
