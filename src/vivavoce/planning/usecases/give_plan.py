"""Give an interview a plan that is there already: no planner is asked for it."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Plan
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import Ids, InterviewId, PlanId
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.domain.skills import SkillReport, load_catalogue, validate_skills
from vivavoce.planning.ports import (
    Desk,
    Orders,
    PlanNotAwaited,
    PlanOrder,
    PlanStore,
    StoredPlan,
    awaits_plan,
)
from vivavoce.planning.usecases.accept_plan import PlanInvalid
from vivavoce.planning.usecases.generate_plan import brief_of, store_plan

MakePlan = Callable[[PlanBrief, SkillReport], Plan]


class GivePlan:
    """Keeps and tells a plan within the caller's unit of work; it keeps the rules of every plan."""

    def __init__(
        self, *, desk: Desk, orders: Orders, plans: PlanStore, clock: Clock, ids: Ids
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._plans = plans
        self._clock = clock
        self._ids = ids

    async def __call__(self, work: Work, interview_id: InterviewId, make: MakePlan) -> StoredPlan:
        """Return the kept plan; raise ``PlanNotAwaited`` or ``PlanInvalid`` and keep nothing."""
        await self._orders.take_turn(work, interview_id)
        facts = await self._desk.brief(work, interview_id)
        if not awaits_plan(facts, await self._plans.newest(work, interview_id)):
            raise PlanNotAwaited
        brief = brief_of(facts)
        report = validate_skills(brief.skills, load_catalogue(), is_confirmed=True)
        plan = make(brief, report)
        if violations := check_plan(plan, brief, report):
            raise PlanInvalid(errors=[FieldError("plan", v.code, v.detail) for v in violations])
        await self._desk.begin_planning(work, interview_id, report.validated, report.unvalidated)
        order = PlanOrder(id=self._ids.new(), interview_id=interview_id, run_id=facts.run_id)
        await self._orders.place(work, order)
        stored = await store_plan(
            work,
            plan,
            order=order,
            plans=self._plans,
            plan_id=PlanId(self._ids.new()),
            clock=self._clock,
        )
        await self._orders.close(work, order.id, "planned")
        return stored
