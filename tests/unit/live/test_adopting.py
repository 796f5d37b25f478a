"""Many sessions of a dead worker are read together, and kept while they wait for their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from tests.fakes.live_session import (
    PLAN_ID,
    TENANT,
    FakeWork,
    FixedPlans,
    MemoryStore,
    a_plan,
    a_request,
)
from tests.fakes.simulated_session import Crash, Room, a_room, consented
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import InboxMessage, SessionAddress, SessionLease
from vivavoce.live.usecases.session_host import SessionRecovery
from vivavoce.live.usecases.session_lifecycle import OpenSession


class CountingStore(MemoryStore):
    """Counts how logs are read, and can refuse to read many at once."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(clock)
        self.loads: list[int] = []
        self.news = self.reads_of_news = 0
        self.reads_no_batch = False
        self.slow_s = 0.0
        self._clock_of_reads = clock

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        self.loads.append(1)
        await self._clock_of_reads.sleep(self.slow_s)
        return await super().load(address, after=after)

    async def load_all(
        self, leases: Sequence[SessionLease]
    ) -> dict[SessionId, tuple[RecordedEvent, ...]]:
        if self.reads_no_batch:
            raise UnavailableError
        logs = {
            lease.address.session_id: await super(CountingStore, self).load(lease.address)
            for lease in leases
        }
        self.loads.append(len(leases))
        return logs

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        self.reads_of_news += 1
        return await super().load_messages(address)

    async def find_sessions_with_messages(
        self, addresses: Collection[SessionAddress]
    ) -> frozenset[SessionId]:
        self.news += 1
        return await super().find_sessions_with_messages(addresses)


async def opened(room: Room, count: int) -> list[OpenedLiveSession]:
    open_session = OpenSession(
        open_log=lambda _: room.store,
        plans=FixedPlans({PLAN_ID: a_plan()}),
        handles=SessionHandleFactory(b"k" * 32),
        clock=room.clock,
        ids=room.ids,
    )
    rooms = []
    for number in range(count):
        request = a_request(interview=100 + number, **consented())
        rooms.append(await open_session(FakeWork(TENANT), request))  # type: ignore[arg-type]
    return rooms


async def left_behind(room: Room, count: int) -> list[SessionAddress]:
    """Return sessions whose worker has just died, each at its first question."""
    crash = Crash(room.tools("worker-2"))
    async with crash as other:
        addresses = []
        for session in await opened(room, count):
            room.opened = session
            await (await room.connect(host=other)).until_asked()
            addresses.append(room.address)
        await crash.kill()
    await room.clock.sleep(1.0)
    return addresses


async def holders(room: Room, addresses: Sequence[SessionAddress]) -> list[str]:
    workers = []
    for address in addresses:
        log = [record.event for record in await MemoryStore.load(room.store, address)]
        workers.append([one.worker_id for one in log if isinstance(one, events.WorkerAttached)][-1])
    return workers


def taker(room: Room) -> SessionRecovery:
    return SessionRecovery(store=room.store, host=room.host, clock=room.clock, worker_id="worker-1")


async def settle() -> None:
    for _ in range(400):
        await asyncio.sleep(0)


async def test_eight_sessions_are_read_at_once_and_asked_for_news_at_once() -> None:
    async with a_room(store_on=CountingStore) as room:
        addresses, store = await left_behind(room, 8), room.store
        assert isinstance(store, CountingStore)
        await room.store.send_message(
            addresses[3],
            InboxMessage(
                id=room.ids.new_id(),
                event=events.StaffIntervened(user_id="0190", action="note", text="Here."),
            ),
        )
        store.loads, store.news, store.reads_of_news = [], 0, 0
        await taker(room).run_once()
        await settle()
        asked = (store.loads[0], store.news, store.reads_of_news)
        appends = store.loads[1:]
        log = [record.event for record in await MemoryStore.load(store, addresses[3])]
        held_by = await holders(room, addresses)

    assert held_by == ["worker-1"] * 8
    assert asked == (8, 1, 1)
    assert appends == [1] * 9, "the fake store reads its own log at each append; nothing else does"
    assert any(isinstance(event, events.StaffIntervened) for event in log)


async def test_where_many_cannot_be_read_together_each_is_read_by_itself() -> None:
    async with a_room(store_on=CountingStore) as room:
        addresses, store = await left_behind(room, 3), room.store
        assert isinstance(store, CountingStore)
        store.reads_no_batch = True
        await taker(room).run_once()
        await settle()

        assert await holders(room, addresses) == ["worker-1"] * 3


async def test_what_was_taken_is_kept_while_reading_it_takes_long() -> None:
    async with a_room(store_on=CountingStore) as room:
        addresses, store = await left_behind(room, 4), room.store
        assert isinstance(store, CountingStore)
        store.reads_no_batch, store.slow_s = True, 3.0
        await taker(room).run_once()
        await room.clock.sleep(2.5)
        stolen = await store.claim_expired("worker-3", frozenset(), 10)
        await room.clock.sleep(2.0)
        await settle()

        assert stolen == ()
        assert await holders(room, addresses) == ["worker-1"] * 4
