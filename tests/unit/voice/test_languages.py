"""A session is recognized in its own language on every channel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

import pytest
from fastapi import FastAPI
from tests.fakes.live_session import a_plan
from tests.fakes.livekit_rooms import FakeRoomCalls, FakeRtc, MemoryRoomConnections, MemoryServer
from tests.fakes.livekit_server import LiveKitDouble
from tests.fakes.simple_turn_manager import SimpleTurnManagerFactory
from tests.fakes.simulated_session import Room, a_room, consented
from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine
from tests.simulated_clock import CountingIds

from vivavoce.live.usecases.voice_only_connection import VoiceOnlySessionConnector
from vivavoce.voice.adapters import phone_audio
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.sockets.media_stream import MediaStreamDependencies, build_media_stream_router
from vivavoce.voice.transports.livekit_room import create_join_room
from vivavoce.voice.usecases.call_callbacks import CallCallbacks, ConnectedCall
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity

assert phone_audio


class OneCall:
    """Knows a single call, whatever word it comes with."""

    def __init__(self, room: Room) -> None:
        self._joined = ConnectedCall(
            tenant_id=room.address.tenant_id,
            session_id=room.address.session_id,
            call=cast("Call", None),
        )

    async def connect_audio(self, word: str, *, sid: str) -> ConnectedCall:
        return self._joined

    async def record_disconnect(
        self, connected_call: ConnectedCall, *, is_own_disconnect: bool = True
    ) -> None:
        pass


def sounds_of(room: Room, stt: ScriptedSttEngine) -> VoicePipelineFactory:
    return VoicePipelineFactory(
        turn_managers=SimpleTurnManagerFactory(room.clock),
        engines_factory=FailoverEnginesFactory(
            [stt], [ScriptedTtsEngine(room.clock)], room.clock, jitter=lambda: 0.5
        ),
        audio_protocols={},
        capacity=VoiceCapacity(room.clock, limit=4, max_lag_s=60),
        clock=room.clock,
    )


async def by_phone(room: Room, sounds: VoicePipelineFactory, is_heard: Callable[[], bool]) -> None:
    """Be on a telephone's stream until ``is_fully_played``."""
    factory = MediaStreamDependencies(
        callbacks=cast("CallCallbacks", OneCall(room)),
        sessions=VoiceOnlySessionConnector(room.host),
        start_connection=sounds.start_connection,
        clock=room.clock,
        ids=CountingIds(after=5000),
    )
    app = FastAPI()
    app.include_router(build_media_stream_router(factory))
    start = {
        "event": "start",
        "streamSid": "MZ1",
        "start": {
            "streamSid": "MZ1",
            "callSid": "CA1",
            "customParameters": {"token": "word"},
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        },
    }
    coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    coming.put_nowait({"type": "websocket.connect"})
    coming.put_nowait({"type": "websocket.receive", "text": json.dumps(start)})

    async def send(message: object) -> None:
        pass

    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/telephony/media",
        "raw_path": b"/telephony/media",
        "query_string": b"",
        "headers": [],
        "subprotocols": [],
    }
    serving = asyncio.ensure_future(app(scope, coming.get, send))
    await until(room, is_heard)
    coming.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await serving


async def over_livekit(
    room: Room, sounds: VoicePipelineFactory, is_heard: Callable[[], bool]
) -> None:
    """Be in a LiveKit room until ``is_fully_played``."""
    double, connections = LiveKitDouble(), MemoryRoomConnections()
    rtc = FakeRtc(double)
    tools = ServeRoomDependencies(
        room_server=MemoryServer(double, room.clock),
        join_room=create_join_room(rtc.load, room.clock),
        sessions=VoiceOnlySessionConnector(room.host),
        room_calls=FakeRoomCalls(),
        start_connection=sounds.start_connection,
        clock=room.clock,
        ids=CountingIds(after=5000),
    )
    connection = RoomConnection(room.address.tenant_id, room.address.session_id, UUID(int=77))
    await connections.open(connection)
    holding = RoomHost(
        connections=connections, dependencies=tools, worker_id="k_1", clock=room.clock
    )
    task = asyncio.ensure_future(holding.run())
    await room.clock.sleep(0.6)
    rtc.rooms[-1].joins(connection.candidate_identity)
    await until(room, is_heard)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(room: Room, is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(3600):
        while not is_so():
            await room.clock.sleep(0.1)


@pytest.mark.parametrize("way", [by_phone, over_livekit])
async def test_a_german_session_is_transcribed_as_german(way: Any) -> None:
    async with a_room(plan=replace(a_plan(), language="de"), **consented()) as room:
        stt = ScriptedSttEngine(room.clock)

        await way(room, sounds_of(room, stt), lambda: bool(stt.opened))

    assert [stream.language for stream in stt.opened] == ["de"]


async def test_a_browser_with_immediate_audio_uses_the_language_of_the_session() -> None:
    async with a_room(plan=replace(a_plan(), language="de"), **consented()) as room:
        call = await room.connect()

        assert call.connection is not None
        assert await call.connection.get_language() == "de"
