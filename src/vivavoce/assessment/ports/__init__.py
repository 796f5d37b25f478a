"""Ports of assessment and of the panel: repositories, transcripts, inputs, and panel members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.assessment.domain.assessment import Assessment, AssessmentInput, AssessmentRequest
from vivavoce.assessment.domain.model_evidence.calls import EvidenceCall
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.model_evidence.votes import CallVotes
from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    EvaluatorResult,
    PerspectiveResult,
)
from vivavoce.assessment.domain.panel.candidate_ranking import CandidateRanking
from vivavoce.assessment.domain.panel.evaluator_disagreements import EvaluatorScore
from vivavoce.assessment.domain.panel.panel_config import (
    CustomEvaluator,
    PanelConfig,
    PanelMemberKind,
)
from vivavoce.assessment.domain.qualification.certificate import Certificate, StoredCertificate
from vivavoce.assessment.domain.qualification.marks import ModelMark
from vivavoce.assessment.domain.qualification.started import StartedQualification
from vivavoce.contracts.interview import InterviewStatus
from vivavoce.contracts.live_session import (
    AnsweredTurn,
    Evaluation,
    Opinion,
    PanelAnswerResults,
    PanelSessionLog,
)
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.contracts.transcript import Scorecard, Transcript
from vivavoce.infra.language_model.port import ModelFailedError, ModelUsage
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, InterviewId, SessionId, TenantId

OffLoopExecutor = Callable[..., Awaitable[Any]]  # Any: whatever the function takes and returns
"""Runs a function with positional arguments off the event loop, or in another process: all are picklable."""
InterviewStatusReader = Callable[[UnitOfWork, str], Awaitable[InterviewStatus]]
"""Reads the status of an interview by its id (hiring), or raises ``NotFoundError``."""

AssessmentPolicy = Callable[[UnitOfWork, InterviewId], Awaitable[bool]]
"""Returns whether an interview is to be assessed (hiring); True for a deleted interview."""

AssessmentTranscriptReader = Callable[[TenantId, SessionId], Awaitable[Transcript]]
"""Reads the transcript up to and including a session (live).

Raises ``NotFoundError`` for an unknown session and ``GoneError`` after its text was erased.
"""

AssessmentInputReader = Callable[[UnitOfWork, InterviewId], Awaitable[AssessmentInput]]
"""Reads what an interview is scored with (planning and hiring), or raises ``NotFoundError``."""

StaffVisibilityCheck = Callable[[UnitOfWork, InterviewId], Awaitable[None]]
"""Raises ``NotFoundError`` if staff may not see an interview (hiring)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReading:
    """The votes of a model on all calls of one transcript, and what they cost."""

    model: str
    """The model as its endpoint reported it; empty without any call."""
    votes: tuple[CallVotes, ...]
    usages: tuple[ModelUsage, ...]


class SeveralModelsError(ModelFailedError):
    """The answers came from several models."""


EvidenceReader = Callable[[Sequence[EvidenceCall]], Awaitable[ModelReading]]
"""Finds evidence with a model, three votes for each call.

Raises ``ModelUnavailableError`` or ``ModelFailedError`` if any vote has no valid answer.
"""

ScoringPermitReader = Callable[[Sequence[ModelMark]], Awaitable[ScoringPermit]]
"""Returns whether the configured model may score now, under these marks, and by which certificate."""


class CertificateRepository(Protocol):
    """Stores the certificates of models; they hold for all organizations."""

    async def add(self, work: UnitOfWork, certificate: Certificate) -> None:
        """Sign a certificate, and store it when ``work`` commits."""

    async def list_newest(self, limit: int = 50) -> list[StoredCertificate]:
        """Return the newest certificates, newest first."""

    async def claim_canary(self, certificate_id: UUID, at: datetime) -> bool:
        """Claim the weekly check of a certificate for an hour; return False if it is not due."""

    async def release_canary(self, certificate_id: UUID, *, claimed_at: datetime) -> None:
        """Make a check that was claimed due again: the model did not answer."""

    async def record_canary(self, certificate_id: UUID, *, misses: int, at: datetime) -> None:
        """Store how many checks were missed; too many suspend the certificate for good."""


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


