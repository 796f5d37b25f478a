"""Note that a plan is wanted, and have it written."""

from __future__ import annotations

from vivavoce.infra.work import Work
from vivavoce.planning.ports import Orders, PlanOrder


class OrderPlan:
    """Places an order within the caller's unit of work; the same order twice is one."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    async def __call__(self, work: Work, order: PlanOrder) -> None:
        """Keep the order and enqueue its job; interviews are planned one order at a time."""
        if await self._orders.place(work, order):
            await self.carry_out(work, order)

    async def carry_out(self, work: Work, order: PlanOrder) -> None:
        """Enqueue the job of an order; a job too many finds the order closed and does nothing."""
        await work.enqueue(
            "planning.generate_plan", lock=f"plan:{order.interview_id}", order_id=str(order.id)
        )
