"""Order a plan once more where the first order failed, was lost or was withdrawn."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.errors import Refused
from vivavoce.kernel.ids import Ids, InterviewId
from vivavoce.planning.ports import (
    Desk,
    Orders,
    PlanNotAwaited,
    PlanOrder,
    PlanStore,
    awaits_plan,
)
from vivavoce.planning.usecases.order_plan import OrderPlan


class OrderIsOver(Refused):
    """This order was carried out or has ended: there is nothing left to cancel."""

    code = "order_is_over"


class ReorderPlan:
    """Asking again and again leads to one plan."""

    def __init__(self, *, desk: Desk, orders: Orders, plans: PlanStore, ids: Ids) -> None:
        self._desk = desk
        self._orders = orders
        self._plans = plans
        self._ids = ids
        self._order_plan = OrderPlan(orders)

    async def __call__(self, work: Work, interview_id: InterviewId) -> None:
        """Have the awaited plan written; a plan that is there or on its way stays the one.

        Raises ``PlanNotAwaited`` where the interview has no plan and waits for none.
        """
        await self._orders.take_turn(work, interview_id)
        facts = await self._desk.brief(work, interview_id)
        newest = await self._plans.newest(work, interview_id)
        if not awaits_plan(facts, newest):
            if newest is None or facts.state in ("RECEIVED", "INFO_NEEDED", "CANCELLED"):
                raise PlanNotAwaited
            return
        last = await self._orders.newest(work, interview_id)
        if last is not None and not last.is_closed:
            # Its job may have died for good; a second one changes nothing.
            await self._order_plan.carry_out(work, last)
            return
        wish = await self._desk.wish(work, interview_id) if newest else None
        await self._order_plan(
            work,
            PlanOrder(
                id=self._ids.new(),
                interview_id=interview_id,
                run_id=facts.run_id,
                previous_plan_id=newest.id if newest else None,
                comments=wish,
            ),
        )

    async def withdraw(self, work: Work, order_id: UUID) -> None:
        """End an order that was not carried out, or raise ``OrderIsOver``."""
        order = await self._orders.find(work, order_id)
        if order is None or order.is_closed:
            raise OrderIsOver
        await self._orders.close(work, order_id, "stale")
