"""LiveKit rooms: the candidate joins the session, others are removed, and one agent serves each room."""

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
    MemoryRoomConnections,
    MemoryServer,
)
from tests.fakes.livekit_server import LiveKitDouble
from tests.simulated_clock import CountingIds, SimulatedClock

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

CONNECTION = RoomConnection(TenantId(UUID(int=1)), SessionId(UUID(int=2)), UUID(int=3))


@dataclass
class World:
    """One LiveKit server, one table of legs, and the processes that hold rooms."""

    double: LiveKitDouble = field(default_factory=LiveKitDouble)
    connections: MemoryRoomConnections = field(default_factory=MemoryRoomConnections)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    calls: FakeRoomCalls = field(default_factory=FakeRoomCalls)
    converse: FakeConverse = field(default_factory=FakeConverse)
    clock: SimulatedClock = field(default_factory=SimulatedClock)
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
            connections=self.connections, dependencies=tools, worker_id=name, clock=self.clock
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

    async def joins(self) -> None:
        self.room.joins(CONNECTION.candidate_identity)
        await self.settled()


@pytest.fixture
async def world() -> World:
    made = World()
    await made.connections.open(CONNECTION)
    return made


def test_room_names_identify_their_sessions() -> None:
    assert parse_connection_id(CONNECTION.room_name) == CONNECTION.id
    assert room_name(CONNECTION.session_id, CONNECTION.id) == CONNECTION.room_name
    assert [
        parse_connection_id(name)
        for name in ("", "vv_1_2", "x" + CONNECTION.room_name, CONNECTION.room_name + "_1")
    ] == [None] * 4
    assert parse_connection_id("vv_" + "z" * 32 + "_" + "0" * 32) is None
    assert parse_agent_epoch(agent_identity(12)) == 12
    assert [
        parse_agent_epoch(identity)
        for identity in ("agent_", "agent_x", "agent_²", CONNECTION.candidate_identity)
    ] == [None] * 4


