"""Report the outcome of an ordered interview to the system that ordered it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vivavoce.ats.domain.connection import AtsName
from vivavoce.ats.domain.order import (
    AtsCall,
    AtsCallFailedError,
    AtsOrder,
    AtsOutboundCall,
    OutcomeKind,
)
from vivavoce.ats.ports import (
    AtsConnectionRepository,
    AtsConnector,
    AtsOrderRepository,
    InterviewResultReader,
)
from vivavoce.ats.usecases.open_interview import describe_failure, is_accepted, is_worth_retrying
from vivavoce.infra.egress.client import OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId


class ReportOutcome:
    """Sends an outcome, and records that it was sent. A second run does nothing.

    If the process dies after sending, the outcome is sent again: systems take the same outcome twice.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        connections: AtsConnectionRepository,
        orders: AtsOrderRepository,
        connectors: Mapping[AtsName, AtsConnector],
        read_result: InterviewResultReader,
        http_client: OutboundHttpClient,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._connections = connections
        self._orders = orders
        self._connectors = connectors
        self._read_result = read_result
        self._http_client = http_client
        self._clock = clock

    async def __call__(self, tenant_id: TenantId, order_id: UUID, outcome: OutcomeKind) -> None:
        """Report an outcome; raise ``AtsCallFailedError`` if another attempt may help."""
        async with self._open_work(tenant_id) as work:
            order = await self._orders.find(work, order_id)
            call = None if order is None else await self._prepare(work, order, outcome)
        if order is None or call is None:
            return
        response = await self._http_client.send(
            call.method, call.url, headers=call.headers, body=call.body
        )
        async with self._open_work(tenant_id) as work:
            await self._record(work, order, outcome, call, response)
        if not is_accepted(response) and is_worth_retrying(response):
            raise AtsCallFailedError

    async def _prepare(
        self, work: UnitOfWork, order: AtsOrder, outcome: OutcomeKind
    ) -> AtsOutboundCall | None:
        connection = await self._connections.find(work, order.ats)
        if connection is None or not connection.is_active or order.interview_id is None:
            return None
        if order.reported in (outcome, "completed"):
            return None
        result = await self._read_result(work, order.interview_id)
        return self._connectors[order.ats].build_report(
            connection, order, outcome, result, at=self._clock.now()
        )

    async def _record(
        self,
        work: UnitOfWork,
        order: AtsOrder,
        outcome: OutcomeKind,
        call: AtsOutboundCall,
        response: OutboundHttpResponse,
    ) -> None:
        now = self._clock.now()
        is_successful = is_accepted(response)
        recorded = AtsCall(
            ats=order.ats,
            direction="sent",
            operation=call.operation,
            at=now,
            is_successful=is_successful,
            status=response.status,
            error=None if is_successful else describe_failure(response),
            interview_id=order.interview_id,
        )
        await self._orders.record_call(work, recorded)
        if is_successful:
            await self._orders.mark_reported(work, order.id, outcome, now)
