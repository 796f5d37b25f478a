"""Store a plan order and enqueue its job."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.planning.ports import PlanRequest, PlanRequestRepository


class RequestPlan:
    """Places an order within the caller's unit of work; idempotent by order id."""

    def __init__(self, orders: PlanRequestRepository) -> None:
        self._orders = orders

    async def __call__(self, work: UnitOfWork, order: PlanRequest) -> None:
        """Store the order and enqueue its job; an interview has one planning job at a time."""
        if await self._orders.place(work, order):
            await self.enqueue_job(work, order)

    async def enqueue_job(self, work: UnitOfWork, order: PlanRequest) -> None:
        """Enqueue the job of an order; an extra job finds the order closed and does nothing."""
        await work.enqueue(
            "planning.generate_plan", lock=f"plan:{order.interview_id}", order_id=str(order.id)
        )
