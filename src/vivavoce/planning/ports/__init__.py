"""Ports of planning: the interview gateway, the planner, and repositories for plans, orders and skills."""

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

PlanOrderOutcome = Literal["planned", "info_requested", "superseded", "failed"]
"""How an order ended.

``planned``: a plan was stored. ``asked``: a person was asked about the skills. ``stale``: the interview no
longer waits for this plan. ``refused``: the planner failed or rejected the brief.
"""


class PlanNotFoundError(NotFoundError):
    """There is no such plan."""

    code = "plan_not_found"


class SkillNotFoundError(NotFoundError):
    """There is no such skill."""

    code = "skill_not_found"


class PlanNotAwaitedError(ConflictError):
    """This interview is not waiting for a plan."""

    code = "plan_not_awaited"


class InterviewFacts(Protocol):
    """The interview data that a plan is written from (hiring)."""

    @property
    def interview_id(self) -> InterviewId:
        """The interview."""

    @property
    def run_id(self) -> str:
        """Its run id."""

    @property
    def profile(self) -> str:
        """The name of its profile, a key of ``contracts.profiles.PROFILES``."""

    @property
    def state(self) -> str:
        """Its state, such as ``GENERATING_PLAN``."""

    @property
    def position(self) -> str:
        """The title of the position."""

    @property
    def level(self) -> str:
        """The seniority as free text, or an empty string."""

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills as typed, followed by the qualifications."""

    @property
    def qualifications(self) -> tuple[str, ...]:
        """The entries of ``skills`` that are qualifications."""

    @property
    def job_description(self) -> str:
        """The text, or an empty string."""

    @property
    def company_name(self) -> str | None:
        """The company that hires."""

    @property
    def duration_minutes(self) -> int:
        """The length of the interview in minutes."""

    @property
    def language(self) -> str:
        """The language of the interview."""

    @property
    def resume_text(self) -> str | None:
        """The text of the candidate's resume."""

    @property
    def plan_id(self) -> str | None:
        """The last plan that was reported to the interview."""

    @property
    def interview_type(self) -> str | None:
        """The chosen interview type, for profiles that offer a choice."""

    @property
    def difficulty(self) -> str | None:
        """The chosen difficulty of the questions."""

    @property
    def framework(self) -> str | None:
        """The chosen answer framework, such as STAR."""

    @property
    def persona_id(self) -> str | None:
        """The interviewer persona."""

    @property
    def focus(self) -> tuple[str, ...]:
        """Competencies that an earlier review recommended working on."""

    @property
    def avoid(self) -> tuple[str, ...]:
        """The exact texts of questions that this person was asked recently."""


class PlanningInterviewGateway(Protocol):
    """Planning's access to the interview (hiring): reads its facts and moves it to its next states."""

    async def get_facts(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewFacts:
        """Return the facts, or raise ``NotFoundError``."""

    async def begin_planning(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        validated: Sequence[str],
        unvalidated: Sequence[str],
    ) -> None:
        """Record that the plan is being written and which skills were validated; idempotent."""

    async def ask_for_info(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[str]
    ) -> None:
        """Ask the requester these questions about the skills."""

    async def get_change_request(self, work: UnitOfWork, interview_id: InterviewId) -> str | None:
        """Return the comments of the pending change request, or None."""

    async def note_failure(
        self, work: UnitOfWork, interview_id: InterviewId, *, stage: str, code: str, attempts: int
    ) -> None:
        """Store a failure so that staff can see it."""


AWAITING_PLAN_STATES = frozenset({"VALIDATING_SKILLS", "GENERATING_PLAN"})
"""The states in which an interview waits for a plan."""


class Planner(Protocol):
    """Writes plans."""

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        """Return a plan or a revision; raise ``PlannerFailedError``, or ``ConflictError`` for this brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """A request for one plan: a first plan, or a revision of ``previous_plan_id``."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    previous_plan_id: PlanId | None = None
    comments: str | None = None
    is_closed: bool = False
    outcome: PlanOrderOutcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A stored plan version with its approval."""

    id: PlanId
    interview_id: InterviewId
    plan: InterviewPlan
    created_at: datetime
    order_id: UUID | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None


def is_awaiting_plan(facts: InterviewFacts, newest: StoredPlan | None) -> bool:
    """Return whether the interview waits for a plan.

    It does in a state of ``AWAITING_PLAN_STATES``, unless its newest plan has not been reported to it yet.
    """
    return facts.state in AWAITING_PLAN_STATES and (
        newest is None or str(newest.id) == facts.plan_id
    )


class PlanRequestRepository(Protocol):
    """Stores plan orders, and the skills that the requester was asked about."""

    async def place(self, work: UnitOfWork, order: PlanRequest) -> bool:
        """Store an order; return False if it was placed before."""

    async def find_for_update(self, work: UnitOfWork, order_id: UUID) -> PlanRequest | None:
        """Return an order, locked until ``work`` ends, or None."""

    async def find(self, work: UnitOfWork, order_id: UUID) -> PlanRequest | None:
        """Return an order without locking it, or None."""

    async def find_newest(self, work: UnitOfWork, interview_id: InterviewId) -> PlanRequest | None:
        """Return the interview's newest order, or None."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Serialize the ordering and accepting of this interview's plans until ``work`` ends."""

    async def close(self, work: UnitOfWork, order_id: UUID, outcome: PlanOrderOutcome) -> None:
        """Record an order's outcome and delete its comments."""

    async def get_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> frozenset[str]:
        """Return the skills that the requester was asked about."""

    async def add_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId, skills: Sequence[str]
    ) -> None:
        """Record the skills that the requester is asked about."""


class PlanRepository(Protocol):
    """Stores plans; every change is a new version."""

    async def add(self, work: UnitOfWork, stored: StoredPlan) -> None:
        """Store a new version."""

    async def find_newest(self, work: UnitOfWork, interview_id: InterviewId) -> StoredPlan | None:
        """Return the newest version, or None."""

    async def find(self, work: UnitOfWork, plan_id: PlanId) -> StoredPlan:
        """Return a plan, or raise ``PlanNotFoundError``."""

    async def find_by_order(self, work: UnitOfWork, order_id: UUID) -> StoredPlan | None:
        """Return the plan that an order produced, or None."""

    async def approve(self, work: UnitOfWork, plan_id: PlanId, *, by: str) -> None:
        """Record an approval; a plan that is approved keeps its first approval."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Remove all text from the plans of interviews whose candidate was erased."""


@dataclass(frozen=True, slots=True)
class CatalogSkill:
    """A skill with its id in this organization."""

    id: UUID
    skill: Skill


class SkillRepository(Protocol):
    """The organization's skill catalog; copied from the built-in catalog at first use."""

    async def list_skills(self, work: UnitOfWork) -> list[CatalogSkill]:
        """Return every skill, in catalog order."""

    async def list_without_embedding(self, work: UnitOfWork, model: str) -> list[Skill]:
        """Return the skills that have no embedding of ``model`` yet."""

    async def store_embeddings(
        self, work: UnitOfWork, model: str, vectors: Mapping[str, Sequence[float]]
    ) -> None:
        """Store embedding vectors by skill name."""

    async def find_nearest(
        self, work: UnitOfWork, model: str, vector: Sequence[float], *, limit: int
    ) -> tuple[tuple[str, float], ...]:
        """Return up to ``limit`` pairs of skill name and exact cosine similarity, best first."""
