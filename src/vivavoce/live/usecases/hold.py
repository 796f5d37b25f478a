"""What a conductor holds of its session: the lease, the whole log, the state and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.errors import NotFound, Refused, Unavailable
from vivavoce.live.domain import presence
from vivavoce.live.domain.events import Recorded, StaffIntervened, key_of
from vivavoce.live.domain.mind import staff
from vivavoce.live.domain.session import Session, apply, fold
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Address, Lease, Told
from vivavoce.live.usecases.commands import Attach
from vivavoce.live.usecases.measure import append
from vivavoce.live.usecases.sweep import plan_missing
from vivavoce.live.usecases.tools import Tools

_log = structlog.get_logger(__name__)

_MOST_AT_ONCE = 64
"""So much of what others told is taken in with one append."""
Steps = list[tuple[Recorded, Session]]


class Hold:
    """Knows a session as its log says, and writes to the log for as long as the lease holds."""

    def __init__(self, address: Address, tools: Tools) -> None:
        self.address = address
        self.lease: Lease | None = None
        self.log: list[Recorded] = []
        self.is_stale = False
        """Whether the log may hold more than we know."""
        self._tools = tools
        self._state: Session | None = None
        self._plan: Plan | None = None
        self._once: set[str] = set()

    @property
    def is_known(self) -> bool:
        """Whether the log was read at all."""
        return self._state is not None

    @property
    def state(self) -> Session:
        """The session now; raises ``Unavailable`` before it was read."""
        if self._state is None:
            raise Unavailable
        return self._state

    @property
    def known_plan(self) -> Plan | None:
        """The session's plan, or None before it was read."""
        return self._plan

    @property
    def plan(self) -> Plan:
        """The session's plan; raises ``Unavailable`` before it was read."""
        if self._plan is None:
            raise Unavailable
        return self._plan

    def begin(self) -> Unfolding:
        """Return an empty batch of events, to be decided now."""
        has_composer = self._tools.composer is not None
        return Unfolding(self.state, self._tools.clock.now(), has_composer=has_composer)

    async def take_over(self, taken: Attach | None = None) -> Unfolding:
        """Claim the session, or use the lease that was ``taken``, and read its log.

        Returns what attaching to it adds.
        """
        store = self._tools.store
        if taken is None:
            taken = Attach(await store.claim(self.address, self._tools.worker_id))
        lease, log = taken.lease, taken.log
        self.log = list(await store.load(self.address) if log is None else log)
        state = fold(self.log)
        if state is None:
            raise NotFound
        self._state, self.is_stale = state, False
        self._once = {key for record in self.log if (key := key_of(record.event))}
        on = self.begin()
        presence.attach(on, worker_id=lease.worker_id, epoch=lease.epoch, alive_at=lease.alive_at)
        try:
            self._plan = taken.plan or await self._tools.plan_of(self.address, state.created)
        except NotFound:
            if not on.state.is_over:
                on.add(plan_missing())
        self.lease = lease
        return on

    def let_go(self) -> None:
        """Hold nothing any more: the session has to be claimed again before anything is written."""
        self.lease = None

    async def place_in_queue(self) -> int:
        """Return 0 where the candidate may begin; a talk that has begun waits for nobody."""
        admission, state = self._tools.admission, self.state
        if admission is None or state.started_at is not None:
            return 0
        return await admission.ask(self.address, state.created.priority)

    async def catch_up(self) -> Steps:
        """Return what the log holds beyond what we know; it is not known yet."""
        state = self.state
        fresh = await self._tools.store.load(self.address, after=state.seq)
        self.is_stale = False
        steps: Steps = []
        for record in fresh:
            state = apply(state, record)
            steps.append((record, state))
        return steps

    def know(self, steps: Steps) -> None:
        """Take in what stands in the log."""
        for record, state in steps:
            self.log.append(record)
            self._state = state
            if key := key_of(record.event):
                self._once.add(key)

    def taken_in(self, news: Sequence[Told]) -> tuple[Unfolding, tuple[UUID, ...]]:
        """Return what follows from the first of what others told, and the ids of all that it covers.

        Readings of a panel are taken in together, a move of staff alone. Nothing follows from what cannot
        be, or was before.
        """
        on, taken, keys = self.begin(), list[UUID](), set(self._once)
        for told in news[:_MOST_AT_ONCE]:
            is_move = isinstance(told.event, StaffIntervened)
            if is_move and taken:
                break
            taken.append(told.id)
            key = key_of(told.event)
            if key is None or key not in keys:
                on = self._with(on, told)
                keys.update([key] if key else [])
            if is_move:
                break
        return on, tuple(taken)

    def _with(self, on: Unfolding, told: Told) -> Unfolding:
        """Let what was told happen; whoever is refused here has added nothing, and stands in nobody's way."""
        try:
            staff.take_in(on, self.plan, told.event)
        except Refused as error:
            _log.info("session.told_in_vain", type=told.event.type, code=error.code)
        except Exception:  # noqa: BLE001 - what others told must not stand in each other's way
            _log.exception("session.told_in_vain", type=told.event.type)
        else:
            return on
        return self.begin() if isinstance(told.event, StaffIntervened) else on

    async def append(self, on: Unfolding, settled: Sequence[UUID] = ()) -> None:
        """Write what was decided, or raise ``Fenced`` or ``SeqTaken``; it is not known yet."""
        if on.steps and self.lease is not None:
            await append(self._tools.store, self._tools.clock, self.lease, on, settled=settled)

    async def release(self) -> None:
        """Let others have the session at once."""
        if self.lease is not None:
            await self._tools.store.release(self.lease)
