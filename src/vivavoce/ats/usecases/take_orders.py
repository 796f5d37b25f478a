"""Take the orders of applicant tracking systems: the same order makes one interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vivavoce.ats.domain.connection import AtsConnection, AtsName, AtsNotConnectedError
from vivavoce.ats.domain.order import (
    AtsCall,
    AtsOrder,
    AtsOrderNotFoundError,
    AtsSignatureError,
    InterviewResult,
    JsonObject,
    ReceivedOrder,
    mask_addresses,
)
from vivavoce.ats.ports import (
    AtsConnectionRepository,
    AtsConnector,
    AtsOrderRepository,
    InterviewCanceler,
    InterviewResultReader,
    TemplateInterviews,
)
from vivavoce.ats.usecases.open_interview import read_candidate_facts
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, VivavoceError
from vivavoce.kernel.ids import IdGenerator, InterviewId, TenantId


class TakeAtsOrders:
    """Takes what a system calls: lists, orders, status and cancellation."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        connections: AtsConnectionRepository,
        orders: AtsOrderRepository,
        templates: TemplateInterviews,
        connectors: Mapping[AtsName, AtsConnector],
        read_result: InterviewResultReader,
        cancel_interview: InterviewCanceler,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._connections = connections
        self._orders = orders
        self._templates = templates
        self._connectors = connectors
        self._read_result = read_result
        self._cancel_interview = cancel_interview
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def list_templates(self, caller: Caller, ats: AtsName) -> Sequence[tuple[UUID, str]]:
        """Return the ids and titles of the organization's templates."""
        caller.require(Permission.INTERVIEW_CREATE)
        async with self._open_work(caller.tenant_id) as work:
            await self._get_connection(work, ats)
            return await self._templates.list(work)

    async def order(self, caller: Caller, ats: AtsName, operation: str, body: JsonObject) -> UUID:
        """Open the interview that ``body`` orders, and return the order's id.

        The same order again returns the same id. Raises ``InvalidRequestError``, ``NotFoundError`` for an
        unknown template, or ``AtsNotConnectedError``. What is refused is in the log of calls.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        try:
            async with self._open_work(caller.tenant_id) as work:
                connection = await self._get_connection(work, ats)
                received = self._connectors[ats].read_order(connection, body)
                if received is None or received.candidate is None:
                    raise AtsOrderNotFoundError
                stored = await self._find_stored(work, ats, received)
                if stored is not None:
                    return stored.id
                interview_id = await self._templates.open(
                    work, caller, received.template_id, read_candidate_facts(received.candidate)
                )
                order = self._build_order(ats, received, interview_id)
                await self._orders.add(work, order)
                await self._record(work, ats, operation, interview_id=interview_id)
                await self._audit.record(work, caller, "ats.order", str(interview_id))
        except VivavoceError as error:
            await self.record_refusal(caller.tenant_id, ats, operation, error)
            raise
        return order.id

    async def receive_event(self, tenant_id: TenantId, ats: AtsName, body: JsonObject) -> bool:
        """Take a signed event; return whether it orders an interview.

        The candidate is read by a job. Raises ``AtsSignatureError`` or ``MalformedOrderError``.
        """
        async with self._open_work(tenant_id) as work:
            try:
                connection = await self._get_connection(work, ats)
            except AtsNotConnectedError:
                raise AtsSignatureError from None  # a stranger does not learn what is connected
            received = self._connectors[ats].read_order(connection, body)
            if received is None:
                return False
            if await self._find_stored(work, ats, received) is None:
                order = self._build_order(ats, received, None)
                await self._orders.add(work, order)
                await self._record(work, ats, str(body.get("event", "event"))[:100])
                await work.enqueue("ats.open_interview", order_id=str(order.id))
            return True

    async def read_status(self, caller: Caller, ats: AtsName, order_id: UUID) -> InterviewResult:
        """Return how an ordered interview stands; raise ``AtsOrderNotFoundError``."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            await self._get_connection(work, ats)
            order = await self._get_order(work, ats, order_id)
            if order.interview_id is None:
                raise AtsOrderNotFoundError
            return await self._read_result(work, order.interview_id)

    async def cancel(self, caller: Caller, ats: AtsName, order_id: UUID) -> None:
        """Cancel an ordered interview; an interview that is over stays as it is."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            await self._get_connection(work, ats)
            order = await self._get_order(work, ats, order_id)
            if order.interview_id is not None:
                await self._record(work, ats, "cancel", interview_id=order.interview_id)
        if order.interview_id is None:
            return
        try:
            await self._cancel_interview(caller, str(order.interview_id))
        except ConflictError:
            return

    async def record_error_report(
        self, caller: Caller, ats: AtsName, operation: str, error: str
    ) -> None:
        """Add to the log of calls what a system could not read in our answer."""
        caller.require(Permission.INTERVIEW_CREATE)
        async with self._open_work(caller.tenant_id) as work:
            await self._get_connection(work, ats)
            await self._record(work, ats, operation, error=mask_addresses(error))

    async def record_refusal(
        self, tenant_id: TenantId, ats: AtsName, operation: str, error: VivavoceError
    ) -> None:
        """Add a refused call to the log."""
        async with self._open_work(tenant_id) as work:
            await self._record(
                work,
                ats,
                operation,
                status=error.status,
                error=f"{error.code}: {mask_addresses(error.detail)}",
            )

    async def _get_connection(self, work: UnitOfWork, ats: AtsName) -> AtsConnection:
        connection = await self._connections.find(work, ats)
        if connection is None or not connection.is_active:
            raise AtsNotConnectedError
        return connection

    async def _get_order(self, work: UnitOfWork, ats: AtsName, order_id: UUID) -> AtsOrder:
        order = await self._orders.find(work, order_id)
        if order is None or order.ats != ats:
            raise AtsOrderNotFoundError
        return order

    async def _find_stored(
        self, work: UnitOfWork, ats: AtsName, received: ReceivedOrder
    ) -> AtsOrder | None:
        await self._orders.lock(work, ats, received.external_id)
        return await self._orders.find_by_external_id(work, ats, received.external_id)

    def _build_order(
        self, ats: AtsName, received: ReceivedOrder, interview_id: InterviewId | None
    ) -> AtsOrder:
        return AtsOrder(
            id=self._ids.new_id(),
            ats=ats,
            external_id=received.external_id,
            template_id=received.template_id,
            interview_id=interview_id,
            callback_url=received.callback_url,
            reported=None,
            created_at=self._clock.now(),
        )

    async def _record(
        self,
        work: UnitOfWork,
        ats: AtsName,
        operation: str,
        *,
        status: int = 200,
        error: str | None = None,
        interview_id: InterviewId | None = None,
    ) -> None:
        call = AtsCall(
            ats=ats,
            direction="received",
            operation=operation,
            at=self._clock.now(),
            is_successful=error is None,
            status=status,
            error=error,
            interview_id=interview_id,
        )
        await self._orders.record_call(work, call)
