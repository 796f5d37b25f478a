"""Take in a plan that somebody outside wrote: it keeps the same rules as our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from vivavoce.contracts.plan import Plan, plan_from_document
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed, NotFound
from vivavoce.kernel.ids import Ids, InterviewId, PlanId, TenantId
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.ports import (
    Desk,
    Orders,
    PlanNotAwaited,
    PlanOrder,
    PlanStore,
    StoredPlan,
    awaits_plan,
)
from vivavoce.planning.usecases.generate_plan import brief_of, store_plan

_OURS = "built-in"
_SHAPE = TypeAdapter(Plan)
_MOST_ERRORS = 50


class PlanInvalid(Malformed):
    """The plan breaks rules that every plan keeps."""

    code = "plan_invalid"


class AcceptPlan:
    """Checks and keeps a plan from outside (``VIVAVOCE_PLANNER=external``)."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: Desk,
        orders: Orders,
        plans: PlanStore,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._orders = orders
        self._plans = plans
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        document: Mapping[str, Any],  # Any: JSON
    ) -> StoredPlan:
        """Return the kept plan; raise ``PlanInvalid`` with every rule that it breaks.

        Raises ``NotFound`` for an interview of another tenant and ``PlanNotAwaited`` when its
        state waits for no plan.
        """
        async with self._open_work(tenant_id) as work:
            stored = await self.within(work, interview_id, document)
            await failpoint("plan.before_commit")
        await failpoint("plan.after_commit")
        return stored

    async def within(
        self,
        work: Work,
        interview_id: InterviewId,
        document: Mapping[str, Any],  # Any: JSON
        *,
        run_id: str | None = None,
        is_told: bool = False,
    ) -> StoredPlan:
        """Do the same inside the caller's unit of work.

        A ``run_id`` that is not the interview's own is not found. With ``is_told`` the plan came by
        an event, and none is published.
        """
        plan = _read(document)
        await self._orders.take_turn(work, interview_id)
        facts = await self._desk.brief(work, interview_id)
        if run_id not in (None, facts.run_id):
            raise NotFound
        newest = await self._plans.newest(work, interview_id)
        if not awaits_plan(facts, newest):
            raise PlanNotAwaited
        wish = await self._desk.wish(work, interview_id) if newest else None
        brief = brief_of(facts, previous=newest.plan if newest else None, comments=wish)
        if violations := check_plan(plan, brief):
            raise PlanInvalid(errors=[FieldError("plan", v.code, v.detail) for v in violations])
        order = await self._order(work, interview_id, facts.run_id)
        stored = await store_plan(
            work,
            plan,
            order=order,
            plans=self._plans,
            plan_id=PlanId(self._ids.new()),
            clock=self._clock,
            is_told=is_told,
        )
        await self._orders.close(work, order.id, "planned")
        return stored

    async def _order(self, work: Work, interview_id: InterviewId, run_id: str) -> PlanOrder:
        """Return the order that this plan answers: one that is open, or one made for it."""
        last = await self._orders.newest(work, interview_id)
        if last is not None and not last.is_closed:
            return last
        order = PlanOrder(id=self._ids.new(), interview_id=interview_id, run_id=run_id)
        await self._orders.place(work, order)
        return order


def _read(document: Mapping[str, Any]) -> Plan:  # Any: JSON
    try:
        plan = plan_from_document({"version": 1, "planner": "external", **document})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanInvalid(f"The plan cannot be read: {type(error).__name__} at {error}.") from error
    try:
        _SHAPE.validate_python(asdict(plan))
    except ValidationError as error:
        wrong = [
            FieldError(".".join(map(str, one["loc"])), str(one["type"]), str(one["msg"]))
            for one in error.errors()[:_MOST_ERRORS]
        ]
        raise PlanInvalid("The plan has values of a wrong kind.", errors=wrong) from None
    if plan.planner.lower().startswith(_OURS):
        return replace(plan, planner=f"external ({plan.planner})")
    return plan
