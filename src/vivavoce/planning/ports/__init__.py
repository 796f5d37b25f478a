"""Ports of planning: the interview gateway, the planner, and repositories for plans, orders and skills."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.contracts.interview import PlanBrief, PlanningFacts
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.planning.domain.catalog import Skill
from vivavoce.planning.domain.skills import SearchMethod, SkillReport
from vivavoce.planning.ports.catalog_import import (
    CatalogSource,
    EntryKind,
    StoredImportedEntry,
    StoredRelease,
)
from vivavoce.planning.ports.plan_drafts import DraftedCompetency

PlanOrderOutcome = Literal["planned", "info_requested", "superseded", "failed"]
"""How an order ended.

``planned``: a plan was stored. ``asked``: a person was asked about the skills. ``stale``: the interview no
longer waits for this plan. ``refused``: the planner failed or rejected the brief.
"""


class PlanNotFoundError(NotFoundError):
    """There is no such plan."""

    code = "plan_not_found"


SkillSource = CatalogSource | Literal["built_in", "organization"]
"""Where a skill comes from: the product, the organization, or an imported classification."""


class SkillNameTakenError(ConflictError):
    """The catalog already has a skill of this name."""

    code = "skill_name_taken"


class SkillNotFoundError(NotFoundError):
    """There is no such skill."""

    code = "skill_not_found"


class PlanNotAwaitedError(ConflictError):
    """This interview is not waiting for a plan."""

    code = "plan_not_awaited"


class PlanningInterviewGateway(Protocol):
    """Planning's access to the interview (hiring): reads its facts and moves it to its next states."""

    async def get_facts(self, work: UnitOfWork, interview_id: InterviewId) -> PlanningFacts:
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


Planner = Callable[[PlanBrief, SkillReport], Awaitable[InterviewPlan]]
"""Writes a plan or a revision; raises ``PlannerFailedError``, or ``ConflictError`` for this brief."""


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


def is_awaiting_plan(facts: PlanningFacts, newest: StoredPlan | None) -> bool:
    """Return whether the interview waits for a plan.

    It does in a state of ``AWAITING_PLAN_STATES``, unless its newest plan has not been reported to it yet.
    """
    return facts.state in AWAITING_PLAN_STATES and (
        newest is None or str(newest.id) == facts.plan_id
    )


