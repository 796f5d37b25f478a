"""Connect applicant tracking systems: read and set connections, with the log of calls."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.ats.domain.connection import (
    AtsConnection,
    AtsConnectionChange,
    AtsName,
    InvalidAtsConnectionError,
    apply_change,
)
from vivavoce.ats.domain.order import AtsCall
from vivavoce.ats.ports import (
    AtsConnectionRepository,
    AtsOrderRepository,
    TemplateInterviews,
)
from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.infra.egress.target import TargetRefusedError
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable

MAX_LISTED_CALLS = 20


class ManageAtsConnections:
    """Manages the organization's connections; changing them needs ``tenant:update``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        connections: AtsConnectionRepository,
        orders: AtsOrderRepository,
        templates: TemplateInterviews,
        http_client: OutboundHttpClient,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._connections = connections
        self._orders = orders
        self._templates = templates
        self._http_client = http_client
        self._audit = audit
        self._clock = clock

    async def list(self, caller: Caller) -> Sequence[tuple[AtsConnection, Sequence[AtsCall]]]:
        """Return the connections by the name of the system, each with its newest calls.

        A test key is given no calls: interviews that a system orders are never tests.
        """
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            return [
                (one, () if caller.is_test else await self._list_calls(work, one.ats))
                for one in await self._connections.list(work)
            ]

    async def put(
        self, caller: Caller, ats: AtsName, change: AtsConnectionChange
    ) -> tuple[AtsConnection, Sequence[AtsCall]]:
        """Connect a system, switch it off, or change its connection.

        Raises ``InvalidAtsConnectionError``.
        """
        caller.require(Permission.TENANT_UPDATE)
        if change.api_url is not None:
            try:
                self._http_client.validate_url(change.api_url)
            except TargetRefusedError as refused:
                raise _invalid("apiUrl", refused.detail) from None
        async with self._open_work(caller.tenant_id) as work:
            await self._connections.lock(work)
            current = await self._connections.find(work, ats)
            connection = apply_change(
                ats, current, change, changed_by=caller.id, now=self._clock.now()
            )
            await self._check_templates(work, connection)
            await self._connections.save(work, connection)
            await self._audit.record(
                work,
                caller,
                "ats.connect" if current is None else "ats.change",
                ats,
                {"isActive": connection.is_active, "newKey": change.api_key is not None},
            )
            return connection, await self._list_calls(work, ats)

    async def _list_calls(self, work: UnitOfWork, ats: AtsName) -> Sequence[AtsCall]:
        return await self._orders.list_calls(work, ats, limit=MAX_LISTED_CALLS)

    async def _check_templates(self, work: UnitOfWork, connection: AtsConnection) -> None:
        known = {template_id for template_id, _ in await self._templates.list(work)}
        for template_id in connection.stage_templates.values():
            if template_id not in known:
                message = translatable("'{id}' is not one of your templates.", id=str(template_id))
                raise _invalid("stageTemplates", message)


def _invalid(name: str, message: str) -> InvalidAtsConnectionError:
    return InvalidAtsConnectionError(message, errors=[FieldError(name, "refused", message)])
