"""Sessions of dead workers are found and taken, and looking for them costs next to nothing."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from tests.fakes.live_session import MemoryStore
from tests.fakes.simulated_session import Crash, Room, a_room, consented

from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.ports import SessionLease
from vivavoce.live.usecases.session_host import (
    MAX_POLL_INTERVAL_S,
    MIN_POLL_INTERVAL_S,
    SessionHost,
    SessionRecovery,
)


def looking(room: Room, host: SessionHost, worker_id: str) -> SessionRecovery:
    return SessionRecovery(store=room.store, host=host, clock=room.clock, worker_id=worker_id)


async def test_where_nobody_talks_one_look_in_half_a_second_is_enough() -> None:
    async with a_room() as room:
        assert await looking(room, room.host, "worker-1").run_once() == MAX_POLL_INTERVAL_S


async def test_a_session_of_a_dead_worker_is_taken_within_a_look_and_its_candidate_is_missed() -> (
    None
):
    async with a_room(**consented()) as room, Crash(room.tools("worker-2")) as other:
        call = await room.connect(host=other)
        await call.until_asked()
        mine = looking(room, room.host, "worker-1")
        assert MIN_POLL_INTERVAL_S <= await mine.run_once() <= MAX_POLL_INTERVAL_S
        assert room.host.session_count == 0
        await Crash.kill(_of(other))
        await room.clock.sleep(1.0)
        await mine.run_once()
        await call.settle()
        log = await room.log()

    lost = [event for event in log if isinstance(event, events.ConnectionLost)]
    assert [event.reason for event in lost] == ["worker_lost"]
    attached = [event for event in log if isinstance(event, events.WorkerAttached)]
    assert [event.worker_id for event in attached] == ["worker-2", "worker-1"]
    assert attached[1].reason == "takeover"


def _of(host: SessionHost) -> Crash:
    crash = object.__new__(Crash)
    crash._host = host
    return crash


async def test_a_session_that_was_given_back_is_nobodys_to_take() -> None:
    async with a_room(**consented()) as room:
        async with SessionHost(room.tools("worker-2")) as other:
            await (await room.connect(host=other)).until_asked()
        await room.clock.sleep(2)
        await looking(room, room.host, "worker-1").run_once()

        assert room.host.session_count == 0
        assert (await room.state()).status == "in_progress"


async def test_a_host_that_stops_takes_nothing() -> None:
    async with a_room(**consented()) as room, Crash(room.tools("worker-2")) as other:
        await (await room.connect(host=other)).until_asked()
        await Crash.kill(_of(other))
        await room.clock.sleep(1.0)
        await room.host.drain()
        await looking(room, room.host, "worker-1").run_once()

        assert room.host.session_count == 0


class Forgetful(MemoryStore):
    """Takes sessions over and cannot read them."""

    async def claim_expired(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[SessionLease, ...]:
        taken = await super().claim_expired(worker_id, hosted, limit)
        self.is_down = bool(taken)
        return taken


async def test_a_session_that_could_not_be_read_is_let_go_and_taken_again() -> None:
    async with a_room(**consented()) as room, Crash(room.tools("worker-2")) as other:
        call = await room.connect(host=other)
        await call.until_asked()
        await Crash.kill(_of(other))
        await room.clock.sleep(1.0)
        room.store.__class__ = Forgetful
        mine = looking(room, room.host, "worker-1")
        await mine.run_once()
        await call.settle()
        assert room.host.session_count == 0
        room.store.__class__ = MemoryStore
        room.store.is_down = False
        await room.clock.sleep(1.0)
        await mine.run_once()
        await call.settle()

        assert (await room.state()).worker_id == "worker-1"


@pytest.mark.parametrize("seconds", [1, 900])
async def test_the_sweep_leaves_alone_what_is_not_due(seconds: int) -> None:
    async with a_room() as room:
        assert await room.sweep()() == 0
        epoch = room.store.epoch_of(room.address)
        await room.clock.sleep(seconds - 0.5)
        await room.sweep()()

        assert (room.store.epoch_of(room.address) > epoch) is False
