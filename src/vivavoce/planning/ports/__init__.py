"""What planning needs: the interview's facts, a planner, and places to keep skills and plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.planning.domain.skills import Skill, SkillReport

PlanOrderOutcome = Literal["planned", "asked", "stale", "refused"]
"""How an order ended: a plan, a question to a person, nobody waits any more, the planner gave up."""


class PlanNotFoundError(NotFoundError):
    """There is no such plan."""

    code = "plan_not_found"


class SkillNotFoundError(NotFoundError):
    """There is no such skill."""

    code = "skill_not_found"


class PlanNotAwaitedError(ConflictError):
    """Nobody waits for a plan of this interview now."""

    code = "plan_not_awaited"


class InterviewFacts(Protocol):
    """The facts that a plan is written from (hiring)."""

    @property
    def interview_id(self) -> InterviewId:
        """The interview."""

    @property
    def run_id(self) -> str:
        """Its run id."""

    @property
    def profile(self) -> str:
        """Its front door."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def position(self) -> str:
        """What is to be filled."""

    @property
    def level(self) -> str:
        """Its seniority, or an empty text."""

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills as they were typed, then the qualifications."""

    @property
    def qualifications(self) -> tuple[str, ...]:
        """Those of ``skills`` that are qualifications."""

    @property
    def job_description(self) -> str:
        """The text, or an empty one."""

    @property
    def company_name(self) -> str | None:
        """Who interviews."""

    @property
    def duration_minutes(self) -> int:
        """How long the talk may be."""

    @property
    def language(self) -> str:
        """In which language."""

    @property
    def resume_text(self) -> str | None:
        """What the candidate sent."""

    @property
    def plan_id(self) -> str | None:
        """The plan that the interview has heard of last."""

    @property
    def interview_type(self) -> str | None:
        """Which kind of talk was chosen, where kinds can be chosen."""

    @property
    def difficulty(self) -> str | None:
        """How hard the questions should be."""

    @property
    def framework(self) -> str | None:
        """How answers should be built, where one way was chosen."""

    @property
    def persona_id(self) -> str | None:
        """Who asks."""

    @property
    def focus(self) -> tuple[str, ...]:
        """Competencies that an earlier review asked to work on."""

    @property
    def avoid(self) -> tuple[str, ...]:
        """Questions, word for word, that this person was asked lately."""


class PlanningInterviewGateway(Protocol):
    """The interview's own slice (hiring): facts, and the steps that planning takes in it."""

    async def get_facts(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewFacts:
        """Return the facts, or raise ``NotFoundError``."""

    async def begin_planning(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        validated: Sequence[str],
        unvalidated: Sequence[str],
    ) -> None:
        """Note that the plan is being written; a second time nothing happens."""

    async def ask_for_info(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[str]
    ) -> None:
        """Ask a person about the skills."""

    async def get_change_request(self, work: UnitOfWork, interview_id: InterviewId) -> str | None:
        """Return in which words a person asked for the plan that is awaited now, if one did."""

    async def note_failure(
        self, work: UnitOfWork, interview_id: InterviewId, *, stage: str, code: str, attempts: int
    ) -> None:
        """Keep what went wrong, for people to see."""


AWAITING_PLAN_STATES = frozenset({"VALIDATING_SKILLS", "GENERATING_PLAN"})
"""The states in which an interview waits for a plan."""


class Planner(Protocol):
    """Writes plans."""

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        """Return a plan or a revision; raise ``PlannerFailedError``, or ``ConflictError`` for this brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOrder:
    """One plan that is wanted: a first one, or a change of an earlier one."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    previous_plan_id: PlanId | None = None
    comments: str | None = None
    is_closed: bool = False
    outcome: PlanOrderOutcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan as it is kept."""

    id: PlanId
    interview_id: InterviewId
    plan: InterviewPlan
    made_at: datetime
    order_id: UUID | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None


def is_awaiting_plan(facts: InterviewFacts, newest: StoredPlan | None) -> bool:
    """Return whether a plan is wanted: the state says so, and none is told that was not heard yet."""
    return facts.state in AWAITING_PLAN_STATES and (
        newest is None or str(newest.id) == facts.plan_id
    )


class PlanOrderRepository(Protocol):
    """Keeps the plans that are wanted."""

    async def place(self, work: UnitOfWork, order: PlanOrder) -> bool:
        """Keep an order; False when it was placed before."""

    async def find_for_update(self, work: UnitOfWork, order_id: UUID) -> PlanOrder | None:
        """Return an order, locked until ``work`` ends."""

    async def find(self, work: UnitOfWork, order_id: UUID) -> PlanOrder | None:
        """Return an order without locking it."""

    async def find_newest(self, work: UnitOfWork, interview_id: InterviewId) -> PlanOrder | None:
        """Return the interview's newest order."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Wait until nobody else orders or takes in a plan of this interview."""

    async def close(self, work: UnitOfWork, order_id: UUID, outcome: PlanOrderOutcome) -> None:
        """Note how an order ended and forget its comments."""

    async def get_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> frozenset[str]:
        """Return the skills a person was asked about."""

    async def add_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId, skills: Sequence[str]
    ) -> None:
        """Remember which skills a person is asked about."""


class PlanRepository(Protocol):
    """Keeps plans; every change is a new version."""

    async def add(self, work: UnitOfWork, stored: StoredPlan) -> None:
        """Keep a new version."""

    async def find_newest(self, work: UnitOfWork, interview_id: InterviewId) -> StoredPlan | None:
        """Return the newest version."""

    async def find(self, work: UnitOfWork, plan_id: PlanId) -> StoredPlan:
        """Return a plan, or raise ``PlanNotFoundError``."""

    async def find_by_order(self, work: UnitOfWork, order_id: UUID) -> StoredPlan | None:
        """Return the plan that an order led to."""

    async def approve(self, work: UnitOfWork, plan_id: PlanId, *, by: str) -> None:
        """Note the approval; the first one stays."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Take all words out of the plans of interviews whose person was erased."""


@dataclass(frozen=True, slots=True)
class CatalogSkill:
    """A skill with its id in this organisation."""

    id: UUID
    skill: Skill


class SkillRepository(Protocol):
    """The organisation's catalogue; it is copied from the product's at first use."""

    async def list_skills(self, work: UnitOfWork) -> list[CatalogSkill]:
        """Return every skill, in the catalogue's order."""

    async def list_without_embedding(self, work: UnitOfWork, model: str) -> list[Skill]:
        """Return the skills whose meaning was not yet put into numbers by ``model``."""

    async def store_embeddings(
        self, work: UnitOfWork, model: str, vectors: Mapping[str, Sequence[float]]
    ) -> None:
        """Keep the vectors of skills, by name."""

    async def find_nearest(
        self, work: UnitOfWork, model: str, vector: Sequence[float], *, limit: int
    ) -> tuple[tuple[str, float], ...]:
        """Return the nearest skills with their exact cosine, best first."""
