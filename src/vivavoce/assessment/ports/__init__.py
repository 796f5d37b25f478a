"""What assessment needs: its store, the words of an interview, and what to read them by."""

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
"""Runs a function where it holds nobody up; function, arguments and result can be pickled."""


class InterviewAssessmentStatus(Protocol):
    """How far an interview has come (hiring)."""

    @property
    def interview_id(self) -> InterviewId:
        """The interview."""

    @property
    def run_id(self) -> str:
        """Its run id."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def assessment_id(self) -> str | None:
        """The assessment that it has heard of last."""

    @property
    def session_id(self) -> str | None:
        """The session that ended."""


class InterviewStatusReader(Protocol):
    """The interview's own slice (hiring)."""

    async def get_status(self, work: UnitOfWork, ref: str) -> InterviewAssessmentStatus:
        """Return how an interview stands, or raise ``NotFoundError``."""


class AssessmentPolicy(Protocol):
    """What the front doors of interviews say (hiring)."""

    async def is_assessment_required(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether an interview leads to an assessment; also where there is none any more."""


class AssessmentTranscriptReader(Protocol):
    """The words of interviews (live)."""

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return what was said up to and including a session.

        Raises ``NotFoundError`` where there is no such session, ``GoneError`` once its words were erased.
        """


class AssessmentInputReader(Protocol):
    """What interviews are read by (planning and hiring)."""

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> AssessmentInput:
        """Return the basis of an interview, or raise ``NotFoundError``."""


class AssessmentRepository(Protocol):
    """Keeps requests and what was made of them."""

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
        """Keep a request as the interview's next version; False if ``cause`` was heard before."""

    async def find_request(
        self, work: UnitOfWork, assessment_id: AssessmentId
    ) -> AssessmentRequest | None:
        """Return a request."""

    async def lock_request(
        self, work: UnitOfWork, assessment_id: AssessmentId
    ) -> AssessmentRequest | None:
        """Return a request that nobody else can make until ``work`` ends."""

    async def find_newest_request(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AssessmentRequest | None:
        """Return the newest request of an interview, made or not."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Wait until nobody else asks for an assessment of this interview."""

    async def save_assessment(
        self,
        work: UnitOfWork,
        request: AssessmentRequest,
        assessment_input: AssessmentInput,
        scorecard: Scorecard,
        at: datetime,
    ) -> None:
        """Keep what was made of a request, or raise ``GoneError`` where its person was erased."""

    async def mark_failed(
        self, work: UnitOfWork, assessment_id: AssessmentId, at: datetime
    ) -> bool:
        """Note that a request could not be made; False if that is noted, or it was made after all."""

    async def clear_failure(self, work: UnitOfWork, assessment_id: AssessmentId) -> None:
        """Note that a request is tried anew."""

    async def find_latest_assessment(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> Assessment | None:
        """Return the newest assessment that was made."""
