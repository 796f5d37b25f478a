"""Audio input and output of a LiveKit room, on simulated time and with LiveKit's own audio queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from livekit import rtc as real_rtc
from tests.contract.voice.audio_transport import Ends, TwoEnds
from tests.fakes.livekit_rooms import FakeRtc, FakeTrack, MemoryServer
from tests.fakes.livekit_server import LiveKitDouble

from vivavoce.infra.clock import SystemClock
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.transports.livekit_room import LiveKitRoom, create_join_room

LEG = RoomConnection(TenantId(UUID(int=1)), SessionId(UUID(int=2)), UUID(int=3))
CLOCK = SystemClock()


@asynccontextmanager
async def _room(real: Any = None) -> AsyncIterator[tuple[FakeRtc, LiveKitRoom]]:
    double = LiveKitDouble()
    server, rtc = MemoryServer(double, CLOCK), FakeRtc(double, real)
    await server.create_room(LEG)
    async with create_join_room(rtc.load, CLOCK)(
        LEG, await server.issue_agent_credentials(LEG, 1)
    ) as room:
        rtc.rooms[0].joins(LEG.candidate_identity)
        assert isinstance(room, LiveKitRoom)
        yield rtc, room


class TestOverDoubles(TwoEnds):
    """A room, a queue and a track that are all made by us."""

    @pytest.fixture
    async def ends(self) -> AsyncIterator[Ends]:
        async with _room() as (rtc, room):
            track = FakeTrack()

            async def speak(pcm: bytes) -> None:
                rtc.rooms[0].publishes_audio(LEG.candidate_identity, track)
                for start in range(0, len(pcm), 640):
                    track.frames.put_nowait(pcm[start : start + 640])

            async def leave() -> None:
                rtc.rooms[0].leaves(LEG.candidate_identity)

            yield Ends(
                microphone=room.open_audio_input(),
                loudspeaker=room.open_audio_output(),
                clock=CLOCK,
                speak=speak,
                leave=leave,
            )


class TestOverLiveKitsOwnSound(TwoEnds):
    """A room of ours, but LiveKit's native queue, resampler, track and stream."""

    @pytest.fixture
    async def ends(self) -> AsyncIterator[Ends]:
        async with _room(real_rtc) as (rtc, room):
            source = real_rtc.AudioSource(16_000, 1)
            track = real_rtc.LocalAudioTrack.create_audio_track("candidate", source)

            async def speak(pcm: bytes) -> None:
                rtc.rooms[0].publishes_audio(LEG.candidate_identity, track)
                await asyncio.sleep(0.1)
                await source.capture_frame(real_rtc.AudioFrame(pcm, 16_000, 1, len(pcm) // 2))

            async def leave() -> None:
                rtc.rooms[0].leaves(LEG.candidate_identity)

            yield Ends(
                microphone=room.open_audio_input(),
                loudspeaker=room.open_audio_output(),
                clock=CLOCK,
                speak=speak,
                leave=leave,
            )
            await source.aclose()

    async def test_our_own_audio_leaves_the_queue_unchanged(self) -> None:
        async with _room(real_rtc) as (rtc, room):
            (track, _), *_ = rtc.rooms[0].published
            stream = real_rtc.AudioStream(
                track, sample_rate=24_000, num_channels=1, frame_size_ms=20
            )
            loudspeaker = room.open_audio_output()
            await loudspeaker.begin(1, turn=1, text="Hello.")
            await loudspeaker.write(b"\x00\x20" * 12_000)
            await loudspeaker.finish()
            await loudspeaker.wait_for_playout()
            heard = b""
            async for event in stream:
                heard += bytes(event.frame.data)
                if len(heard) >= 24_000:
                    break
            await stream.aclose()

        loud = sum(heard[i + 1] == 0x20 for i in range(0, len(heard), 2))
        assert loud >= 10_000
