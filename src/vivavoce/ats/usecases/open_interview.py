"""Open the interview of an order whose candidate the system must be asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vivavoce.ats.domain.connection import AtsConnection, AtsName
from vivavoce.ats.domain.order import (
    AtsCall,
    AtsCallFailedError,
    AtsCandidate,
    AtsOrder,
    AtsOutboundCall,
    JsonObject,
    MalformedOrderError,
    mask_addresses,
)
from vivavoce.ats.ports import (
    AtsConnectionRepository,
    AtsConnector,
    AtsOrderRepository,
    TemplateInterviews,
)
from vivavoce.contracts.call_updates import parse_phone_number_or_none
from vivavoce.infra.egress.client import OutboundHttpClient, OutboundHttpResponse
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import InterviewId, TenantId

_RETRIED_STATUSES = frozenset({408, 425, 429})


class OpenOrderedInterview:
    """Reads the candidate of an order from the system, and opens the interview; a second run does nothing."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        connections: AtsConnectionRepository,
        orders: AtsOrderRepository,
        templates: TemplateInterviews,
        connectors: Mapping[AtsName, AtsConnector],
        http_client: OutboundHttpClient,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._connections = connections
        self._orders = orders
        self._templates = templates
        self._connectors = connectors
        self._http_client = http_client
        self._audit = audit
        self._clock = clock

    async def __call__(self, tenant_id: TenantId, order_id: UUID) -> None:
        """Open the interview; raise ``AtsCallFailedError`` if another attempt may help.

        What the system refuses, and what cannot be read, is in the log of calls.
        """
        async with self._open_work(tenant_id) as work:
            order = await self._orders.find(work, order_id)
            connection = None if order is None else await self._connections.find(work, order.ats)
        if order is None or order.interview_id is not None:
            return
        if connection is None or not connection.is_active:
            return
        call = self._connectors[order.ats].build_candidate_call(connection, order)
        if call is None:
            return
        response = await self._http_client.send(
            call.method, call.url, headers=call.headers, body=call.body
        )
        try:
            candidate = self._read_answer(order, response)
            interview_id = await self._open(tenant_id, connection, order, candidate)
        except VivavoceError as error:
            await self._record(tenant_id, order, call, response, error=error)
            if isinstance(error, AtsCallFailedError) and is_worth_retrying(response):
                raise
            return
        await self._record(tenant_id, order, call, response, interview_id=interview_id)

    def _read_answer(self, order: AtsOrder, response: OutboundHttpResponse) -> AtsCandidate:
        if not is_accepted(response):
            raise AtsCallFailedError
        try:
            body: JsonObject = json.loads(response.body)
        except ValueError:
            raise MalformedOrderError("The answer is not JSON.") from None
        if not isinstance(body, dict):
            raise MalformedOrderError("The answer is not a JSON object.")
        return self._connectors[order.ats].read_candidate(body)

    async def _open(
        self,
        tenant_id: TenantId,
        connection: AtsConnection,
        order: AtsOrder,
        candidate: AtsCandidate,
    ) -> InterviewId | None:
        caller = Caller(
            tenant_id=tenant_id,
            kind="system",
            id=connection.connected_by,
            name=connection.ats,
            permissions=frozenset({Permission.INTERVIEW_CREATE}),
        )
        async with self._open_work(tenant_id) as work:
            await self._orders.lock(work, order.ats, order.external_id)
            stored = await self._orders.find(work, order.id)
            if stored is None or stored.interview_id is not None:
                return None if stored is None else stored.interview_id
            interview_id = await self._templates.open(
                work, caller, order.template_id, read_candidate_facts(candidate)
            )
            await self._orders.set_interview(work, order.id, interview_id)
            await self._audit.record(work, caller, "ats.order", str(interview_id))
        return interview_id

    async def _record(
        self,
        tenant_id: TenantId,
        order: AtsOrder,
        call: AtsOutboundCall,
        response: OutboundHttpResponse,
        *,
        error: VivavoceError | None = None,
        interview_id: InterviewId | None = None,
    ) -> None:
        recorded = AtsCall(
            ats=order.ats,
            direction="sent",
            operation=call.operation,
            at=self._clock.now(),
            is_successful=error is None,
            status=response.status,
            error=None if error is None else _describe_error(error, response),
            interview_id=interview_id,
        )
        async with self._open_work(tenant_id) as work:
            await self._orders.record_call(work, recorded)


def read_candidate_facts(candidate: AtsCandidate) -> dict[str, Any]:  # Any: facts by name
    """Return the facts of a request; a phone number that cannot be called is left out."""
    return {
        "candidate_name": candidate.name,
        "candidate_email": candidate.email,
        "candidate_phone": parse_phone_number_or_none(candidate.phone or ""),
    }


def _describe_error(error: VivavoceError, response: OutboundHttpResponse) -> str:
    if isinstance(error, AtsCallFailedError):
        return describe_failure(response)
    return mask_addresses(error.detail)


def is_accepted(response: OutboundHttpResponse) -> bool:
    """Return whether the system accepted the call."""
    return response.status is not None and 200 <= response.status < 300


def is_worth_retrying(response: OutboundHttpResponse) -> bool:
    """Return whether the same call may succeed later."""
    if response.status is None:
        return True
    return response.status >= 500 or response.status in _RETRIED_STATUSES


def describe_failure(response: OutboundHttpResponse) -> str:
    """Return why the system did not accept the call, without what it answered."""
    if response.status is None:
        return f"no response: {response.error}"
    return f"the status {response.status}"
