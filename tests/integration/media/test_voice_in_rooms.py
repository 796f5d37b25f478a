"""The voice of a candidate in a LiveKit room: asked on the data channel, kept from the room's sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from tests.fakes.livekit_rooms import (
    FRAME,
    FakeRoom,
    FakeRoomCalls,
    FakeRtc,
    FakeSessions,
    FakeTrack,
    MemoryRoomConnections,
    MemoryServer,
)
from tests.fakes.livekit_server import LiveKitDouble
from tests.fakes.phone_platform import Script, ScriptedVoice
from tests.infrastructure import Ground
from tests.integration.media.video_platform import VideoWorld, video_world

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.voice import AudioRecorder, VoicePreferences, VoiceSessionHandler
from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.video import build_voice_consent_text
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.audio import AudioInput, AudioOutput
from vivavoce.voice.transports.livekit_room import create_join_room
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies


@pytest.fixture
async def world(ground: Ground, tenant: TenantId, tmp_path: Path) -> AsyncIterator[VideoWorld]:
    async with video_world(ground, tenant, tmp_path) as world:
        yield world


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - asks from outside
            await asyncio.sleep(0.01)


@dataclass
class RoomCandidate:
    """A candidate with a browser in a room, and the voice that listens to them."""

    identity: str
    room: FakeRoom
    track: FakeTrack
    voice: ScriptedVoice

    async def speak(self, frames: int) -> None:
        """Say so many frames of 20 ms; each is heard before the next."""
        for _ in range(frames):
            known = len(self.voice.incoming)
            self.track.frames.put_nowait(FRAME)
            await until(lambda heard=known: len(self.voice.incoming) > heard)

    async def ask(self, accepted: bool | None = None) -> dict[str, object]:
        """Send VOICE_CONSENT, and return the answer."""
        known = len(self.room.sent)
        answer = {} if accepted is None else {"accepted": accepted}
        self.room.sends_text(self.identity, {"type": "VOICE_CONSENT", **answer})
        await until(lambda: len(self.room.sent) > known)
        return self.room.sent[-1]


@asynccontextmanager
async def in_a_room(world: VideoWorld, opened: OpenedLiveSession) -> AsyncIterator[RoomCandidate]:
    """Return a candidate in a room; once they have left, what they said is stored."""
    double, connections = LiveKitDouble(), MemoryRoomConnections()
    rtc, voices = FakeRtc(double), list[ScriptedVoice]()

    async def converse(
        session: VoiceSessionHandler,
        microphone: AudioInput,
        loudspeaker: AudioOutput,
        preferences: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> ScriptedVoice:
        voices.append(ScriptedVoice(session, microphone, loudspeaker, Script(), record_audio))
        await voices[-1].set_listening(is_allowed=True, is_recorded=True)
        return voices[-1]

    clock = world.ground.clock
    tools = ServeRoomDependencies(
        room_server=MemoryServer(double, clock),
        join_room=create_join_room(rtc.load, clock),
        sessions=FakeSessions(),
        room_calls=FakeRoomCalls(),
        start_connection=converse,
        clock=clock,
        ids=world.ground.ids,
        recordings=world.recordings,
    )
    connection = RoomConnection(world.tenant, opened.session_id, UUID(int=77))
    await connections.open(connection)
    rooms = RoomHost(connections=connections, dependencies=tools, worker_id="k_1", clock=clock)
    task = asyncio.ensure_future(rooms.run())
    try:
        await until(lambda: bool(rtc.rooms) and rtc.rooms[-1].is_in)
        inside, identity = rtc.rooms[-1], connection.candidate_identity
        inside.joins(identity)
        track = FakeTrack()
        inside.publishes_audio(identity, track)
        await until(lambda: bool(voices))
        yield RoomCandidate(identity, inside, track, voices[-1])
        inside.leaves(identity)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for voice in voices:
            for each in voice.tasks:
                each.cancel()


async def read_voice(world: VideoWorld, opened: OpenedLiveSession) -> dict[str, object]:
    listed: dict[str, object] = (await world.get(opened, "voice")).json()
    return listed


async def test_what_is_said_in_a_room_is_kept_from_the_yes_on_and_deleted_at_a_no(
    world: VideoWorld,
) -> None:
    opened = await world.open()
    async with in_a_room(world, opened) as candidate:
        await candidate.speak(50)
        agreed = await candidate.ask(True)
        await candidate.speak(100)
    kept = await read_voice(world, opened)
    async with in_a_room(world, opened) as candidate:
        declined = await candidate.ask(False)
        await candidate.speak(50)

    assert agreed["accepted"] is True
    assert (kept["consent"], kept["storedMs"]) == ("agreed", 2000)
    assert declined["accepted"] is False
    assert (await read_voice(world, opened))["storedMs"] == 0
    assert await world.doctor() == {}


async def test_without_an_answer_nothing_is_kept_of_a_room(world: VideoWorld) -> None:
    opened = await world.open()
    async with in_a_room(world, opened) as candidate:
        asked = await candidate.ask()
        await candidate.speak(100)
        for key in ("3", "4"):  # these are of calls only
            candidate.room.presses_key(candidate.identity, key)

    listed = await read_voice(world, opened)
    assert (asked["accepted"], asked["text"]) == (None, build_voice_consent_text("en").text)
    assert (listed["consent"], listed["storedMs"]) == ("not_answered", 0)


async def test_what_was_kept_of_a_room_is_deleted_with_the_person(world: VideoWorld) -> None:
    opened = await world.open()
    async with in_a_room(world, opened) as candidate:
        await candidate.ask(True)
        await candidate.speak(100)
    async with world.ground.open_work(world.tenant) as work:
        await world.artifacts.delete_person_data(work, await world.person_of(opened))
    await world.tidy()

    assert (await read_voice(world, opened))["storedMs"] == 0
    assert world.files() == []
