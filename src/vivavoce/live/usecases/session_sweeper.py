"""End or advance sessions that lost their host; any process can do it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import PlanId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.deadlines import apply_overdue, compute_next_deadline
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.presence import release_orphaned_connection
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import EventStore, PlanVersionReader, SessionAddress, SessionLease
from vivavoce.live.usecases.decision_thread import decide
from vivavoce.live.usecases.session_metrics import append_events, report_events, session_log_id

_log = structlog.get_logger(__name__)
_BATCH = 200
_MIN_REVISIT_DELAY = timedelta(seconds=1)
"""A session that is still unsettled is visited again after this delay at the earliest."""


class SessionPlanReader:
    """Reads the plan of a session in a transaction of its own."""

    def __init__(self, open_work: UnitOfWorkFactory, plans: PlanVersionReader) -> None:
        self._open_work = open_work
        self._plans = plans

    async def __call__(
        self, address: SessionAddress, created: events.SessionCreated
    ) -> InterviewPlan:
        """Return the plan that the session was opened with, or raise ``NotFoundError``."""
        async with self._open_work(address.tenant_id) as work:
            plan_id = PlanId(UUID(created.plan_id))
            return await self._plans.plan(work, plan_id, created.plan_version)

    async def read_many(
        self, created_by_address: Mapping[SessionAddress, events.SessionCreated]
    ) -> dict[SessionId, InterviewPlan]:
        """Return the plans of many sessions, one transaction per organization; missing plans are left out."""
        plans = {}
        for tenant_id in {address.tenant_id for address in created_by_address}:
            async with self._open_work(tenant_id) as work:
                for address, created in created_by_address.items():
                    if address.tenant_id != tenant_id:
                        continue
                    with contextlib.suppress(NotFoundError):
                        plan_id = PlanId(UUID(created.plan_id))
                        plan = await self._plans.plan(work, plan_id, created.plan_version)
                        plans[address.session_id] = plan
        return plans


class SessionSweeper:
    """Handles sessions without a live host: records the disconnect, and ends what is overdue."""

    def __init__(
        self, *, store: EventStore, plan_reader: SessionPlanReader, clock: Clock, worker_id: str
    ) -> None:
        self._store = store
        self._plan_reader = plan_reader
        self._clock = clock
        self._worker_id = worker_id

    async def __call__(self) -> int:
        """Visit every unattended session once; return how many of them ended."""
        ended = 0
        for address in await self._store.find_unattended(_BATCH):
            try:
                ended += await self._sweep_session(address)
            except Exception as error:  # noqa: BLE001 - one bad session must not stop the sweep
                kind = type(error).__name__
                _log.warning("sweep.failed", session_id=session_log_id(address), kind=kind)
        return ended

    async def _sweep_session(self, address: SessionAddress) -> bool:
        lease = await self._store.claim_if_free(address, self._worker_id)
        if lease is None:
            return False
        next_check_at = self._clock.now() + _MIN_REVISIT_DELAY
        try:
            state = fold(await self._store.load(address))
            if state is None:
                return False
            state = await self._apply_overdue(lease, state)
            next_check_at = max(next_check_at, compute_next_deadline(state) or next_check_at)
            return state.is_over
        finally:
            await self._store.release(lease, next_check_at=next_check_at)

    async def _apply_overdue(self, lease: SessionLease, state: Session) -> Session:
        pending = PendingEvents(state, self._clock.now())
        release_orphaned_connection(pending, last_heartbeat_at=lease.last_heartbeat_at)
        try:
            plan = await self._plan_reader(lease.address, state.created)
            await decide(state, "", apply_overdue, pending, plan)
        except NotFoundError:
            pending = PendingEvents(state, self._clock.now())
            pending.add(make_plan_missing_failure())
        if pending.records:
            await append_events(self._store, self._clock, lease, pending)
            report_events(pending, lease.address, worker_id=lease.worker_id, epoch=lease.epoch)
        return pending.state


def make_plan_missing_failure() -> events.SessionFailed:
    """Return the failure of a session whose plan is gone, which cannot be recovered."""
    return events.SessionFailed(reason="plan_missing", stage="plan", is_recoverable=False)
