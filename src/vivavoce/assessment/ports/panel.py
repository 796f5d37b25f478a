"""What the panel needs: the answers and their session, the plan, its seats, and its own book."""

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
    PanelReadings,
    PanelSessionLog,
)
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId


class PanelSessionGateway(Protocol):
    """The session whose answers are read (live)."""

    async def get_answer(
        self, tenant_id: TenantId, session_id: SessionId, turn: int
    ) -> AnsweredTurn:
        """Return one answer; raise ``NotFoundError``, or ``GoneError`` once its words were erased."""

    async def deliver_readings(self, work: UnitOfWork, readings: PanelReadings) -> None:
        """Have the session take readings in when ``work`` commits; one that is over takes none."""

    async def read_session_log(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        """Return all answers and the fate of proposals; raise ``NotFoundError`` or ``GoneError``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelInput:
    """What an answer is read by: the rubric of the plan that was carried out, and unread names."""

    rubric: Rubric
    masked_names: tuple[str, ...] = ()


class PanelInputReader(Protocol):
    """What answers are read by (planning and hiring)."""

    async def __call__(self, work: UnitOfWork, answered_turn: AnsweredTurn) -> PanelInput:
        """Return the basis of an answer, or raise ``NotFoundError``."""


class PanelEvaluator(Protocol):
    """One evaluator."""

    @property
    def name(self) -> str:
        """How its evaluations name it."""

    @property
    def made_by(self) -> str:
        """What reads here: rules, or a model's label."""

    def criteria(self, context: AnswerContext) -> tuple[str, ...]:
        """Return what it would give an evaluation for; the places that are kept when it fails."""

    async def __call__(self, context: AnswerContext) -> EvaluatorResult:
        """Read one answer. Whatever it raises takes its own place only."""


class PanelPerspective(Protocol):
    """One perspective."""

    @property
    def name(self) -> str:
        """How its opinions name it."""

    async def __call__(self, context: AnswerContext) -> PerspectiveResult:
        """Comment on the talk so far. Whatever it raises takes its own place only."""


class PanelMembers(Protocol):
    """Gives the seats of a panel."""

    def evaluators(self, context: AnswerContext, config: PanelConfig) -> Sequence[PanelEvaluator]:
        """Return the evaluators that are on."""

    def perspectives(
        self, context: AnswerContext, config: PanelConfig
    ) -> Sequence[PanelPerspective]:
        """Return the perspectives that are on."""

    @property
    def made_by(self) -> str:
        """What the seats read with now."""


class RubricTextParser(Protocol):
    """Reads the text of a rubric where the rules cannot."""

    @property
    def made_by(self) -> str:
        """What reads here."""

    async def __call__(self, text: str) -> tuple[Competency, ...]:
        """Return criteria whose every word stands in the text, or raise ``UnreadableRubricError``."""


class PanelScoreReader(Protocol):
    """What the panel gave the answers of an interview."""

    async def load_scores(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[EvaluatorScore, ...]:
        """Return the scores of an interview's answers, of its newest session that was read."""


class PanelRepository(PanelScoreReader, Protocol):
    """Keeps what panels made, and who sits on them."""

    async def is_evaluated(
        self, work: UnitOfWork, session_id: SessionId, turn: int, version: int = 0
    ) -> bool:
        """Return whether an answer was read, with all the words that it holds in this version."""

    async def save_readings(
        self, work: UnitOfWork, answered_turn: AnsweredTurn, readings: PanelReadings, at: datetime
    ) -> bool:
        """Keep readings; False when the answer was read before. Raises ``GoneError`` after erasure."""

    async def load_session_results(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Mapping[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]:
        """Return what was made of each answer of a session; raise ``GoneError`` after erasure."""

    async def load_config(self, work: UnitOfWork) -> PanelConfig:
        """Return who sits on the organisation's panels; of own evaluators the newest versions."""

    async def set_member_enabled(
        self, work: UnitOfWork, kind: PanelMemberKind, name: str, *, is_enabled: bool
    ) -> None:
        """Switch a seat on or off."""

    async def add_evaluator(
        self, work: UnitOfWork, evaluator: CustomEvaluator, text: str, author_id: UUID
    ) -> CustomEvaluator:
        """Keep an evaluator as the next version of its name and return it."""

    async def save_ranking(
        self,
        work: UnitOfWork,
        ranking_id: UUID,
        ranking: CandidateRanking,
        at: datetime,
        author_id: UUID,
    ) -> None:
        """Keep a ranking with the versions that it was made from."""
