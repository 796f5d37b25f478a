"""Events in: a request is complete, a plan is to be changed, or an intake has been talked through."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import Event
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import PlanId, SessionId
from vivavoce.planning.ports import PlanOrder
from vivavoce.planning.usecases.order_artifacts import StartWorkshop
from vivavoce.planning.usecases.order_plan import OrderPlan


class PlannerHandlers:
    """Consumers of group ``planner-agent``; each places an order in one short transaction.

    They are not subscribed where somebody outside plans.
    """

    def __init__(self, order_plan: OrderPlan) -> None:
        self._order_plan = order_plan

    async def on_skill_validation_requested(self, work: Work, event: Event) -> None:
        """Order the first plan of an interview."""
        await self._order_plan(
            work, PlanOrder(id=event.id, interview_id=event.interview_id, run_id=event.run_id)
        )

    async def on_modification_requested(self, work: Work, event: Event) -> None:
        """Order the next version of a plan."""
        await self._order_plan(
            work,
            PlanOrder(
                id=event.id,
                interview_id=event.interview_id,
                run_id=event.run_id,
                previous_plan_id=PlanId(UUID(str(event.payload["planId"]))),
                comments=str(event.payload.get("comments") or ""),
            ),
        )


class WorkshopHandlers:
    """Consumers of group ``intake-workshop``: the documents of an intake are ordered when its talk ends."""

    def __init__(self, start: StartWorkshop) -> None:
        self._start = start

    async def on_interview_completed(self, work: Work, event: Event) -> None:
        """Order the documents, where the talk was an intake; hearing of it again changes nothing."""
        session_id = SessionId(UUID(str(event.payload["sessionId"])))
        await self._start(work, event.interview_id, session_id)
