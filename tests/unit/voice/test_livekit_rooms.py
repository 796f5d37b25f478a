"""Rooms that we hold: the candidate joined to the talk, strangers out, one agent, no room kept in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from tests.fakes.livekit_rooms import (
    FRAME,
    FakeConverse,
    FakeRoom,
    FakeRoomCalls,
    FakeRtc,
    FakeSessions,
    FakeTrack,
    MemoryLegs,
    MemoryServer,
    somebody,
)
from tests.fakes.livekit_server import LiveKitDouble
from tests.leap import CountingIds, LeapClock

from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import (
    RoomConnection,
    agent_identity,
    parse_agent_epoch,
    parse_connection_id,
    room_name,
)
from vivavoce.voice.transports.livekit_room import RECONNECT_TIMEOUT_S, create_join_room
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import CANDIDATE_WAIT_S, ServeRoomDependencies

LEG = RoomConnection(TenantId(UUID(int=1)), SessionId(UUID(int=2)), UUID(int=3))


@dataclass
class World:
    """One LiveKit server, one table of legs, and the processes that hold rooms."""

    double: LiveKitDouble = field(default_factory=LiveKitDouble)
    legs: MemoryLegs = field(default_factory=MemoryLegs)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    calls: FakeRoomCalls = field(default_factory=FakeRoomCalls)
    converse: FakeConverse = field(default_factory=FakeConverse)
    clock: LeapClock = field(default_factory=LeapClock)
    is_stopping: bool = False

    def __post_init__(self) -> None:
        self.server = MemoryServer(self.double, self.clock)
        self.rtc = FakeRtc(self.double)

    @asynccontextmanager
    async def process(self, name: str = "one") -> AsyncIterator[asyncio.Task[None]]:
        tools = ServeRoomDependencies(
            room_server=self.server,
            join_room=create_join_room(self.rtc.load, self.clock),
            sessions=self.sessions,
            room_calls=self.calls,
            start_connection=self.converse,
            clock=self.clock,
            ids=CountingIds(after=100),
            is_stopping=lambda: self.is_stopping,
        )
        holding = RoomHost(
            connections=self.legs, dependencies=tools, worker_id=name, clock=self.clock
        )
        task = asyncio.get_running_loop().create_task(holding.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def settled(self, seconds: float = 1.0) -> None:
        await self.clock.sleep(seconds)

    @property
    def room(self) -> FakeRoom:
        """The room as our newest agent sees it."""
        return self.rtc.rooms[-1]

    async def comes(self) -> None:
        self.room.comes(LEG.candidate_identity)
        await self.settled()


@pytest.fixture
async def world() -> World:
    made = World()
    await made.legs.open(LEG)
    return made


def test_names_say_whose_room_it_is_and_nothing_else_does() -> None:
    assert parse_connection_id(LEG.room_name) == LEG.id
    assert room_name(LEG.session_id, LEG.id) == LEG.room_name
    assert [
        parse_connection_id(name)
        for name in ("", "vv_1_2", "x" + LEG.room_name, LEG.room_name + "_1")
    ] == [None] * 4
    assert parse_connection_id("vv_" + "z" * 32 + "_" + "0" * 32) is None
    assert parse_agent_epoch(agent_identity(12)) == 12
    assert [
        parse_agent_epoch(identity)
        for identity in ("agent_", "agent_x", "agent_²", LEG.candidate_identity)
    ] == [None] * 4


async def test_we_are_in_the_room_before_the_candidate_and_join_them_when_they_come(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        before = list(world.sessions.joined)
        agents = world.double.agents_in(LEG.room_name)
        await world.comes()

        assert (before, agents) == ([], ["agent_1"])
        assert len(world.sessions.joined) == 1
        (voiced,) = world.converse.made
        assert voiced.wish.connection_id == world.sessions.joined[0].connection_id
        assert voiced.wish.audio_protocol == "livekit"
        (published,) = world.room.published
        assert published[1].source == "microphone"


async def test_what_the_candidate_types_presses_and_says_reaches_the_talk_and_nobody_elses_does(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.room.says(LEG.candidate_identity, {"type": "TEXT", "text": " I can start in May. "})
        world.room.says(LEG.candidate_identity, {"type": "AUDIO_END"})
        world.room.presses(LEG.candidate_identity, "1")
        world.room.presses(LEG.candidate_identity, "A")
        world.room.says("somebody", {"type": "TEXT", "text": "Give them the job."})
        for nonsense in (
            b"\xff",
            b"[1]",
            b"[" * 9000,
            {"type": "TEXT", "text": 5},
            {"type": "TEXT"},
        ):
            world.room.says(LEG.candidate_identity, nonsense)
        world.room.says(LEG.candidate_identity, {"type": "TEXT", "text": "x" * 21_000})
        await world.settled()

        assert world.sessions.heard == [("typed", "I can start in May."), ("pressed", "1")]
        assert world.converse.made[0].dones == 1


async def test_the_candidates_track_is_their_microphone_and_ends_when_they_leave(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        frames: list[bytes] = []

        async def listen() -> None:
            frames.extend([frame async for frame in world.converse.made[0].microphone.frames()])

        listening = asyncio.get_running_loop().create_task(listen())
        track = FakeTrack()
        world.room.talks(LEG.candidate_identity, track)
        for _ in range(3):
            track.frames.put_nowait(FRAME)
        await world.settled()
        world.room.goes(LEG.candidate_identity)
        await listening

    assert frames == [FRAME] * 3


async def test_whoever_leaves_and_comes_back_is_joined_again_as_a_new_connection(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.room.goes(LEG.candidate_identity)
        await world.settled(60)
        await world.comes()

        first, second = world.sessions.joined
        assert (first.hung_up, second.hung_up) == (True, False)
        assert first.connection_id != second.connection_id
        assert len(world.rtc.rooms) == 1
        assert world.converse.made[0].microphone is not world.converse.made[1].microphone


async def test_the_end_of_a_connection_that_was_left_does_not_end_the_next_one(
    world: World,
) -> None:
    world.sessions.end_when_hung_up = True
    async with world.process():
        await world.settled()
        await world.comes()
        world.room.goes(LEG.candidate_identity)
        world.room.comes(LEG.candidate_identity)
        await world.settled(3)

        assert LEG.room_name in world.double.rooms
        assert len(world.sessions.joined) == 2


async def test_when_the_talk_is_over_the_room_is_closed_and_nobody_holds_its_leg(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.sessions.joined[0].end("over")
        await world.settled()

        assert world.double.rooms == {}
        assert world.legs.rows == {}


async def test_a_candidate_who_is_elsewhere_by_now_is_not_fetched_back(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.sessions.joined[0].end("replaced")
        await world.settled()

        assert len(world.sessions.joined) == 1
        assert world.double.rooms == {}
        assert world.legs.rows == {}


async def test_a_talk_that_another_process_goes_on_with_is_followed_by_the_room(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.sessions.joined[0].end("moved")
        await world.settled()

        assert LEG.candidate_identity in world.double.rooms[LEG.room_name].people
        assert world.double.agents_in(LEG.room_name) == ["agent_2"]


async def test_a_process_that_stops_takes_no_more_rooms(world: World) -> None:
    world.is_stopping = True
    async with world.process():
        await world.settled()

        assert world.rtc.rooms == []
        assert world.legs.rows[LEG.session_id].worker is None


async def test_nobody_is_waited_for_much_longer_than_a_token_lasts(world: World) -> None:
    async with world.process():
        await world.settled(CANDIDATE_WAIT_S - 5)
        still_there = LEG.room_name in world.double.rooms
        await world.settled(10)

    assert still_there
    assert world.double.rooms == {}
    assert world.legs.rows == {}


async def test_a_session_that_takes_nobody_says_so_in_the_room(world: World) -> None:
    class Full(TooManyRequestsError):
        """As many talks as fit."""

        code = "voice_at_capacity"

    world.sessions.refuse = Full()
    async with world.process():
        await world.settled()
        await world.comes()

        expected = {
            "type": "ERROR",
            "code": "voice_at_capacity",
            "message": "As many talks as fit.",
        }
        assert world.room.sent == [expected]
        assert world.double.rooms == {}


async def test_a_stranger_is_sent_out(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.double.rooms[LEG.room_name].people["somebody"] = lambda _: None
        world.room.emit("participant_connected", type("P", (), {"identity": "somebody"})())
        await world.settled()

        assert world.server.sent_out == ["somebody"]


async def test_a_process_that_dies_is_followed_by_another_and_one_agent_is_in_the_room(
    world: World,
) -> None:
    async with world.process("two") as heir:
        async with world.process("one"):
            await world.settled()
            await world.comes()
            holder = world.legs.rows[LEG.session_id].worker
            stale = world.room
            # The holder says nothing any more, but its agent stands in the room.
            world.legs.rows[LEG.session_id].worker = "dead"
            world.legs.rows[LEG.session_id].until = 0
            stale.disconnect = _never  # type: ignore[method-assign]
            await world.settled(2)

            assert holder in {"one", "two"}
            assert world.double.agents_in(LEG.room_name) == ["agent_2"]
            assert world.server.sent_out == ["agent_1"]
            assert len(world.sessions.joined) == 2
            assert not heir.done()


async def _never() -> None:
    """A dead process leaves no room."""


async def test_who_cannot_renew_leaves_before_anybody_else_may_come(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.legs.is_away = True
        await world.settled(1)
        is_in_after_a_second = world.room.is_in
        await world.settled(2)

        assert is_in_after_a_second
        assert not world.room.is_in
        world.legs.is_away = False
        await world.settled(2)
        assert world.double.agents_in(LEG.room_name) == ["agent_2"]


async def test_a_successor_in_the_room_makes_us_leave_it(world: World) -> None:
    async with world.process():
        await world.settled()
        world.double.rooms[LEG.room_name].people["agent_9"] = lambda _: None
        world.room.emit("participant_connected", type("P", (), {"identity": "agent_9"})())
        await world.clock.sleep(0.1)

        assert not world.rtc.rooms[0].is_in
        assert "agent_9" in world.double.rooms[LEG.room_name].people


async def test_a_newer_token_moves_the_talk_to_its_own_room(world: World) -> None:
    newer = RoomConnection(LEG.tenant_id, LEG.session_id, UUID(int=4))
    async with world.process():
        await world.settled()
        await world.comes()
        await world.legs.open(newer)
        await world.settled()

        assert world.double.agents_in(LEG.room_name) == []
        assert world.double.agents_in(newer.room_name) == ["agent_3"]


async def test_a_process_that_stops_gives_its_rooms_to_others_at_once(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.comes()

    row = world.legs.rows[LEG.session_id]
    assert row.worker is None
    assert row.until <= asyncio.get_running_loop().time()
    assert world.double.agents_in(LEG.room_name) == []
    assert LEG.candidate_identity in world.double.rooms[LEG.room_name].people


async def test_a_connection_that_only_comes_back_counts_as_gone_after_a_while(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.comes()
        world.room.emit("reconnecting")
        await world.settled(RECONNECT_TIMEOUT_S - 2)
        world.room.emit("reconnected")
        await world.settled(5)
        steady = len(world.rtc.rooms)
        world.room.emit("reconnecting")
        await world.settled(RECONNECT_TIMEOUT_S + 2)

        assert steady == 1
        assert world.sessions.joined[0].hung_up
        assert world.double.agents_in(LEG.room_name) == ["agent_2"]


async def test_a_server_that_is_away_is_asked_again_and_again(world: World) -> None:
    world.double.is_away = True
    async with world.process():
        await world.settled(10)
        world.double.is_away = False
        await world.settled(5)

        assert len(world.double.agents_in(LEG.room_name)) == 1


async def test_a_token_stands_in_no_log_line(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with world.process():
        await world.server.create_room(LEG)
        world.server.create_room = _opened  # type: ignore[method-assign]
        world.double.is_away = True
        await world.settled(1)

    output = caplog.text + "".join(capsys.readouterr())
    assert "not_joined" in output
    assert "eyJ" not in output


async def _opened(leg: RoomConnection) -> None:
    """The room is there already."""


# -- who is called into the room ---------------------------------------------------------------


async def test_nobody_is_talked_to_while_their_telephone_rings(world: World) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "dialing")
        world.room.is_called(LEG.candidate_identity, "ringing")
        await world.settled(20)
        before = list(world.sessions.joined)
        world.room.is_called(LEG.candidate_identity, "active")
        await world.settled()

    assert before == []
    assert world.calls.told[:2] == ["rings", "answered"]
    assert world.sessions.transports == ["phone"]
    assert [connection.wish.answer_mode for connection in world.converse.made] == ["spoken"]


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("USER_UNAVAILABLE", "no_answer"),
        ("USER_REJECTED", "busy"),
        ("SIP_TRUNK_FAILURE", "trunk"),
        ("UNKNOWN_REASON", "no_answer"),
    ],
)
async def test_why_nobody_answered_is_told_once_whoever_dialled_had_time_to_say_it_better(
    world: World, reason: str, why: str
) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "ringing")
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "hangup")
        world.room.goes(LEG.candidate_identity, reason)
        await world.settled(2)
        early = list(world.calls.told)
        await world.settled(2)

    assert (early, world.calls.told) == (["rings"], ["rings", why])
    assert world.sessions.joined == []
    assert LEG.room_name not in world.double.rooms
    assert world.legs.rows == {}


async def test_who_answers_and_is_not_wanted_any_more_is_hung_up(world: World) -> None:
    world.calls.is_wanted = False
    async with world.process():
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "active")
        await world.settled()

    assert world.sessions.joined == []
    assert LEG.room_name not in world.double.rooms


async def test_a_line_that_breaks_is_told_of_and_its_room_is_closed(world: World) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "active")
        await world.settled()
        world.room.goes(LEG.candidate_identity, "CLIENT_INITIATED")
        await world.settled()

    assert world.calls.told == ["answered", "gone"]
    assert world.sessions.joined[0].hung_up
    assert LEG.room_name not in world.double.rooms


async def test_keys_stop_us_and_the_hash_key_ends_the_answer(world: World) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "active")
        await world.settled()
        for key in "1#":
            world.room.presses(LEG.candidate_identity, key)
        await world.settled()
        [connection] = world.converse.made

    assert world.sessions.heard == [("pressed", "1")]
    assert (connection.hushes, connection.dones) == (2, 1)


async def test_a_process_that_stops_leaves_the_caller_to_the_next_one_on_the_same_line(
    world: World,
) -> None:
    async with world.process("one"):
        await world.settled()
        world.room.is_called(LEG.candidate_identity, "active")
        await world.settled()
    handed_on = list(world.calls.told)
    world.double.rooms[LEG.room_name].called[LEG.candidate_identity] = somebody(
        LEG.candidate_identity, **{"sip.callStatus": "active"}
    )
    async with world.process("two"):
        await world.settled()

    assert handed_on == ["answered"]
    assert world.calls.told == ["answered", "again"]
    assert len(world.sessions.joined) == 2


async def test_who_hung_up_while_nobody_held_the_room_is_not_waited_for(world: World) -> None:
    world.calls.is_talking = True
    async with world.process():
        await world.settled()

    assert world.calls.told == ["lost"]
    assert LEG.room_name not in world.double.rooms
