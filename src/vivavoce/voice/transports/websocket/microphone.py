"""The candidate's sound as it comes from a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import structlog

from vivavoce.voice.domain.wire.backlog import Backlog
from vivavoce.voice.ports.engines import EAR_RATE
from vivavoce.voice.transports.websocket.outgoing import Outgoing

FRAME_BYTES = EAR_RATE // 50 * 2
_MOST_WAITING = EAR_RATE // 2 * 2
"""Half a second."""
_log = structlog.get_logger("voice")


class SocketMicrophone:
    """Keeps what comes until it is asked for: half a second beside the newest message, no more."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._backlog = Backlog(_MOST_WAITING)
        self._news = asyncio.Event()
        self._is_over = False
        self._has_dropped = False

    async def frames(self) -> AsyncIterator[bytes]:
        """Greet the client, then yield 20 ms at a time until ``end``."""
        await self._outgoing.greet()
        while not self._is_over:
            self._news.clear()
            while frame := self._backlog.take(FRAME_BYTES):
                yield frame
            if not self._is_over:
                await self._news.wait()

    def put(self, pcm: bytes) -> None:
        """Take 16 kHz sound of any length."""
        if self._is_over:
            return
        dropped = self._backlog.put(pcm)
        if dropped and not self._has_dropped:
            self._has_dropped = True
            _log.warning("voice.sound_dropped", dropped_ms=dropped * 500 // EAR_RATE)
        self._news.set()

    def forget(self) -> None:
        """Drop what waits: the candidate closed the microphone."""
        self._backlog.clear()

    def end(self) -> None:
        """No more sound will come."""
        self._is_over = True
        self._backlog.clear()
        self._news.set()
