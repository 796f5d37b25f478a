"""Event consumers of planning: new requests, change requests and completed intake interviews."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import PlanId, SessionId
from vivavoce.planning.ports import PlanRequest
from vivavoce.planning.usecases.intake_artifacts import CompleteIntake
from vivavoce.planning.usecases.place_plan_order import RequestPlan


class PlannerHandlers:
    """Consumers of group ``planner-agent``; each places an order in one short transaction.

    They are not subscribed if an external planner is configured.
    """

    def __init__(self, place_order: RequestPlan) -> None:
        self._place_order = place_order

    async def on_skill_validation_requested(
        self, work: UnitOfWork, event: IntegrationEvent
    ) -> None:
        """Order the first plan of an interview."""
        await self._place_order(
            work, PlanRequest(id=event.id, interview_id=event.interview_id, run_id=event.run_id)
        )

    async def on_modification_requested(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Order the next version of a plan."""
        await self._place_order(
            work,
            PlanRequest(
                id=event.id,
                interview_id=event.interview_id,
                run_id=event.run_id,
                previous_plan_id=PlanId(UUID(str(event.payload["planId"]))),
                comments=str(event.payload.get("comments") or ""),
            ),
        )


class IntakeHandlers:
    """Consumers of group ``intake-workshop``: order the documents of an intake when its interview ends."""

    def __init__(self, complete_intake: CompleteIntake) -> None:
        self._complete_intake = complete_intake

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Order the documents if the interview was an intake; idempotent."""
        session_id = SessionId(UUID(str(event.payload["sessionId"])))
        await self._complete_intake(work, event.interview_id, session_id)
