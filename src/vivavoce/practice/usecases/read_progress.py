"""Read how a person's scores developed over their sessions, and the transcript of one session."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewTranscript, format_practice_session_id
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import format_optional_timestamp
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId
from vivavoce.practice.domain.review.progress import ReviewedSession, build_progress
from vivavoce.practice.ports import CompletedReview, ReadInterviewTranscript, ReviewRepository
from vivavoce.practice.usecases.own_practice import PracticeAccess

_MAX_SESSIONS = 100


class TranscriptNotAvailableError(NotFoundError):
    """This practice session has no transcript: it did not take place."""

    code = "transcript_not_available"


class ReadProgress:
    """Reads the scores of a person's newest sessions."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        reviews: ReviewRepository,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._reviews = reviews

    async def __call__(self, caller: Caller) -> Json:
        """Return ``{groups}`` of the caller's last 100 reviews; empty if the caller has none."""
        caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._access.find_own_person(work, caller)
            reviews = (
                []
                if person_id is None
                else await self._reviews.list_by_person(work, person_id, limit=_MAX_SESSIONS)
            )
        return {"groups": build_progress(_reviewed_session(review) for review in reviews)}


class ReadPracticeTranscript:
    """Reads what was said in a person's own session."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        read_transcript: ReadInterviewTranscript,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._read_transcript = read_transcript

    async def __call__(self, caller: Caller, session_id: str) -> Json:
        """Return the turns in order as JSON.

        Raises ``PracticeSessionNotFoundError``, ``TranscriptNotAvailableError``, and ``GoneError`` if the
        text was erased.
        """
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
        if view.session_id is None:
            raise TranscriptNotAvailableError
        try:
            transcript = await self._read_transcript(
                caller.tenant_id, SessionId(UUID(view.session_id))
            )
        except NotFoundError:
            raise TranscriptNotAvailableError from None
        return {
            "session_id": format_practice_session_id(view.interview_id),
            "interview_type": view.interview_type,
            "target_role": view.position,
            **_transcript_json(transcript),
        }


def _transcript_json(transcript: InterviewTranscript) -> Json:
    started = transcript.started_at
    return {
        "mode": transcript.mode,
        "started_at": format_optional_timestamp(started),
        "duration_s": transcript.duration_s,
        "turns": [
            {
                "turn": turn.turn,
                "speaker": "person" if turn.role == "candidate" else "interviewer",
                "kind": turn.kind,
                "text": turn.text,
                "start_ms": turn.start_ms,
                "has_unverified_transcript": turn.is_draft,
            }
            for turn in transcript.turns
        ],
    }


def _reviewed_session(review: CompletedReview) -> ReviewedSession:
    session = review.document["session"]
    return ReviewedSession(
        session_id=format_practice_session_id(review.interview_id),
        completed_at=review.completed_at,
        scorer_kind=review.scorer.kind,
        interview_type=session["type"],
        difficulty=session["difficulty"],
        target_role=session["target_role"],
        overall_score=review.overall_score,
        scores={score["criterion"]: score["score"] for score in review.document["rubric_scores"]},
    )
