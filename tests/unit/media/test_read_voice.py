"""How many sounds are put together at once, and what a range of sound is made of."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.media.domain.artifact import ObjectName, StoredObject
from vivavoce.media.domain.video import MediaPosition, RecordedSessionAddress, RecordingChunk
from vivavoce.media.domain.voice_sound import BYTES_PER_MS
from vivavoce.media.usecases.read_voice import MAX_CONCURRENT_SOUNDS, ReadVoice

TENANT = TenantId(UUID(int=7))
CHUNK = RecordingChunk(
    id=UUID(int=1),
    seq=0,
    at_ms=0,
    duration_ms=1000,
    is_file_start=True,
    object=StoredObject(name=ObjectName(TENANT, UUID(int=2)), size=1, sha256=b"", key=b""),
    consent_version="voice",
    kept_at=datetime(2026, 11, 29, tzinfo=UTC),
    position=MediaPosition(connection_id="c1", offset_ms=0),
)


class OneChunk:
    """A session with one stored piece of sound."""

    @asynccontextmanager
    async def open_work(self, tenant_id: TenantId) -> AsyncIterator[object]:
        yield object()

    async def find_session(self, caller: object, reference: str) -> RecordedSessionAddress:
        return RecordedSessionAddress(TENANT, SessionId(UUID(int=3)))

    async def list_chunks(self, *_: object) -> list[RecordingChunk]:
        return [CHUNK]

    async def exists(self, stored: StoredObject) -> bool:
        return True

    async def read(self, *_: object) -> AsyncIterator[bytes]:
        yield b"x"


class WaitingCodec:
    """Decodes nothing until it may, and counts what it decodes at once."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.entered = threading.Semaphore(0)
        self.count = 0
        self._lock = threading.Lock()

    def encode(self, pcm: bytes) -> bytes:
        return pcm

    def decode(self, content: bytes) -> bytes:
        with self._lock:
            self.count += 1
        self.entered.release()
        self.may_go_on.wait(20)
        return b"\1" * 1000 * BYTES_PER_MS


async def test_only_some_sounds_are_put_together_at_once() -> None:
    stored: Any = OneChunk()  # stands for the database, the store and the right to view
    codec = WaitingCodec()
    read_voice = ReadVoice(
        open_work=stored.open_work,
        videos=stored,
        sessions=stored,
        find_session=stored.find_session,
        contents=stored,
        codec=codec,
    )
    caller: Any = None
    calls = [
        asyncio.ensure_future(read_voice.get_sound(caller, "s", 0, 1000))
        for _ in range(MAX_CONCURRENT_SOUNDS + 1)
    ]
    for _ in range(MAX_CONCURRENT_SOUNDS):
        await asyncio.to_thread(codec.entered.acquire, timeout=20)
    await asyncio.to_thread(lambda: None)  # whatever was queued for a thread before has begun
    at_once = codec.count
    codec.may_go_on.set()
    sounds = await asyncio.gather(*calls)

    assert at_once == MAX_CONCURRENT_SOUNDS
    assert codec.count == len(calls)
    assert {sound.wav[44:] for sound in sounds} == {b"\1" * 1000 * BYTES_PER_MS}
