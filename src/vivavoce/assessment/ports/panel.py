"""What the panel needs: the answers and their session, the plan, its seats, and its own book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.assessment.domain.panel.differences import Scored
from vivavoce.assessment.domain.panel.heard import Comment, Heard, Verdict
from vivavoce.assessment.domain.panel.seats import OwnEvaluator, Roster, SeatKind
from vivavoce.assessment.domain.panel.standings import Standings
from vivavoce.contracts.panel import AnsweredTurn, Evaluation, Opinion, PanelStory, Readings
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId


class Feed(Protocol):
    """The session whose answers are read (live)."""

    async def answer(self, tenant_id: TenantId, session_id: SessionId, turn: int) -> AnsweredTurn:
        """Return one answer; raise ``NotFound``, or ``Gone`` once its words were erased."""

    async def tell(self, work: Work, readings: Readings) -> None:
        """Have the session take readings in when ``work`` commits; one that is over takes none."""

    async def story(self, tenant_id: TenantId, session_id: SessionId) -> PanelStory:
        """Return all answers and the fate of proposals; raise ``NotFound`` or ``Gone``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelBasis:
    """What an answer is read by: the rubric of the plan that was carried out, and unread names."""

    rubric: Rubric
    masked_names: tuple[str, ...] = ()


class PanelBases(Protocol):
    """What answers are read by (planning and hiring)."""

    async def __call__(self, work: Work, asked: AnsweredTurn) -> PanelBasis:
        """Return the basis of an answer, or raise ``NotFound``."""


class EvaluatorSeat(Protocol):
    """One evaluator."""

    @property
    def name(self) -> str:
        """How its evaluations name it."""

    @property
    def made_by(self) -> str:
        """What reads here: rules, or a model's label."""

    def criteria(self, heard: Heard) -> tuple[str, ...]:
        """Return what it would give an evaluation for; the places that are kept when it fails."""

    async def __call__(self, heard: Heard) -> Verdict:
        """Read one answer. Whatever it raises takes its own place only."""


class PerspectiveSeat(Protocol):
    """One perspective."""

    @property
    def name(self) -> str:
        """How its opinions name it."""

    async def __call__(self, heard: Heard) -> Comment:
        """Comment on the talk so far. Whatever it raises takes its own place only."""


class Seating(Protocol):
    """Gives the seats of a panel."""

    def evaluators(self, heard: Heard, roster: Roster) -> Sequence[EvaluatorSeat]:
        """Return the evaluators that are on."""

    def perspectives(self, heard: Heard, roster: Roster) -> Sequence[PerspectiveSeat]:
        """Return the perspectives that are on."""

    @property
    def made_by(self) -> str:
        """What the seats read with now."""


class RubricReader(Protocol):
    """Reads the text of a rubric where the rules cannot."""

    @property
    def made_by(self) -> str:
        """What reads here."""

    async def __call__(self, text: str) -> tuple[Competency, ...]:
        """Return criteria whose every word stands in the text, or raise ``UnreadableRubric``."""


class PanelScores(Protocol):
    """What the panel gave the answers of an interview."""

    async def scored(self, work: Work, interview_id: InterviewId) -> tuple[Scored, ...]:
        """Return the scores of an interview's answers, of its newest session that was read."""


class Book(PanelScores, Protocol):
    """Keeps what panels made, and who sits on them."""

    async def is_read(self, work: Work, session_id: SessionId, turn: int, version: int = 0) -> bool:
        """Return whether an answer was read, with all the words that it holds in this version."""

    async def keep(self, work: Work, asked: AnsweredTurn, readings: Readings, at: datetime) -> bool:
        """Keep readings; False when the answer was read before. Raises ``Gone`` after erasure."""

    async def of_session(
        self, work: Work, session_id: SessionId
    ) -> Mapping[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]:
        """Return what was made of each answer of a session; raise ``Gone`` after erasure."""

    async def roster(self, work: Work) -> Roster:
        """Return who sits on the organisation's panels; of own evaluators the newest versions."""

    async def switch(self, work: Work, kind: SeatKind, name: str, *, is_on: bool) -> None:
        """Switch a seat on or off."""

    async def add(self, work: Work, made: OwnEvaluator, text: str, author_id: UUID) -> OwnEvaluator:
        """Keep an evaluator as the next version of its name and return it."""

    async def keep_ranking(
        self, work: Work, ranking_id: UUID, standings: Standings, at: datetime, author_id: UUID
    ) -> None:
        """Keep a ranking with the versions that it was made from."""
