"""What stopped or bent the reference implementation does neither here: one test a failure, by number.

A2-8 (the tree) and A2-9 (the ranker) are tested where trees and rankings are made.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest
from tests.fakes.live_session import FakeLine
from tests.fakes.simulated_session import Crash, Room, a_room, consented
from tests.unit.live.failing_sessions import (
    BlockedLine,
    RecordingListener,
    answer_question,
    count_failures,
)
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.live.domain.broker import CommandFailed, EventAppended
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.broker import SessionBroker
from vivavoce.live.usecases.orchestrator_dependencies import subscribe_listeners

# -- A2-1: one exception ended the interview, silently -----------------------------------------


@pytest.mark.parametrize("failure", [TimeoutError("the model"), ValueError("words"), OSError()])
async def test_a2_1_a_listener_whose_model_times_out_stops_neither_the_session_nor_the_others(
    failure: Exception,
) -> None:
    def fail() -> None:
        raise failure

    calling, seeing = RecordingListener("calling-a-model", then=fail), RecordingListener("seeing")
    before = count_failures("calling-a-model", type(failure).__name__)
    async with a_room(listeners=[lambda _: calling, lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()
    lost = count_failures("calling-a-model", type(failure).__name__) - before

    assert state.status == "completed"
    assert seeing.types == [record.event.type for record in await room.store.load(room.address)][2:]
    assert lost == len(calling.heard) > 10
    assert call.line.of("ERROR") == []


async def test_a2_1_a_malformed_frame_gets_an_error_frame_and_listeners_are_notified() -> None:
    seeing = RecordingListener()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.send('{"frameId": ')
        refused = await call.until("ERROR")
        asked = await answer_question(call, "q1")

    assert refused["code"] == "frame_malformed"
    assert asked["questionId"] == "q2"
    assert CommandFailed("frame_malformed", False) in seeing.heard


async def test_a2_1_a_frame_that_cannot_be_written_becomes_an_error_frame_and_the_session_continues() -> (
    None
):
    class Choking(FakeLine):
        async def send(self, frame: ServerFrame) -> None:
            if frame.type == "GREETING":
                raise ValueError("a codec that has no word for it")
            await super().send(frame)

    before = count_failures("candidate", "ValueError")
    async with a_room(**consented()) as room:
        call = await room.connect(line=Choking())
        refused = await call.until("ERROR")
        await call.until_asked()
        asked = await answer_question(call, "q1")

    assert (refused["code"], refused["retryable"]) == ("unavailable", True)
    assert asked["questionId"] == "q2"
    assert count_failures("candidate", "ValueError") == before + 1


async def test_a2_1_a_connection_that_takes_no_frame_at_all_is_dropped() -> None:
    class Broken(FakeLine):
        async def send(self, frame: ServerFrame) -> None:
            raise ValueError(frame.type)

    async with a_room(**consented()) as room:
        call = await room.connect(line=Broken())
        await call.settle()
        state = await room.state()

    assert state.status == "reconnecting"
    assert call.line.closed == (1012, "connection lost")


# -- A2-2: an error event stopped the broker from inside ---------------------------------------


async def test_a2_2_an_error_is_sent_to_the_candidate_and_stops_nothing() -> None:
    seeing = RecordingListener()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        room.store.is_down = True
        await call.say(EXPERT["q1"], "m-1")
        refused = await call.until("ERROR")
        room.store.is_down = False
        asked = await answer_question(call, "q1")

    assert refused["retryable"] is True
    assert CommandFailed("unavailable", True) in seeing.heard
    assert asked["questionId"] == "q2"
    assert call.line.closed == (1012, "try again")  # the room closed, not the error


# -- A2-4: head-of-line blocking ---------------------------------------------------------------


async def test_a2_4_a_listener_that_never_returns_delays_no_other() -> None:
    stuck, seeing = (
        RecordingListener("stuck", then=lambda: asyncio.Event().wait()),
        RecordingListener("seeing"),
    )
    async with a_room(listeners=[lambda _: stuck, lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()

    assert state.status == "completed"
    assert seeing.types[-1] == "session.completed"


async def test_a2_4_a_client_that_reads_nothing_does_not_delay_its_own_next_connection() -> None:
    async with a_room(**consented()) as room:
        stuck = await room.connect(line=BlockedLine())
        await stuck.settle()
        began = room.clock.monotonic()
        again = await room.connect()
        await again.until_asked()
        asked = await answer_question(again, "q1")
        waited = room.clock.monotonic() - began

    assert asked["questionId"] == "q2"
    assert waited == 0
    assert stuck.line.closed is not None


async def test_a2_4_a_client_that_reads_nothing_for_too_long_is_dropped() -> None:
    seeing = RecordingListener()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        stuck = await room.connect(line=BlockedLine())
        await room.clock.sleep(31)
        state = await room.state()

    assert state.status == "reconnecting"
    assert stuck.line.closed == (1012, "connection lost")
    assert "connection.lost" in seeing.types


# -- A2-5: wildcard handlers leaked ------------------------------------------------------------


async def test_a2_5_a_listener_gets_each_event_once_however_often_the_candidate_reconnects() -> (
    None
):
    seeing = RecordingListener()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        for _ in range(20):
            call = await room.connect()
            await call.settle()
            await call.drop()
            await call.settle()
        (conductor,) = room.host._orchestrators.values()
        subscribed = len(conductor._broker.subscriptions)
        last = (await room.state()).seq

    seqs = [message.record.seq for message in seeing.heard if isinstance(message, EventAppended)]
    assert seqs[: last - 2] == list(range(3, last + 1))
    assert subscribed == 2  # the counters and the watcher; nobody is there


# -- A2-6: no back-pressure, no drain ----------------------------------------------------------


async def test_a2_6_messages_in_delivery_when_the_host_stops_are_still_sent_and_counted() -> None:
    class Slow(FakeLine):
        async def send(self, frame: ServerFrame) -> None:
            await asyncio.sleep(0.2)
            await super().send(frame)

    async with a_room(**consented()) as room:
        call = await room.connect(line=Slow())
        await call.settle()

    assert [frame["type"] for frame in call.line.sent][:3] == ["READY", "STATE", "GREETING"]
    assert call.line.closed == (1012, "try again")


async def test_a2_6_a_slow_listener_misses_the_oldest_events_and_delays_no_other() -> None:
    stuck = RecordingListener(then=lambda: asyncio.Event().wait())
    async with a_room(listeners=[lambda _: stuck], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        began = room.clock.monotonic()
        for _ in range(1500):
            await call.send("not json")
            await call.settle()
            await room.clock.sleep(0.02)
        (conductor,) = room.host._orchestrators.values()
        (watching,) = [s for s in conductor._broker.subscriptions if s.name == "listener"]
        waiting, dropped = watching.queued_count, watching.dropped_count
        asked = await answer_question(call, "q1")
        took = room.clock.monotonic() - began

    assert waiting <= 1024
    assert dropped > 400
    assert asked["questionId"] == "q2"
    assert took < 31


async def test_a2_6_a_listener_delays_no_session_even_with_events_that_must_arrive() -> None:
    stuck = RecordingListener("stuck", then=lambda: asyncio.Event().wait())
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        records = await room.store.load(room.address)
        tools = replace(room.tools("worker-2"), listeners=[lambda _: stuck])
    state = fold(records)
    assert state is not None
    async with SessionBroker(queue_size=2, drain_timeout_s=0) as broker:
        subscribe_listeners(broker, room.address, tools)
        async with asyncio.timeout(1):
            for record in records * 3:
                await broker.publish(EventAppended(record, state, is_local=False))
                await asyncio.sleep(0)
        (listening,) = [
            subscription for subscription in broker.subscriptions if subscription.name == "stuck"
        ]

        assert (listening.queued_count, listening.dropped_count) == (2, len(records) * 3 - 3)


# -- BUS-8: nothing durable lives in the broker alone -------------------------------------------


async def test_bus_8_a_published_event_is_already_in_the_log() -> None:
    ahead: list[int] = []

    @dataclass
    class Comparing(RecordingListener):
        room: Room | None = None

        async def on_message(self, message: EventAppended | CommandFailed) -> None:
            await super().on_message(message)
            assert self.room is not None
            if isinstance(message, EventAppended):
                log = await self.room.store.load(self.room.address)
                ahead.append(message.record.seq - len(log))

    comparing = Comparing()
    async with a_room(listeners=[lambda _: comparing], **consented()) as room:
        comparing.room = room
        call = await room.connect()
        await call.interview(planned)
        await room.ended()

    assert len(ahead) > 10
    assert max(ahead) <= 0


async def test_bus_8_a_killed_process_loses_no_event_that_was_appended() -> None:
    async with a_room(**consented()) as room:
        async with Crash(room.tools("worker-2")) as doomed:
            call = await room.connect(host=doomed, line=BlockedLine())
            await call.settle()
            before = await room.store.load(room.address)
        await room.clock.sleep(2)
        again = await room.connect()
        asked = await again.until_asked()
        after = await room.store.load(room.address)

    assert after[: len(before)] == before
    assert asked["questionId"] == "q1"
    assert call.line.sent == []


# -- the listeners themselves ------------------------------------------------------------------


async def test_each_hosted_session_has_its_own_listeners_that_get_state_and_event_together() -> (
    None
):
    made: list[tuple[SessionAddress, RecordingListener]] = []

    def make(address: SessionAddress) -> RecordingListener:
        made.append((address, RecordingListener()))
        return made[-1][1]

    async with a_room(listeners=[make], **consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()

    ((address, seeing),) = made
    assert address == room.address
    happened = [message for message in seeing.heard if isinstance(message, EventAppended)]
    assert all(message.state.seq == message.record.seq for message in happened)
    assert happened[-1].state.is_over


async def test_an_event_of_another_process_is_received_but_not_counted_again() -> None:
    seeing = RecordingListener()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        room.store.loses_replies = True
        await call.say(EXPERT["q1"], "m-1")
        await call.until("ERROR")
        await call.say(EXPERT["q1"], "m-1")
        await call.until_asked()

    happened = [message for message in seeing.heard if isinstance(message, EventAppended)]
    read_back = [message.record.event.type for message in happened if not message.is_local]
    assert read_back == ["turn.completed", "followup.chosen", "turn.completed"]
    assert len({message.record.seq for message in happened}) == len(happened)
