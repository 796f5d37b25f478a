"""What planning needs: the interview's facts, a planner, and places to keep skills and plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Plan
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound, Refused
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.planning.domain.skills import Skill, SkillReport

Outcome = Literal["planned", "asked", "stale", "refused"]
"""How an order ended: a plan, a question to a person, nobody waits any more, the planner gave up."""


class UnknownPlan(NotFound):
    """There is no such plan."""

    code = "plan_not_found"


class UnknownSkill(NotFound):
    """There is no such skill."""

    code = "skill_not_found"


class PlanNotAwaited(Refused):
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


class Desk(Protocol):
    """The interview's own slice (hiring): facts, and the steps that planning takes in it."""

    async def brief(self, work: Work, interview_id: InterviewId) -> InterviewFacts:
        """Return the facts, or raise ``NotFound``."""

    async def begin_planning(
        self,
        work: Work,
        interview_id: InterviewId,
        validated: Sequence[str],
        unvalidated: Sequence[str],
    ) -> None:
        """Note that the plan is being written; a second time nothing happens."""

    async def ask_for_info(
        self, work: Work, interview_id: InterviewId, questions: Sequence[str]
    ) -> None:
        """Ask a person about the skills."""

    async def wish(self, work: Work, interview_id: InterviewId) -> str | None:
        """Return in which words a person asked for the plan that is awaited now, if one did."""

    async def note_failure(
        self, work: Work, interview_id: InterviewId, *, stage: str, code: str, attempts: int
    ) -> None:
        """Keep what went wrong, for people to see."""


AWAITING = frozenset({"VALIDATING_SKILLS", "GENERATING_PLAN"})
"""The states in which an interview waits for a plan."""


class Planner(Protocol):
    """Writes plans."""

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> Plan:
        """Return a plan or a revision; raise ``PlannerFailed``, or ``Refused`` for this brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOrder:
    """One plan that is wanted: a first one, or a change of an earlier one."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    previous_plan_id: PlanId | None = None
    comments: str | None = None
    is_closed: bool = False
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan as it is kept."""

    id: PlanId
    interview_id: InterviewId
    plan: Plan
    made_at: datetime
    order_id: UUID | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None


def awaits_plan(facts: InterviewFacts, newest: StoredPlan | None) -> bool:
    """Return whether a plan is wanted: the state says so, and none is told that was not heard yet."""
    return facts.state in AWAITING and (newest is None or str(newest.id) == facts.plan_id)


class Orders(Protocol):
    """Keeps the plans that are wanted."""

    async def place(self, work: Work, order: PlanOrder) -> bool:
        """Keep an order; False when it was placed before."""

    async def find(self, work: Work, order_id: UUID) -> PlanOrder | None:
        """Return an order, locked until ``work`` ends."""

    async def look(self, work: Work, order_id: UUID) -> PlanOrder | None:
        """Return an order without locking it."""

    async def newest(self, work: Work, interview_id: InterviewId) -> PlanOrder | None:
        """Return the interview's newest order."""

    async def take_turn(self, work: Work, interview_id: InterviewId) -> None:
        """Wait until nobody else orders or takes in a plan of this interview."""

    async def close(self, work: Work, order_id: UUID, outcome: Outcome) -> None:
        """Note how an order ended and forget its comments."""

    async def asked_about(self, work: Work, interview_id: InterviewId) -> frozenset[str]:
        """Return the skills a person was asked about."""

    async def note_asked(
        self, work: Work, interview_id: InterviewId, skills: Sequence[str]
    ) -> None:
        """Remember which skills a person is asked about."""


class PlanStore(Protocol):
    """Keeps plans; every change is a new version."""

    async def add(self, work: Work, stored: StoredPlan) -> None:
        """Keep a new version."""

    async def newest(self, work: Work, interview_id: InterviewId) -> StoredPlan | None:
        """Return the newest version."""

    async def find(self, work: Work, plan_id: PlanId) -> StoredPlan:
        """Return a plan, or raise ``UnknownPlan``."""

    async def made_for(self, work: Work, order_id: UUID) -> StoredPlan | None:
        """Return the plan that an order led to."""

    async def approve(self, work: Work, plan_id: PlanId, *, by: str) -> None:
        """Note the approval; the first one stays."""

    async def forget(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Take all words out of the plans of interviews whose person was erased."""


@dataclass(frozen=True, slots=True)
class ListedSkill:
    """A skill with its id in this organisation."""

    id: UUID
    skill: Skill


class SkillShelf(Protocol):
    """The organisation's catalogue; it is copied from the product's at first use."""

    async def listed(self, work: Work) -> list[ListedSkill]:
        """Return every skill, in the catalogue's order."""

    async def without_vector(self, work: Work, model: str) -> list[Skill]:
        """Return the skills whose meaning was not yet put into numbers by ``model``."""

    async def keep_vectors(
        self, work: Work, model: str, vectors: Mapping[str, Sequence[float]]
    ) -> None:
        """Keep the vectors of skills, by name."""

    async def nearest(
        self, work: Work, model: str, vector: Sequence[float], *, limit: int
    ) -> tuple[tuple[str, float], ...]:
        """Return the nearest skills with their exact cosine, best first."""
