"""Reads what dead workers left, many sessions at once, before their conductors go on with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.ports import Address, Lease
from vivavoce.live.usecases.commands import Attach
from vivavoce.live.usecases.tools import Tools

_log = structlog.get_logger(__name__)

Logs = Mapping[SessionId, Sequence[Recorded]]
Plans = Mapping[SessionId, Plan]


async def read_taken(tools: Tools, leases: Sequence[Lease]) -> list[Attach]:
    """Return what each conductor goes on with.

    What could not be read together is left out; its conductor reads it, and fails by itself.
    """
    logs: Logs = {}
    plans: Plans = {}
    try:
        logs = await tools.store.load_all(leases)
        plans = await tools.plan_of.all(_created(leases, logs))
    except Exception as error:  # noqa: BLE001 - one bad session must not keep the others waiting
        _log.warning("take_over.not_read", kind=type(error).__name__)
    return [
        Attach(
            lease,
            log=logs.get(lease.address.session_id),
            plan=plans.get(lease.address.session_id),
        )
        for lease in leases
    ]


def _created(leases: Sequence[Lease], logs: Logs) -> dict[Address, events.SessionCreated]:
    created = {}
    for lease in leases:
        log = logs.get(lease.address.session_id)
        if log and isinstance(log[0].event, events.SessionCreated):
            created[lease.address] = log[0].event
    return created