class PanelSessionGateway(Protocol):
    """Access to the session whose answers are evaluated (live)."""

    async def get_answer(
        self, tenant_id: TenantId, session_id: SessionId, turn: int
    ) -> AnsweredTurn:
        """Return one answer; raise ``NotFoundError``, or ``GoneError`` after its text was erased."""

    async def deliver_panel_results(self, work: UnitOfWork, readings: PanelAnswerResults) -> None:
        """Deliver readings to the session when ``work`` commits; an ended session ignores them."""

    async def read_session_log(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        """Return all answers and the outcomes of proposals; raise ``NotFoundError`` or ``GoneError``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelInput:
    """What an answer is evaluated with: the rubric of the session's plan, and the names to mask."""

    rubric: Rubric
    masked_names: tuple[str, ...] = ()


PanelInputReader = Callable[[UnitOfWork, AnsweredTurn], Awaitable[PanelInput]]
"""Reads what an answer is evaluated with (planning and hiring), or raises ``NotFoundError``."""


PanelPermitReader = Callable[[TenantId], Awaitable[ScoringPermit]]
"""Returns whether the configured model may score for an organization now, and by which certificate."""


class PanelEvaluator(Protocol):
    """One evaluator."""

    @property
    def name(self) -> str:
        """The name that its evaluations carry."""

    @property
    def made_by(self) -> str:
        """What evaluates: the label of the rules or of a model."""

    def criteria(self, context: AnswerContext) -> tuple[str, ...]:
        """Return the criteria that it evaluates; if it fails, each gets an abstention."""

    async def __call__(self, context: AnswerContext) -> EvaluatorResult:
        """Evaluate one answer. An exception affects this evaluator only."""


class PanelPerspective(Protocol):
    """One perspective."""

    @property
    def name(self) -> str:
        """The name that its opinions carry."""

    async def __call__(self, context: AnswerContext) -> PerspectiveResult:
        """Comment on the interview so far. An exception affects this perspective only."""


class PanelMembers(Protocol):
    """Provides the members of a panel."""

    def evaluators(self, context: AnswerContext, config: PanelConfig) -> Sequence[PanelEvaluator]:
        """Return the enabled evaluators."""

    def perspectives(
        self, context: AnswerContext, config: PanelConfig
    ) -> Sequence[PanelPerspective]:
        """Return the enabled perspectives."""

    def name_author(self, kind: PanelMemberKind, name: str, permit: ScoringPermit | None) -> str:
        """Return what a member evaluates with now: the label of the rules or of a model."""


class RubricTextParser(Protocol):
    """Parses a rubric text that the rules cannot parse."""

    @property
    def made_by(self) -> str:
        """The label of the model that parses."""

    async def __call__(self, text: str) -> tuple[Competency, ...]:
        """Return criteria that use only words of the text, or raise ``UnreadableRubricError``."""


class PanelRepository(Protocol):
    """Stores panel results, panel configuration and rankings."""

    async def is_evaluated(
        self, work: UnitOfWork, session_id: SessionId, turn: int, version: int = 0
    ) -> bool:
        """Return whether this version of an answer, or a later one, was evaluated."""

    async def save_readings(
        self,
        work: UnitOfWork,
        answered_turn: AnsweredTurn,
        readings: PanelAnswerResults,
        at: datetime,
    ) -> bool:
        """Store readings; return False if they were stored before. Raises ``GoneError`` after erasure."""

    async def load_session_results(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Mapping[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]:
        """Return evaluations and opinions by turn number; raise ``GoneError`` after erasure."""

    async def load_scores(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[EvaluatorScore, ...]:
        """Return the scores of all answers of the interview's newest evaluated session."""

    async def load_config(self, work: UnitOfWork) -> PanelConfig:
        """Return the organization's panel configuration, with the newest version of each custom evaluator."""

    async def set_member_enabled(
        self, work: UnitOfWork, kind: PanelMemberKind, name: str, *, is_enabled: bool
    ) -> None:
        """Switch a member on or off."""

    async def add_evaluator(
        self, work: UnitOfWork, evaluator: CustomEvaluator, text: str, author_id: UUID
    ) -> CustomEvaluator:
        """Store an evaluator as the next version of its name and return it."""

    async def save_ranking(
        self,
        work: UnitOfWork,
        ranking_id: UUID,
        ranking: CandidateRanking,
        at: datetime,
        author_id: UUID,
    ) -> None:
        """Store a ranking with the assessment versions that it is based on."""


class ModelMarkRepository(Protocol):
    """Stores what an organization demands of a model before it scores."""

    async def list_marks(self, work: UnitOfWork) -> tuple[ModelMark, ...]:
        """Return the marks of the organization, by property."""

    async def replace_marks(self, work: UnitOfWork, marks: Sequence[ModelMark]) -> None:
        """Store these marks instead of the earlier ones."""


class QualificationRepository(Protocol):
    """Stores the qualifications that operators started; only an active one can change."""

    async def add(self, work: UnitOfWork, qualification: StartedQualification) -> bool:
        """Store a new one; return False, and store nothing, if one is active."""

    async def find(self, qualification_id: UUID) -> StartedQualification | None:
        """Return one as it was stored, or None."""

    async def find_newest(self) -> StartedQualification | None:
        """Return the newest one as it was stored, or None."""

    async def begin(self, qualification_id: UUID, at: datetime) -> bool:
        """Mark a waiting one as running; return False if it is no longer waiting."""

    async def record_progress(
        self, qualification_id: UUID, *, read: int, total: int, at: datetime
    ) -> bool:
        """Store how many answers were read; return False if it is no longer running."""

    async def complete(
        self, work: UnitOfWork, qualification_id: UUID, certificate_id: UUID, at: datetime
    ) -> bool:
        """End a running one with its certificate; return False if it is no longer running."""

    async def fail(self, qualification_id: UUID, reason: str, at: datetime) -> bool:
        """End an active one without a certificate; return False if it has ended."""

    async def cancel(self, work: UnitOfWork, qualification_id: UUID, at: datetime) -> bool:
        """End an active one as canceled; return False if it has ended."""
