"""Attach a ready-made plan to an interview, without a planner."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PlanId
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.ports import (
    PlanningInterviewGateway,
    PlanNotAwaitedError,
    PlanRepository,
    PlanRequest,
    PlanRequestRepository,
    StoredPlan,
    is_awaiting_plan,
)
from vivavoce.planning.usecases.accept_external_plan import InvalidPlanError
from vivavoce.planning.usecases.generate_plan import build_brief, store_plan

PlanFactory = Callable[[PlanBrief, SkillReport], InterviewPlan]


class AttachPlan:
    """Validates, stores and publishes a plan within the caller's unit of work."""

    def __init__(
        self,
        *,
        interviews: PlanningInterviewGateway,
        orders: PlanRequestRepository,
        plans: PlanRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._interviews = interviews
        self._orders = orders
        self._plans = plans
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId, build_plan: PlanFactory
    ) -> StoredPlan:
        """Return the stored plan; raise ``PlanNotAwaitedError`` or ``InvalidPlanError`` and store nothing."""
        await self._orders.lock_interview(work, interview_id)
        facts = await self._interviews.get_facts(work, interview_id)
        if not is_awaiting_plan(facts, await self._plans.find_newest(work, interview_id)):
            raise PlanNotAwaitedError
        brief = build_brief(facts)
        report = validate_skills(brief.skills, load_skill_catalog(), is_confirmed=True)
        plan = build_plan(brief, report)
        if violations := find_plan_violations(plan, brief, report):
            raise InvalidPlanError(
                errors=[FieldError("plan", v.code, v.detail) for v in violations]
            )
        await self._interviews.begin_planning(
            work, interview_id, report.validated_skills, report.unvalidated_skills
        )
        order = PlanRequest(id=self._ids.new_id(), interview_id=interview_id, run_id=facts.run_id)
        await self._orders.place(work, order)
        stored = await store_plan(
            work,
            plan,
            order=order,
            plans=self._plans,
            plan_id=PlanId(self._ids.new_id()),
            clock=self._clock,
        )
        await self._orders.close(work, order.id, "planned")
        return stored
