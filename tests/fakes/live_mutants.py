"""Edges that break one promise each, so that the tests of that promise can be seen to fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain import presence
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import NO_SIDE_EFFECTS, AppendSideEffects, SessionAddress, SessionLease
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator


class Unfenced(PostgresEventStore):
    """Appends for whoever asks, whatever epoch they hold."""

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        """Append as if the present holder did."""
        async with self._open_work(lease.address.tenant_id) as work:
            held = await work.fetch_one(
                "SELECT worker_id, epoch FROM lease WHERE session_id = %(session)s",
                {"session": lease.address.session_id},
            )
            assert held is not None
            anyone = replace(lease, worker_id=held["worker_id"], epoch=held["epoch"])
            await PostgresSessionLog(work, self._vault).append(anyone, records, side_effects)


class Careless(SessionOrchestrator):
    """Does not care whether its lease is still the newest."""

    async def _check_lease(self, lease: SessionLease) -> None:
        return


class Loser(SessionOrchestrator):
    """Notes every candidate as lost when the process stops."""

    async def _drain(self) -> None:
        connection_id = self._leased_session.state.connection_id
        if connection_id is not None:
            on = self._leased_session.begin_events()
            presence.disconnect_candidate(
                on, connection_id=connection_id, reason="drained", since=on.now
            )
            await self._commit(on)
        await super()._drain()


class Forgetful(SessionOrchestrator):
    """Does not look for what the process before it had understood."""

    def __init__(self, address: SessionAddress, dependencies: OrchestratorDependencies) -> None:
        super().__init__(address, dependencies)
        self._spoken_input._is_first_connection = False
