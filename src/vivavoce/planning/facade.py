"""What other slices may ask of plans, within their own unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan, plan_document
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.kernel.ids import Ids, InterviewId, PlanId, TenantId
from vivavoce.planning.domain.bank import load_bank
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.domain.practice.editing import (
    MOST_GIVEN,
    GivenQuestion,
    edit_plan,
    find_wrong,
)
from vivavoce.planning.ports import Desk, Orders, PlanOrder, PlanStore, StoredPlan, UnknownPlan
from vivavoce.planning.usecases.generate_plan import brief_of


class PlanReader:
    """The plans of interviews. A version is never changed; its approval is noted beside it."""

    def __init__(self, plans: PlanStore) -> None:
        self._plans = plans

    async def current(self, work: Work, interview_id: InterviewId) -> Json | None:
        """Return the newest version as JSON with its document, or None."""
        stored = await self._plans.newest(work, interview_id)
        return None if stored is None else plan_told(stored)

    async def by_id(self, work: Work, plan_id: PlanId) -> Plan:
        """Return a plan, or raise ``UnknownPlan``."""
        return (await self._plans.find(work, plan_id)).plan

    async def plan(self, work: Work, plan_id: PlanId, version: int) -> Plan:
        """Return this version of a plan, or raise ``UnknownPlan``."""
        plan = await self.by_id(work, plan_id)
        if plan.version != version:
            raise UnknownPlan
        return plan

    async def approve(self, work: Work, interview_id: InterviewId, *, approved_by: str) -> None:
        """Fix the newest version as the one that is carried out, or raise ``UnknownPlan``."""
        stored = await self._plans.newest(work, interview_id)
        if stored is None:
            raise UnknownPlan
        await self._plans.approve(work, stored.id, by=approved_by)

    async def forget(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Take all words out of the plans of interviews whose person was erased."""
        await self._plans.forget(work, interview_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWork:
    """An order for a plan as others see it: how it ended, and the plan that it led to."""

    order_id: UUID
    interview_id: InterviewId
    outcome: str | None
    plan_id: PlanId | None
    version: int | None
    is_approved: bool


class QuestionsInvalid(Malformed):
    """These questions cannot be asked."""

    code = "questions_invalid"
    status = 422
    title = "Unprocessable Content"


class PlanEditor:
    """Puts a person's own questions into a plan, as its next version."""

    def __init__(
        self, *, desk: Desk, orders: Orders, plans: PlanStore, clock: Clock, ids: Ids
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._plans = plans
        self._clock = clock
        self._ids = ids

    async def replace_questions(
        self, work: Work, interview_id: InterviewId, questions: Sequence[GivenQuestion]
    ) -> StoredPlan:
        """Keep and return a version with exactly these questions; nothing is told by it.

        Raises ``QuestionsInvalid`` with an error for each wrong one, and ``UnknownPlan`` where
        there is no plan yet.
        """
        facts = await self._desk.brief(work, interview_id)
        profile = PROFILES.get(facts.profile, HIRING)
        most = min(MOST_GIVEN, profile.question_counts.get(facts.duration_minutes, MOST_GIVEN))
        if wrong := find_wrong(questions, most=most):
            raise QuestionsInvalid(errors=wrong)
        await self._orders.take_turn(work, interview_id)
        newest = await self._plans.newest(work, interview_id)
        if newest is None:
            raise UnknownPlan
        brief = brief_of(facts)
        plan = edit_plan(newest.plan, questions, brief, load_bank())
        # Fewer questions than planned are the person's choice, and so is what their words promise.
        theirs = replace(brief, question_count=None, interview_type=None, skills=())
        if violations := check_plan(plan, theirs):
            raise QuestionsInvalid(
                errors=[FieldError("questions", v.code, v.detail) for v in violations]
            )
        stored = StoredPlan(
            id=PlanId(self._ids.new()),
            interview_id=interview_id,
            plan=plan,
            made_at=self._clock.now(),
        )
        await self._plans.add(work, stored)
        return stored


class PlanDesk:
    """The orders of plans, for those who follow how they are carried out."""

    def __init__(
        self, *, open_work: OpenWork, orders: Orders, plans: PlanStore, desk: Desk
    ) -> None:
        self._open_work = open_work
        self._orders = orders
        self._plans = plans
        self._desk = desk

    async def find(self, work: Work, order_id: UUID) -> PlanWork | None:
        """Return an order."""
        return await self._told(work, await self._orders.look(work, order_id))

    async def newest(self, work: Work, interview_id: InterviewId) -> PlanWork | None:
        """Return the interview's newest order."""
        return await self._told(work, await self._orders.newest(work, interview_id))

    async def newest_plan(self, work: Work, interview_id: InterviewId) -> PlanId | None:
        """Return the id of the interview's newest plan."""
        stored = await self._plans.newest(work, interview_id)
        return None if stored is None else stored.id

    async def brief(self, tenant_id: TenantId, interview_id: InterviewId) -> Json:
        """Return what a planner is told: no name and no address of the candidate."""
        async with self._open_work(tenant_id) as work:
            newest = await self._plans.newest(work, interview_id)
            wish = await self._desk.wish(work, interview_id) if newest else None
            brief = brief_of(await self._desk.brief(work, interview_id), comments=wish)
        return {
            "position": brief.position,
            "level": brief.level,
            "job_description": brief.job_description,
            "skills": list(brief.skills),
            "duration_minutes": brief.duration_minutes,
            "language": brief.language,
            "company_name": brief.company_name,
            "resume_text": brief.resume_text,
            "profile": brief.profile,
            "comments": brief.comments,
            "interview_type": brief.interview_type,
            "difficulty": brief.difficulty,
            "framework": brief.framework,
            "persona_id": brief.persona_id,
            "question_count": brief.question_count,
            "focus": list(brief.focus),
            "avoid": list(brief.avoid),
            "previous_plan": None if newest is None else plan_document(newest.plan),
        }

    async def _told(self, work: Work, order: PlanOrder | None) -> PlanWork | None:
        if order is None:
            return None
        made = await self._plans.made_for(work, order.id)
        return PlanWork(
            order_id=order.id,
            interview_id=order.interview_id,
            outcome=order.outcome,
            plan_id=None if made is None else made.id,
            version=None if made is None else made.plan.version,
            is_approved=made is not None and made.approved_at is not None,
        )


def plan_told(stored: StoredPlan) -> Json:
    """Return a plan as it is told outside: ``planId``, ``version``, ``state``, ``document``."""
    return {
        "planId": str(stored.id),
        "version": stored.plan.version,
        "state": "PENDING" if stored.approved_at is None else "APPROVED",
        "madeAt": iso_ms(stored.made_at),
        "approvedAt": None if stored.approved_at is None else iso_ms(stored.approved_at),
        "approvedBy": stored.approved_by,
        "document": plan_document(stored.plan),
    }