class PlanRepository(Protocol):
    """Stores plans and plan orders. A changed plan is a new version; an order becomes one version."""

    async def add(self, work: UnitOfWork, stored: StoredPlan) -> None:
        """Store a new version."""

    async def find_newest(self, work: UnitOfWork, interview_id: InterviewId) -> StoredPlan | None:
        """Return the newest version, or None."""

    async def find(self, work: UnitOfWork, plan_id: PlanId) -> StoredPlan:
        """Return a plan, or raise ``PlanNotFoundError``."""

    async def list_all(self, work: UnitOfWork, interview_id: InterviewId) -> list[StoredPlan]:
        """Return all versions of an interview's plan, newest first."""

    async def find_by_order(self, work: UnitOfWork, order_id: UUID) -> StoredPlan | None:
        """Return the plan that an order produced, or None."""

    async def approve(self, work: UnitOfWork, plan_id: PlanId, *, by: str) -> None:
        """Record an approval; a plan that is approved keeps its first approval."""

    async def count_interviews_by_question(
        self, work: UnitOfWork, question_ids: Sequence[str], *, since: datetime
    ) -> Mapping[tuple[str, str], int]:
        """Return in how many interviews each form of these questions was approved, by id and form.

        Plans approved before ``since``, and those of test interviews, do not count.
        """

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Remove all text from the plans of interviews whose candidate was erased."""

    async def add_request(self, work: UnitOfWork, order: PlanRequest) -> bool:
        """Store an order; return False if it was placed before."""

    async def lock_request(self, work: UnitOfWork, order_id: UUID) -> PlanRequest | None:
        """Return an order, locked until ``work`` ends, or None."""

    async def find_request(self, work: UnitOfWork, order_id: UUID) -> PlanRequest | None:
        """Return an order without locking it, or None."""

    async def find_newest_request(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> PlanRequest | None:
        """Return the interview's newest order, or None."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Serialize the ordering and accepting of this interview's plans until ``work`` ends."""

    async def close_request(
        self, work: UnitOfWork, order_id: UUID, outcome: PlanOrderOutcome
    ) -> None:
        """Record an order's outcome and delete its comments."""

    async def save_draft(
        self, work: UnitOfWork, order_id: UUID, drafted: Sequence[DraftedCompetency]
    ) -> None:
        """Replace what is written of an open order's plan so far; a closed order has nothing."""

    async def read_draft(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[DraftedCompetency, ...]:
        """Return what is written of the interview's next plan so far; empty once the plan is there."""

    async def get_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> frozenset[str]:
        """Return the skills that the requester was asked about."""

    async def add_inquired_skills(
        self, work: UnitOfWork, interview_id: InterviewId, skills: Sequence[str]
    ) -> None:
        """Record the skills that the requester is asked about."""


@dataclass(frozen=True, slots=True)
class CatalogSkill:
    """A skill with its id in this organization, where it comes from, and how a search found it."""

    id: UUID
    skill: Skill
    source: SkillSource = "built_in"
    matched_by: SearchMethod | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogVector:
    """The embedding of a skill that all organizations share, and the hash of its text."""

    key: str
    """The name of a built-in skill, or the id of an imported one."""
    name: str
    text_hash: str
    vector: tuple[float, ...]


class SkillRepository(Protocol):
    """Imported skills and occupations, an organization's own skills, and embeddings."""

    async def list_own(self, work: UnitOfWork) -> list[CatalogSkill]:
        """Return the skills that the organization added, by name."""

    async def list_built_in_ids(self, work: UnitOfWork, names: Sequence[str]) -> Mapping[str, UUID]:
        """Return the ids of built-in skills in this organization; an id never changes."""

    async def add_own(self, work: UnitOfWork, skill: Skill) -> CatalogSkill | None:
        """Store an own skill; return None if the organization already has one of this name."""

    async def delete_own(self, work: UnitOfWork, skill_id: UUID) -> bool:
        """Delete an own skill; return whether there was one."""

    async def list_releases(self, work: UnitOfWork) -> list[StoredRelease]:
        """Return the imported classifications."""

    async def get_imported(self, work: UnitOfWork, entry_id: UUID) -> StoredImportedEntry | None:
        """Return an imported entry, or None."""

    async def search_imported(
        self, work: UnitOfWork, kind: EntryKind, query: str, *, limit: int
    ) -> list[StoredImportedEntry]:
        """Return imported entries by name, then by other forms of the words, then by spelling."""

    async def match_imported(
        self, work: UnitOfWork, kind: EntryKind, texts: Sequence[str]
    ) -> Mapping[str, StoredImportedEntry]:
        """Return, by text, the imported entry with exactly this name or alias."""

    async def list_stored_vectors(
        self, work: UnitOfWork, model: str, keys: Sequence[str]
    ) -> Mapping[str, str]:
        """Return the hashes of the embedded texts by key, of those ``keys`` that have a vector."""

    async def store_vectors(
        self, work: UnitOfWork, model: str, vectors: Sequence[CatalogVector]
    ) -> None:
        """Store vectors of the catalog."""

    async def list_own_without_embedding(self, work: UnitOfWork, model: str) -> list[Skill]:
        """Return the own skills that have no embedding of ``model`` yet."""

    async def store_own_embeddings(
        self, work: UnitOfWork, model: str, vectors: Mapping[str, Sequence[float]]
    ) -> None:
        """Store the vectors of own skills by name."""

    async def find_nearest(
        self, work: UnitOfWork, model: str, vector: Sequence[float], *, limit: int
    ) -> tuple[tuple[str, float], ...]:
        """Return up to ``limit`` pairs of skill name and exact cosine similarity, best first."""


class CatalogVectorStore(Protocol):
    """The vectors of the whole catalog, for the operator's command."""

    async def list_imported_skills(self) -> list[tuple[str, Skill]]:
        """Return the keys and skills of all imported entries."""

    async def list_vector_hashes(self, model: str) -> Mapping[str, str]:
        """Return the hashes of the embedded texts by key."""

    async def store_vectors(self, model: str, vectors: Sequence[CatalogVector]) -> None:
        """Store vectors of the catalog."""
