"""Edges that break one promise each, so that the tests of that promise can be seen to fail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.adapters.postgres_log import PostgresLog
from vivavoce.live.domain import presence
from vivavoce.live.domain.events import Recorded
from vivavoce.live.ports import NOTHING, Address, Lease, Leaving
from vivavoce.live.usecases.conduct import Conductor
from vivavoce.live.usecases.take_over import TakeOver
from vivavoce.live.usecases.tools import Tools


class Unfenced(PostgresEventStore):
    """Appends for whoever asks, whatever epoch they hold."""

    async def append(
        self, lease: Lease, records: Sequence[Recorded], leaving: Leaving = NOTHING
    ) -> None:
        """Append as if the present holder did."""
        async with self._open_work(lease.address.tenant_id) as work:
            held = await work.fetch_one(
                "SELECT worker_id, epoch FROM lease WHERE session_id = %(session)s",
                {"session": lease.address.session_id},
            )
            assert held is not None
            anyone = replace(lease, worker_id=held["worker_id"], epoch=held["epoch"])
            await PostgresLog(work, self._vault).append(anyone, records, leaving)


class Careless(Conductor):
    """Does not care whether its lease is still the newest."""

    async def _check_lease(self, lost: Lease) -> None:
        return


class Loser(Conductor):
    """Notes every candidate as lost when the process stops."""

    async def _drain(self) -> None:
        leg_id = self._hold.state.leg_id
        if leg_id is not None:
            on = self._hold.begin()
            presence.leave(on, leg_id=leg_id, reason="drained", since=on.now)
            await self._commit(on)
        await super()._drain()


class Forgetful(Conductor):
    """Does not look for what the process before it had understood."""

    def __init__(self, address: Address, tools: Tools) -> None:
        super().__init__(address, tools)
        self._by_ear._is_fresh = False


class Blind(TakeOver):
    """Looks for nobody's sessions."""

    async def run(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()
