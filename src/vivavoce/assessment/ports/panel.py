"""Ports of the panel: session access, inputs, members, and its repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

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
from vivavoce.contracts.panel import (
    AnsweredTurn,
    Evaluation,
    Opinion,
    PanelAnswerResults,
    PanelSessionLog,
)
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId


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


class PanelInputReader(Protocol):
    """Reads what an answer is evaluated with (planning and hiring)."""

    async def __call__(self, work: UnitOfWork, answered_turn: AnsweredTurn) -> PanelInput:
        """Return the panel input for an answer, or raise ``NotFoundError``."""


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

    @property
    def made_by(self) -> str:
        """What the members evaluate with now: the label of the rules or of a model."""


class RubricTextParser(Protocol):
    """Parses a rubric text that the rules cannot parse."""

    @property
    def made_by(self) -> str:
        """The label of the model that parses."""

    async def __call__(self, text: str) -> tuple[Competency, ...]:
        """Return criteria that use only words of the text, or raise ``UnreadableRubricError``."""


class PanelScoreReader(Protocol):
    """Reads the panel's scores of an interview."""

    async def load_scores(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[EvaluatorScore, ...]:
        """Return the scores of all answers of the interview's newest evaluated session."""


class PanelRepository(PanelScoreReader, Protocol):
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