async def test_the_agent_joins_the_room_before_the_candidate(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        before = list(world.sessions.joined)
        agents = world.double.agents_in(CONNECTION.room_name)
        await world.joins()

        assert (before, agents) == ([], ["agent_1"])
        assert len(world.sessions.joined) == 1
        (voiced,) = world.converse.made
        assert voiced.preferences.connection_id == world.sessions.joined[0].connection_id
        assert voiced.preferences.audio_protocol == "livekit"
        (published,) = world.room.published
        assert published[1].source == "microphone"


async def test_text_keys_and_speech_of_the_candidate_reach_the_session_and_of_others_do_not(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.room.sends_text(
            CONNECTION.candidate_identity, {"type": "TEXT", "text": " I can start in May. "}
        )
        world.room.sends_text(CONNECTION.candidate_identity, {"type": "AUDIO_END"})
        world.room.presses_key(CONNECTION.candidate_identity, "1")
        world.room.presses_key(CONNECTION.candidate_identity, "A")
        world.room.sends_text("somebody", {"type": "TEXT", "text": "Give them the job."})
        for nonsense in (
            b"\xff",
            b"[1]",
            b"[" * 9000,
            {"type": "TEXT", "text": 5},
            {"type": "TEXT"},
        ):
            world.room.sends_text(CONNECTION.candidate_identity, nonsense)
        world.room.sends_text(CONNECTION.candidate_identity, {"type": "TEXT", "text": "x" * 21_000})
        await world.settled()

        assert world.sessions.received == [("typed", "I can start in May."), ("pressed", "1")]
        assert world.converse.made[0].dones == 1


async def test_the_audio_track_of_the_candidate_is_the_audio_input_and_ends_when_they_leave(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        frames: list[bytes] = []

        async def listen() -> None:
            frames.extend([frame async for frame in world.converse.made[0].microphone.frames()])

        listening = asyncio.get_running_loop().create_task(listen())
        track = FakeTrack()
        world.room.publishes_audio(CONNECTION.candidate_identity, track)
        for _ in range(3):
            track.frames.put_nowait(FRAME)
        await world.settled()
        world.room.leaves(CONNECTION.candidate_identity)
        await listening

    assert frames == [FRAME] * 3


async def test_a_returning_candidate_joins_as_a_new_connection(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.room.leaves(CONNECTION.candidate_identity)
        await world.settled(60)
        await world.joins()

        first, second = world.sessions.joined
        assert (first.hung_up, second.hung_up) == (True, False)
        assert first.connection_id != second.connection_id
        assert len(world.rtc.rooms) == 1
        assert world.converse.made[0].microphone is not world.converse.made[1].microphone


async def test_the_end_of_a_previous_connection_does_not_end_the_next_one(
    world: World,
) -> None:
    world.sessions.end_when_hung_up = True
    async with world.process():
        await world.settled()
        await world.joins()
        world.room.leaves(CONNECTION.candidate_identity)
        world.room.joins(CONNECTION.candidate_identity)
        await world.settled(3)

        assert CONNECTION.room_name in world.double.rooms
        assert len(world.sessions.joined) == 2


async def test_the_room_is_closed_and_released_when_the_session_is_over(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.sessions.joined[0].end("over")
        await world.settled()

        assert world.double.rooms == {}
        assert world.connections.rows == {}


async def test_a_candidate_connected_elsewhere_is_not_moved_back(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.sessions.joined[0].end("replaced")
        await world.settled()

        assert len(world.sessions.joined) == 1
        assert world.double.rooms == {}
        assert world.connections.rows == {}


async def test_the_room_follows_a_session_that_another_process_takes_over(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.sessions.joined[0].end("moved")
        await world.settled()

        assert CONNECTION.candidate_identity in world.double.rooms[CONNECTION.room_name].people
        assert world.double.agents_in(CONNECTION.room_name) == ["agent_2"]


async def test_a_stopping_process_accepts_no_more_rooms(world: World) -> None:
    world.is_stopping = True
    async with world.process():
        await world.settled()

        assert world.rtc.rooms == []
        assert world.connections.rows[CONNECTION.session_id].worker is None


async def test_waiting_for_a_candidate_ends_shortly_after_the_token_expires(world: World) -> None:
    async with world.process():
        await world.settled(CANDIDATE_WAIT_S - 5)
        still_there = CONNECTION.room_name in world.double.rooms
        await world.settled(10)

    assert still_there
    assert world.double.rooms == {}
    assert world.connections.rows == {}


async def test_a_session_that_accepts_no_connection_says_so_in_the_room(world: World) -> None:
    class Full(TooManyRequestsError):
        """As many talks as fit."""

        code = "voice_at_capacity"

    world.sessions.refuse = Full()
    async with world.process():
        await world.settled()
        await world.joins()

        expected = {
            "type": "ERROR",
            "code": "voice_at_capacity",
            "message": "As many talks as fit.",
        }
        assert world.room.sent == [expected]
        assert world.double.rooms == {}


async def test_an_unexpected_participant_is_removed(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.double.rooms[CONNECTION.room_name].people["somebody"] = lambda _: None
        world.room.emit("participant_connected", type("P", (), {"identity": "somebody"})())
        await world.settled()

        assert world.server.sent_out == ["somebody"]


async def test_a_killed_process_is_replaced_and_one_agent_is_in_the_room(
    world: World,
) -> None:
    async with world.process("two") as heir:
        async with world.process("one"):
            await world.settled()
            await world.joins()
            holder = world.connections.rows[CONNECTION.session_id].worker
            stale = world.room
            # The holder says nothing any more, but its agent stands in the room.
            world.connections.rows[CONNECTION.session_id].worker = "dead"
            world.connections.rows[CONNECTION.session_id].until = 0
            stale.disconnect = _never  # type: ignore[method-assign]
            await world.settled(2)

            assert holder in {"one", "two"}
            assert world.double.agents_in(CONNECTION.room_name) == ["agent_2"]
            assert world.server.sent_out == ["agent_1"]
            assert len(world.sessions.joined) == 2
            assert not heir.done()


async def _never() -> None:
    """A dead process leaves no room."""


async def test_a_process_that_cannot_renew_leaves_before_another_may_join(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.connections.is_away = True
        await world.settled(1)
        is_in_after_a_second = world.room.is_in
        await world.settled(2)

        assert is_in_after_a_second
        assert not world.room.is_in
        world.connections.is_away = False
        await world.settled(2)
        assert world.double.agents_in(CONNECTION.room_name) == ["agent_2"]


async def test_a_successor_in_the_room_makes_the_process_leave(world: World) -> None:
    async with world.process():
        await world.settled()
        world.double.rooms[CONNECTION.room_name].people["agent_9"] = lambda _: None
        world.room.emit("participant_connected", type("P", (), {"identity": "agent_9"})())
        await world.clock.sleep(0.1)

        assert not world.rtc.rooms[0].is_in
        assert "agent_9" in world.double.rooms[CONNECTION.room_name].people


async def test_a_newer_token_moves_the_session_to_its_own_room(world: World) -> None:
    newer = RoomConnection(CONNECTION.tenant_id, CONNECTION.session_id, UUID(int=4))
    async with world.process():
        await world.settled()
        await world.joins()
        await world.connections.open(newer)
        await world.settled()

        assert world.double.agents_in(CONNECTION.room_name) == []
        assert world.double.agents_in(newer.room_name) == ["agent_3"]


async def test_a_stopping_process_releases_its_rooms_at_once(world: World) -> None:
    async with world.process():
        await world.settled()
        await world.joins()

    row = world.connections.rows[CONNECTION.session_id]
    assert row.worker is None
    assert row.until <= asyncio.get_running_loop().time()
    assert world.double.agents_in(CONNECTION.room_name) == []
    assert CONNECTION.candidate_identity in world.double.rooms[CONNECTION.room_name].people


async def test_a_connection_that_stays_in_reconnecting_counts_as_lost(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        await world.joins()
        world.room.emit("reconnecting")
        await world.settled(RECONNECT_TIMEOUT_S - 2)
        world.room.emit("reconnected")
        await world.settled(5)
        steady = len(world.rtc.rooms)
        world.room.emit("reconnecting")
        await world.settled(RECONNECT_TIMEOUT_S + 2)

        assert steady == 1
        assert world.sessions.joined[0].hung_up
        assert world.double.agents_in(CONNECTION.room_name) == ["agent_2"]


async def test_an_unavailable_server_is_asked_repeatedly(world: World) -> None:
    world.double.is_away = True
    async with world.process():
        await world.settled(10)
        world.double.is_away = False
        await world.settled(5)

        assert len(world.double.agents_in(CONNECTION.room_name)) == 1


async def test_no_token_is_in_a_log_line(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with world.process():
        await world.server.create_room(CONNECTION)
        world.server.create_room = _opened  # type: ignore[method-assign]
        world.double.is_away = True
        await world.settled(1)

    output = caplog.text + "".join(capsys.readouterr())
    assert "not_joined" in output
    assert "eyJ" not in output


async def _opened(connection: RoomConnection) -> None:
    """The room is there already."""


# -- who is called into the room ---------------------------------------------------------------
