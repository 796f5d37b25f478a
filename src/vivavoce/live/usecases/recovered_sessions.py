"""Read the sessions of dead workers in bulk, before orchestrators resume them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import SessionAddress, SessionLease
from vivavoce.live.usecases.commands import RecoverSession
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies

_log = structlog.get_logger(__name__)

EventsBySession = Mapping[SessionId, Sequence[RecordedEvent]]
PlansBySession = Mapping[SessionId, InterviewPlan]


async def load_recovered_sessions(
    dependencies: OrchestratorDependencies, leases: Sequence[SessionLease]
) -> list[RecoverSession]:
    """Return one resume command per lease, with log and plan where they could be read.

    What could not be read here is left out; the session's orchestrator then reads it and fails alone.
    """
    logs: EventsBySession = {}
    plans: PlansBySession = {}
    try:
        logs = await dependencies.store.load_all(leases)
        plans = await dependencies.plan_reader.read_many(_creation_events(leases, logs))
    except Exception as error:  # noqa: BLE001 - one bad session must not keep the others waiting
        _log.warning("session_recovery.not_read", kind=type(error).__name__)
    return [
        RecoverSession(
            lease,
            log=logs.get(lease.address.session_id),
            plan=plans.get(lease.address.session_id),
        )
        for lease in leases
    ]


def _creation_events(
    leases: Sequence[SessionLease], logs: EventsBySession
) -> dict[SessionAddress, events.SessionCreated]:
    created = {}
    for lease in leases:
        log = logs.get(lease.address.session_id)
        if log and isinstance(log[0].event, events.SessionCreated):
            created[lease.address] = log[0].event
    return created
