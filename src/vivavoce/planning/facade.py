"""What other slices may ask of plans, within their own unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.changes import ChangeReading
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan, plan_document
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.kernel.ids import Ids, InterviewId, PlanId, TenantId
from vivavoce.planning.domain.bank import load_bank
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.domain.must_haves import unknown_must_haves, with_must_haves
from vivavoce.planning.domain.practice.editing import (
    MOST_GIVEN,
    GivenQuestion,
    edit_plan,
    find_wrong,
    is_unchanged,
)
from vivavoce.planning.domain.skills import load_catalogue, validate_skills
from vivavoce.planning.domain.trying import (
    QuestionsUnchanged,
    refuse_unlawful,
    try_change,
)
from vivavoce.planning.ports import Desk, Orders, PlanOrder, PlanStore, StoredPlan, UnknownPlan
from vivavoce.planning.usecases.generate_plan import brief_of, seniority


class MustHavesUnknown(Malformed):
    """A must-have was named that is no competency of the plan."""

    code = "must_haves_unknown"


class PlanReader:
    """The plans of interviews. A version is never changed; its approval is noted beside it."""

    def __init__(
        self, plans: PlanStore, *, clock: Clock, ids: Ids, is_by_rules: bool = True
    ) -> None:
        self._plans = plans
        self._clock = clock
        self._ids = ids
        self._is_by_rules = is_by_rules

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

    async def try_change(
        self,
        work: Work,
        interview_id: InterviewId,
        wish: str,
        *,
        position: str,
        level: str,
        job_description: str,
    ) -> ChangeReading:
        """Return which parts of a wish will do nothing; raise a ``ChangeRefused`` where none does anything.

        Where a model plans, only demands that an employer must not make are found here.
        """
        newest = await self._plans.newest(work, interview_id)
        if newest is None or not self._is_by_rules:
            return ChangeReading(left_out=refuse_unlawful(wish, field="comments").notes)
        plan = newest.plan
        brief = PlanBrief(
            position=position,
            level=seniority(level),
            job_description=job_description,
            skills=(*plan.validated_skills, *plan.unvalidated_skills),
            duration_minutes=plan.duration_minutes,
            language=plan.language,
            previous=plan,
            comments=wish,
        )
        report = validate_skills(brief.skills, load_catalogue(), is_confirmed=True)
        return try_change(brief, report, field="comments").reading

    async def approve(self, work: Work, interview_id: InterviewId, *, approved_by: str) -> None:
        """Fix the newest version as the one that is carried out, or raise ``UnknownPlan``."""
        stored = await self._plans.newest(work, interview_id)
        if stored is None:
            raise UnknownPlan
        await self._plans.approve(work, stored.id, by=approved_by)

    async def set_must_haves(
        self, work: Work, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        """Keep a next version that requires exactly these competencies and return its id.

        Raises ``MustHavesUnknown`` for a name that no competency of the plan has.
        """
        stored = await self._plans.newest(work, interview_id)
        if stored is None:
            raise UnknownPlan
        if unknown := unknown_must_haves(stored.plan, names):
            known = ", ".join(f'"{one.name}"' for one in stored.plan.rubric.competencies)
            message = f'The plan has no competency "{unknown[0]}". It has {known}.'
            raise MustHavesUnknown(
                message, errors=[FieldError("mustHaveCompetencies", "unknown", message)]
            )
        plan = with_must_haves(stored.plan, names, level=level)
        if plan.rubric == stored.plan.rubric:
            return str(stored.id)
        added = StoredPlan(
            id=PlanId(self._ids.new()),
            interview_id=interview_id,
            plan=replace(plan, version=stored.plan.version + 1),
            made_at=self._clock.now(),
        )
        await self._plans.add(work, added)
        return str(added.id)

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
        self,
        *,
        desk: Desk,
        orders: Orders,
        plans: PlanStore,
        clock: Clock,
        ids: Ids,
        is_by_rules: bool = True,
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._plans = plans
        self._clock = clock
        self._ids = ids
        self._is_by_rules = is_by_rules

    async def try_change(self, work: Work, interview_id: InterviewId, wish: str) -> None:
        """Raise a ``ChangeRefused`` where a wish would do nothing to the newest plan."""
        newest = await self._plans.newest(work, interview_id)
        refuse_unlawful(wish, field="planner_feedback")
        if newest is None or not self._is_by_rules:
            return
        facts = await self._desk.brief(work, interview_id)
        brief = brief_of(facts, previous=newest.plan, comments=wish)
        report = validate_skills(brief.skills, load_catalogue(), is_confirmed=True)
        try_change(brief, report, field="planner_feedback")

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
        if is_unchanged(newest.plan, questions):
            raise QuestionsUnchanged(
                "Nothing was changed: these are the questions that the draft has already. "
                "Your edit is still yours."
            )
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
