"""A real live session over a LiveKit room: the same log as by text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from tests.fakes.livekit_rooms import (
    FakeRoom,
    FakeRoomCalls,
    FakeRtc,
    MemoryRoomConnections,
    MemoryServer,
)
from tests.fakes.livekit_server import LiveKitDouble
from tests.fakes.scripted_voice import ScriptedVoiceConnection, heard
from tests.fakes.simulated_session import Room, a_room, consented
from tests.simulated_clock import CountingIds
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.voice import (
    AudioRecorder,
    VoiceConnection,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session
from vivavoce.live.usecases.voice_only_connection import VoiceOnlySessionConnector
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.audio import AudioInput, AudioOutput
from vivavoce.voice.transports.livekit_room import create_join_room
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies


class Scripted(ScriptedVoiceConnection):
    """Scripted sound that can be told that an answer is over."""

    async def commit_answer(self) -> None:
        self.taken.append("done")


@dataclass
class OverLiveKit:
    """A session's candidate in a LiveKit room."""

    room: Room
    double: LiveKitDouble
    connections: MemoryRoomConnections
    rtc: FakeRtc
    connection: RoomConnection
    made: list[Scripted]

    @property
    def inside(self) -> FakeRoom:
        return self.rtc.rooms[-1]

    async def joins(self) -> None:
        await self.settle()
        self.inside.joins(self.connection.candidate_identity)
        await self.settle()

    async def sends_text(self, text: str) -> None:
        state = await self.room.state()
        asked = next(turn.turn for turn in reversed(state.turns) if turn.role == "agent")
        await self.made[-1].talk.on_utterance(heard(text, asked))
        await self.settle()

    async def types(self, text: str) -> None:
        self.inside.sends_text(self.connection.candidate_identity, {"type": "TEXT", "text": text})
        await self.settle()

    async def settle(self) -> None:
        await self.room.clock.sleep(0.6)


@asynccontextmanager
async def over_livekit(room: Room) -> AsyncIterator[OverLiveKit]:
    """Hold rooms beside the room's host for the length of the block."""
    double, connections = LiveKitDouble(), MemoryRoomConnections()
    rtc, made = FakeRtc(double), list[Scripted]()

    async def converse(
        talk: VoiceSessionHandler,
        microphone: AudioInput,
        loudspeaker: AudioOutput,
        preferences: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        made.append(Scripted(talk))
        return made[-1]

    tools = ServeRoomDependencies(
        room_server=MemoryServer(double, room.clock),
        join_room=create_join_room(rtc.load, room.clock),
        sessions=VoiceOnlySessionConnector(room.host),
        room_calls=FakeRoomCalls(),
        start_connection=converse,
        clock=room.clock,
        ids=CountingIds(after=5000),
        is_stopping=lambda: room.host.is_closing,
    )
    connection = RoomConnection(room.address.tenant_id, room.address.session_id, UUID(int=77))
    await connections.open(connection)
    holding = RoomHost(
        connections=connections, dependencies=tools, worker_id="k_1", clock=room.clock
    )
    task = asyncio.get_running_loop().create_task(holding.run())
    try:
        yield OverLiveKit(room, double, connections, rtc, connection, made)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _interview(state: Session) -> list[tuple[object, ...]]:
    return [(t.role, t.kind, t.question_id, t.text, t.reason) for t in state.turns]


async def test_the_same_words_over_livekit_and_in_text_leave_equal_logs() -> None:
    async with a_room(**consented()) as room, over_livekit(room) as call:
        await call.joins()
        greeting = list(call.made[0].texts)
        await call.sends_text(EXPERT["q1"])
        await call.types(EXPERT["q2"])
        aloud = _interview(await room.state())
        log = await room.log()
    async with a_room(**consented()) as room:
        writing = await room.connect()
        await writing.until_asked()
        await writing.say(EXPERT["q1"])
        await writing.settle()
        await writing.say(EXPERT["q2"])
        await writing.settle()
        written = _interview(await room.state())

    assert greeting
    assert aloud == written
    [up] = [event for event in log if isinstance(event, events.ParticipantJoined)]
    assert up.transport == "livekit"


async def test_a_reconnected_candidate_continues_the_same_session() -> None:
    async with a_room(**consented()) as room, over_livekit(room) as call:
        await call.joins()
        call.inside.leaves(call.connection.candidate_identity)
        await call.settle()
        lost = (await room.state()).status
        await room.clock.sleep(30)
        await call.joins()
        await call.sends_text(EXPERT["q1"])
        state = await room.state()

    assert lost == "reconnecting"
    assert state.status == "in_progress"
    assert state.answered_question_ids
    assert len(call.made) == 2


async def test_a_candidate_who_switches_to_a_socket_leaves_the_room() -> None:
    async with a_room(**consented()) as room, over_livekit(room) as call:
        await call.joins()
        writing = await room.connect()
        await writing.until_asked()
        await call.settle()
        await room.clock.sleep(5)

        assert call.double.rooms == {}
        assert call.connections.rows == {}
        await writing.say(EXPERT["q1"])
        await writing.settle()
        assert (await room.state()).answered_question_ids


async def test_a_candidate_who_never_joined_starts_no_session() -> None:
    async with a_room(**consented()) as room, over_livekit(room) as call:
        await call.settle()
        agents = call.double.agents_in(call.connection.room_name)
        await room.clock.sleep(200)
        log = await room.log()

    assert agents == ["agent_1"]
    assert not any(isinstance(event, events.ParticipantJoined) for event in log)
    assert call.double.rooms == {}


async def test_audio_ends_when_the_connection_lease_is_lost() -> None:
    async with a_room(**consented()) as room, over_livekit(room) as call:
        await call.joins()
        assert call.made[0].closed is None

        await call.connections.delete(call.connection.id)
        await room.clock.sleep(5)

        assert call.made[0].closed is False, "its engines and its place are free again"


async def test_audio_ends_when_a_successor_joins_the_room() -> None:
    async with a_room(**consented()) as room, over_livekit(room) as call:
        await call.joins()

        call.inside.joins("agent_99")
        await call.settle()

        assert call.made[0].closed is False
