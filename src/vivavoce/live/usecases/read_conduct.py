"""Reading how a session was conducted."""

from __future__ import annotations

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.errors import NotFound
from vivavoce.live.domain.conduct_report import ConductReport, conduct_of
from vivavoce.live.domain.events import Recorded, SessionCreated
from vivavoce.live.ports import Address, EventStore
from vivavoce.live.usecases.sweep import PlanReader


class ReadConduct:
    """Gives a session's conduct as its log and its plan tell it."""

    def __init__(self, store: EventStore, plan_of: PlanReader) -> None:
        self._store = store
        self._plan_of = plan_of

    async def __call__(self, address: Address) -> ConductReport:
        """Return the report, or raise ``NotFound``."""
        log = await self._store.load(address)
        return conduct_of(log, await self._plan(address, log))

    async def _plan(self, address: Address, log: tuple[Recorded, ...]) -> Plan | None:
        born = log[0].event if log else None
        if not isinstance(born, SessionCreated):
            raise NotFound
        try:
            return await self._plan_of(address, born)
        except NotFound:
            return None
