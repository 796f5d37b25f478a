"""A session always ends: whoever lost its host is found here, from any process."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.contracts.plan import Plan
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import PlanId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.presence import orphan
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.timebox import deadline, overdue
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Address, EventStore, Lease, Plans
from vivavoce.live.usecases.measure import append, shown, tell

_log = structlog.get_logger(__name__)
_BATCH = 200
_NOT_SOONER = timedelta(seconds=1)
"""A session that cannot be settled is not visited again at once."""


class PlanReader:
    """Reads the plan of a session in a transaction of its own."""

    def __init__(self, open_work: OpenWork, plans: Plans) -> None:
        self._open_work = open_work
        self._plans = plans

    async def __call__(self, address: Address, created: events.SessionCreated) -> Plan:
        """Return the plan that the session was opened with, or raise ``NotFound``."""
        async with self._open_work(address.tenant_id) as work:
            plan_id = PlanId(UUID(created.plan_id))
            return await self._plans.plan(work, plan_id, created.plan_version)

    async def all(self, wanted: Mapping[Address, events.SessionCreated]) -> dict[SessionId, Plan]:
        """Return the plans of many sessions, one transaction an organisation; what is gone is left out."""
        found = {}
        for tenant_id in {address.tenant_id for address in wanted}:
            async with self._open_work(tenant_id) as work:
                for address, created in wanted.items():
                    if address.tenant_id != tenant_id:
                        continue
                    with contextlib.suppress(NotFound):
                        plan_id = PlanId(UUID(created.plan_id))
                        plan = await self._plans.plan(work, plan_id, created.plan_version)
                        found[address.session_id] = plan
        return found


class Sweep:
    """Looks after sessions without a living host: notes the loss, and ends what is overdue."""

    def __init__(
        self, *, store: EventStore, plan_of: PlanReader, clock: Clock, worker_id: str
    ) -> None:
        self._store = store
        self._plan_of = plan_of
        self._clock = clock
        self._worker_id = worker_id

    async def __call__(self) -> int:
        """Visit every unattended session once; return how many of them ended."""
        ended = 0
        for address in await self._store.unattended(_BATCH):
            try:
                ended += await self._visit(address)
            except Exception as error:  # noqa: BLE001 - one bad session must not stop the sweep
                kind = type(error).__name__
                _log.warning("sweep.failed", session_id=shown(address), kind=kind)
        return ended

    async def _visit(self, address: Address) -> bool:
        lease = await self._store.claim_free(address, self._worker_id)
        if lease is None:
            return False
        look_at = self._clock.now() + _NOT_SOONER
        try:
            state = fold(await self._store.load(address))
            if state is None:
                return False
            state = await self._settle(lease, state)
            look_at = max(look_at, deadline(state) or look_at)
            return state.is_over
        finally:
            await self._store.release(lease, look_at=look_at)

    async def _settle(self, lease: Lease, state: Session) -> Session:
        on = Unfolding(state, self._clock.now())
        orphan(on, alive_at=lease.alive_at)
        try:
            overdue(on, await self._plan_of(lease.address, state.created))
        except NotFound:
            on = Unfolding(state, self._clock.now())
            on.add(plan_missing())
        if on.records:
            await append(self._store, self._clock, lease, on)
            tell(on, lease.address, worker_id=lease.worker_id, epoch=lease.epoch)
        return on.state


def plan_missing() -> events.SessionFailed:
    """Return the one failure that nobody can mend while the session lives."""
    return events.SessionFailed(reason="plan_missing", stage="plan", is_recoverable=False)
