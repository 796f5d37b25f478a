"""Order a plan, also again after the first order failed, was lost or was canceled."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import IdGenerator, InterviewId
from vivavoce.planning.ports import (
    PlanningInterviewGateway,
    PlanNotAwaitedError,
    PlanRepository,
    PlanRequest,
    is_awaiting_plan,
)


async def request_plan(work: UnitOfWork, plans: PlanRepository, order: PlanRequest) -> None:
    """Store an order and enqueue its job; idempotent by order id."""
    if await plans.add_request(work, order):
        await enqueue_planning(work, order)


async def enqueue_planning(work: UnitOfWork, order: PlanRequest) -> None:
    """Enqueue the job of an order; an interview has one planning job at a time.

    An extra job finds the order closed and does nothing.
    """
    await work.enqueue(
        "planning.generate_plan", lock=f"plan:{order.interview_id}", order_id=str(order.id)
    )


class PlanRequestClosedError(ConflictError):
    """This order was carried out or has ended: there is nothing left to cancel."""

    code = "plan_request_closed"


class RetryPlanRequest:
    """Retries the order of an awaited plan; repeated calls lead to one plan."""

    def __init__(
        self,
        *,
        interviews: PlanningInterviewGateway,
        plans: PlanRepository,
        ids: IdGenerator,
    ) -> None:
        self._interviews = interviews
        self._plans = plans
        self._ids = ids

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Have the awaited plan written; do nothing if the plan exists already.

        Raises ``PlanNotAwaitedError`` if the interview does not wait for a plan, and has none or is
        RECEIVED, INFO_NEEDED or CANCELLED.
        """
        await self._plans.lock_interview(work, interview_id)
        facts = await self._interviews.get_facts(work, interview_id)
        newest = await self._plans.find_newest(work, interview_id)
        if not is_awaiting_plan(facts, newest):
            if newest is None or facts.state in ("RECEIVED", "INFO_NEEDED", "CANCELLED"):
                raise PlanNotAwaitedError
            return
        last = await self._plans.find_newest_request(work, interview_id)
        if last is not None and not last.is_closed:
            # Its job may have failed for good; a second job does no harm.
            await enqueue_planning(work, last)
            return
        comments = await self._interviews.get_change_request(work, interview_id) if newest else None
        await request_plan(
            work,
            self._plans,
            PlanRequest(
                id=self._ids.new_id(),
                interview_id=interview_id,
                run_id=facts.run_id,
                previous_plan_id=newest.id if newest else None,
                comments=comments,
            ),
        )

    async def cancel_order(self, work: UnitOfWork, order_id: UUID) -> None:
        """Close an open order as ``stale``, or raise ``PlanRequestClosedError``."""
        order = await self._plans.lock_request(work, order_id)
        if order is None or order.is_closed:
            raise PlanRequestClosedError
        await self._plans.close_request(work, order_id, "superseded")
