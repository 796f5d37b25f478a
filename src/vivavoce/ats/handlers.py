"""Event handlers of applicant tracking systems: an outcome is reported once it is known."""

from __future__ import annotations

from vivavoce.ats.domain.order import OutcomeKind
from vivavoce.ats.ports import AtsOrderRepository
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork


class AtsHandlers:
    """Consumers of group ``applicant-tracking``; interviews that no system ordered are ignored."""

    def __init__(self, orders: AtsOrderRepository) -> None:
        self._orders = orders

    async def on_assessment_approved(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Report the result that a person approved."""
        await self._enqueue(work, event, "completed")

    async def on_interview_cancelled(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Report that there will be no result."""
        await self._enqueue(work, event, "cancelled")

    async def _enqueue(
        self, work: UnitOfWork, event: IntegrationEvent, outcome: OutcomeKind
    ) -> None:
        order = await self._orders.find_by_interview(work, event.interview_id)
        if order is not None:
            await work.enqueue("ats.report_outcome", order_id=str(order.id), outcome=outcome)
