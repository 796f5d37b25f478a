"""A talk is heard in its own language by whatever way the candidate is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

import pytest
from fastapi import FastAPI
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.live import a_plan
from tests.fakes.live_room import Room, a_room, consented
from tests.fakes.livekit_rooms import FakeRoomCalls, FakeRtc, MemoryLegs, MemoryServer
from tests.fakes.livekit_server import LiveKitDouble
from tests.fakes.voice_floor import SimpleFloors
from tests.leap import CountingIds

from vivavoce.live.facade import SpokenSessions
from vivavoce.live.usecases.spoken import JoinSpoken
from vivavoce.voice.adapters import telephone
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.domain.rooms import Leg
from vivavoce.voice.facade import VoiceSounds
from vivavoce.voice.sockets.media_stream import StreamDoor, media_stream_routes
from vivavoce.voice.transports.livekit_room import entering
from vivavoce.voice.usecases.attend_room import RoomTools
from vivavoce.voice.usecases.callbacks import Joined, JoinSound
from vivavoce.voice.usecases.capacity import Capacity
from vivavoce.voice.usecases.engines.kit import EngineKits
from vivavoce.voice.usecases.hold_rooms import HoldRooms

assert telephone


class OneCall:
    """Knows a single call, whatever word it comes with."""

    def __init__(self, room: Room) -> None:
        self._joined = Joined(
            tenant_id=room.address.tenant_id,
            session_id=room.address.session_id,
            call=cast("Call", None),
        )

    async def __call__(self, word: str, *, sid: str) -> Joined:
        return self._joined

    async def gone(self, joined: Joined, *, is_ours: bool = True) -> None:
        pass


def sounds_of(room: Room, ear: ScriptedRecogniser) -> VoiceSounds:
    return VoiceSounds(
        floors=SimpleFloors(room.clock),
        kits=EngineKits([ear], [ScriptedSpeaker(room.clock)], room.clock, chance=lambda: 0.5),
        dialects={},
        capacity=Capacity(room.clock, limit=4, bound_s=60),
        clock=room.clock,
    )


async def by_phone(room: Room, sounds: VoiceSounds, is_heard: Callable[[], bool]) -> None:
    """Be on a telephone's stream until ``is_heard``."""
    door = StreamDoor(
        join=cast("JoinSound", OneCall(room)),
        sessions=SpokenSessions(JoinSpoken(room.host)),
        converse=sounds.converse,
        clock=room.clock,
        ids=CountingIds(after=5000),
    )
    app = FastAPI()
    app.include_router(media_stream_routes(door))
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


async def over_livekit(room: Room, sounds: VoiceSounds, is_heard: Callable[[], bool]) -> None:
    """Be in a LiveKit room until ``is_heard``."""
    double, legs = LiveKitDouble(), MemoryLegs()
    rtc = FakeRtc(double)
    tools = RoomTools(
        server=MemoryServer(double, room.clock),
        enter=entering(rtc.load, room.clock),
        sessions=SpokenSessions(JoinSpoken(room.host)),
        calls=FakeRoomCalls(),
        converse=sounds.converse,
        clock=room.clock,
        ids=CountingIds(after=5000),
    )
    leg = Leg(room.address.tenant_id, room.address.session_id, UUID(int=77))
    await legs.open(leg)
    holding = HoldRooms(legs=legs, tools=tools, worker_id="k_1", clock=room.clock)
    task = asyncio.ensure_future(holding.run())
    await room.clock.sleep(0.6)
    rtc.rooms[-1].comes(leg.candidate)
    await until(room, is_heard)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(room: Room, is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(3600):
        while not is_so():
            await room.clock.sleep(0.1)


@pytest.mark.parametrize("way", [by_phone, over_livekit])
async def test_a_german_talk_is_heard_as_german(way: Any) -> None:
    async with a_room(plan=replace(a_plan(), language="de"), **consented()) as room:
        ear = ScriptedRecogniser(room.clock)

        await way(room, sounds_of(room, ear), lambda: bool(ear.opened))

    assert [one.language for one in ear.opened] == ["de"]


async def test_a_browser_that_wants_sound_at_once_is_heard_in_the_talks_language() -> None:
    async with a_room(plan=replace(a_plan(), language="de"), **consented()) as room:
        call = await room.connect()

        assert call.connection is not None
        assert await call.connection.language() == "de"
