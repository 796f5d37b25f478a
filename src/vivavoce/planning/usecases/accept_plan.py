"""Take in a plan that somebody outside wrote: it keeps the same rules as our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vivavoce.contracts.plan import Plan, plan_from_document
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.kernel.ids import Ids, InterviewId, PlanId, TenantId
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.ports import Desk, Orders, PlanNotAwaited, PlanOrder, PlanStore, StoredPlan
from vivavoce.planning.usecases.generate_plan import brief_of, store_plan

_AWAITED = frozenset({"VALIDATING_SKILLS", "GENERATING_PLAN"})
_OURS = "built-in"


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
        plan = _read(document)
        async with self._open_work(tenant_id) as work:
            facts = await self._desk.brief(work, interview_id)
            if facts.state not in _AWAITED:
                raise PlanNotAwaited
            newest = await self._plans.newest(work, interview_id)
            brief = brief_of(facts, previous=newest.plan if newest else None)
            if violations := check_plan(plan, brief):
                raise PlanInvalid(errors=[FieldError("plan", v.code, v.detail) for v in violations])
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
            await failpoint("plan.before_commit")
        await failpoint("plan.after_commit")
        return stored


def _read(document: Mapping[str, Any]) -> Plan:
    try:
        plan = plan_from_document({"version": 1, "planner": "external", **document})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanInvalid(f"The plan cannot be read: {type(error).__name__} at {error}.") from error
    if plan.planner.lower().startswith(_OURS):
        return replace(plan, planner=f"external ({plan.planner})")
    return plan
