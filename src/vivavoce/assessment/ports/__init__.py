"""Ports of assessment: its repository, transcripts, and the inputs that answers are scored with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from vivavoce.assessment.domain.assessment import Assessment, AssessmentInput, AssessmentRequest
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, InterviewId, SessionId, TenantId

OffLoopExecutor = Callable[..., Awaitable[Any]]  # Any: what the called function returns
"""Runs a function off the event loop; function, arguments and result must be picklable."""


class InterviewAssessmentStatus(Protocol):
    """The status of an interview (hiring)."""

    @property
    def interview_id(self) -> InterviewId:
        """The interview."""

    @property
    def run_id(self) -> str:
        """Its run id."""

    @property
    def state(self) -> str:
        """Its state, such as ``COMPLETED``."""

    @property
    def assessment_id(self) -> str | None:
        """The last assessment that was reported to it."""

    @property
    def session_id(self) -> str | None:
        """Its completed session."""


class InterviewStatusReader(Protocol):
    """Reads the status of interviews (hiring)."""

    async def get_status(self, work: UnitOfWork, ref: str) -> InterviewAssessmentStatus:
        """Return the status of an interview, or raise ``NotFoundError``."""


class AssessmentPolicy(Protocol):
    """Which interviews are assessed, according to their profile (hiring)."""

    async def is_assessment_required(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether an interview is to be assessed; True for a deleted interview."""


class AssessmentTranscriptReader(Protocol):
    """Reads the transcripts of interviews (live)."""

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the transcript up to and including a session.

        Raises ``NotFoundError`` for an unknown session and ``GoneError`` after its text was erased.
        """


class AssessmentInputReader(Protocol):
    """Reads what an interview is scored with (planning and hiring)."""

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> AssessmentInput:
        """Return the assessment input of an interview, or raise ``NotFoundError``."""


class AssessmentRepository(Protocol):
    """Stores assessment requests and completed assessments."""

    async def add_request(
        self,
        work: UnitOfWork,
        *,
        assessment_id: AssessmentId,
        interview_id: InterviewId,
        run_id: str,
        session_id: SessionId,
        cause: str,
        at: datetime,
    ) -> bool:
        """Store a request as the interview's next version; return False if ``cause`` is known already."""

    async def find_request(
        self, work: UnitOfWork, assessment_id: AssessmentId
    ) -> AssessmentRequest | None:
        """Return a request, or None."""

    async def lock_request(
        self, work: UnitOfWork, assessment_id: AssessmentId
    ) -> AssessmentRequest | None:
        """Return a request, locked until ``work`` ends, or None."""

    async def find_newest_request(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AssessmentRequest | None:
        """Return the newest request of an interview, completed or not, or None."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Serialize assessment requests for this interview until ``work`` ends."""

    async def save_assessment(
        self,
        work: UnitOfWork,
        request: AssessmentRequest,
        assessment_input: AssessmentInput,
        scorecard: Scorecard,
        at: datetime,
    ) -> None:
        """Store the assessment of a request; raise ``GoneError`` if the candidate was erased."""

    async def mark_failed(
        self, work: UnitOfWork, assessment_id: AssessmentId, at: datetime
    ) -> bool:
        """Mark a request as failed; return False if it is marked already or is completed."""

    async def clear_failure(self, work: UnitOfWork, assessment_id: AssessmentId) -> None:
        """Clear the failure mark of a request that is retried."""

    async def find_latest_assessment(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Assessment | None:
        """Return the newest completed assessment, or None."""
