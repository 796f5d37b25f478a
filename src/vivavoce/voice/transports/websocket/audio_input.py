"""The candidate's audio from a WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import structlog

from vivavoce.voice.domain.wire.audio_buffer import BoundedAudioBuffer
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE
from vivavoce.voice.transports.websocket.outbound_channel import OutboundChannel

FRAME_BYTES = STT_SAMPLE_RATE // 50 * 2
_MAX_PENDING_BYTES = STT_SAMPLE_RATE // 2 * 2
"""Half a second of audio."""
_log = structlog.get_logger("voice")


class WebSocketAudioInput:
    """Buffers audio until it is read: at most half a second plus the newest message."""

    def __init__(self, channel: OutboundChannel) -> None:
        self._channel = channel
        self._buffer = BoundedAudioBuffer(_MAX_PENDING_BYTES)
        self._changed = asyncio.Event()
        self._is_closed = False
        self._has_dropped = False

    async def frames(self) -> AsyncIterator[bytes]:
        """Send the greeting, then yield 20 ms at a time until ``close``."""
        await self._channel.send_greeting()
        while not self._is_closed:
            self._changed.clear()
            while frame := self._buffer.take(FRAME_BYTES):
                yield frame
            if not self._is_closed:
                await self._changed.wait()

    async def put(self, pcm: bytes) -> None:
        """Add 16 kHz audio of any length. In a burst, the reader runs first."""
        if self._buffer.size > _MAX_PENDING_BYTES // 2:
            await asyncio.sleep(0)
        if self._is_closed:
            return
        dropped = self._buffer.put(pcm)
        if dropped and not self._has_dropped:
            self._has_dropped = True
            _log.warning("voice.audio_dropped", dropped_ms=dropped * 500 // STT_SAMPLE_RATE)
        self._changed.set()

    def discard_pending(self) -> None:
        """Drop unread audio: the candidate muted the microphone."""
        self._buffer.clear()

    def close(self) -> None:
        """End the input."""
        self._is_closed = True
        self._buffer.clear()
        self._changed.set()
