"""Audio input and output in a LiveKit room: the candidate's track and the agent's track."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from vivavoce.contracts.voice import Transport
from vivavoce.voice.ports.audio import ClientUpdateKind, PlaybackResult

SendMessage = Callable[[Mapping[str, object]], Awaitable[None]]

SAMPLE_RATE = 24_000
"""Sample rate in Hz of the published track; LiveKit encodes it."""
QUEUE_MS = 1000
_CHUNK_MS = 100
"""Milliseconds sent at a time: an interruption waits for at most this much."""
_BYTES_PER_MS = SAMPLE_RATE * 2 // 1000
_MAX_QUEUED = 50
"""Frames buffered: one second of the candidate's audio; older audio is dropped."""


class LiveKitAudioInput:
    """The candidate's audio, from any of their tracks."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._is_closed = False

    def put(self, pcm: bytes) -> None:
        """Add audio; when one second is unread, the oldest is dropped."""
        if self._is_closed:
            return
        if self._queue.qsize() >= _MAX_QUEUED:
            self._queue.get_nowait()
        self._queue.put_nowait(pcm)

    def close(self) -> None:
        """End the input."""
        if not self._is_closed:
            self._is_closed = True
            self._queue.put_nowait(None)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield audio as it arrives; ends when the candidate is gone."""
        while (pcm := await self._queue.get()) is not None:
            yield pcm


class LiveKitAudioOutput:
    """The agent's audio track. The playback position is estimated from LiveKit's send queue."""

    def __init__(
        self, rtc: Any, source: Any, send: SendMessage
    ) -> None:  # Any: livekit.rtc, imported late
        self._rtc = rtc
        self._source = source
        self._send = send
        self._generation = 0
        self._samples = 0
        self._stopped_at: PlaybackResult | None = PlaybackResult(0, is_estimated=True)
        self._is_gone = False

    @property
    def rate(self) -> int:
        """Sample rate in Hz that it expects."""
        return SAMPLE_RATE

    @property
    def transport(self) -> Transport:
        """The transport that this output belongs to."""
        return "livekit"

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """Begin an utterance."""
        self._generation, self._samples = generation, 0
        self._stopped_at = PlaybackResult(0, is_estimated=True) if self._is_gone else None
        await self._send({"type": "SPEAK", "gen": generation, "turn": turn, "text": text})

    async def write(self, pcm: bytes) -> None:
        """Send audio of the utterance; waits while about one second is still unplayed."""
        size = _CHUNK_MS * _BYTES_PER_MS
        for start in range(0, len(pcm), size):
            if self._stopped_at is not None:
                return
            piece = pcm[start : start + size]
            count = len(piece) // 2
            self._samples += count
            await self._source.capture_frame(self._rtc.AudioFrame(piece, SAMPLE_RATE, 1, count))

    async def finish(self) -> None:
        """Complete the utterance: all its audio was written."""
        await self._send({"type": "SPOKEN", "gen": self._generation, "samples": self._samples})

    async def wait_for_playout(self) -> PlaybackResult:
        """Wait until the utterance was played to its end or cleared; return how much was played."""
        if self._stopped_at is None:
            await self._source.wait_for_playout()
        return self._stopped_at or PlaybackResult(self._sent_ms, is_estimated=True)

    async def clear(self) -> PlaybackResult:
        """Stop playback and return how much was played."""
        if self._stopped_at is None:
            self._stop()
            await self._send({"type": "FLUSH", "gen": self._generation})
        return self._stopped_at or PlaybackResult(0, is_estimated=True)

    def close(self) -> None:
        """Close: the current utterance is cut off and all further audio is discarded."""
        self._is_gone = True
        if self._stopped_at is None:
            self._stop()

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        """Send the client a transient update, with the same messages as our WebSockets."""
        if what == "partial":
            await self._send({"type": "CAPTION", "role": "candidate", "text": text, "final": False})
        elif what == "draft":
            await self._send({"type": "DRAFT", "text": text})
        else:
            await self._send({"type": "HEARING", "state": what})

    @property
    def _sent_ms(self) -> int:
        return self._samples * 1000 // SAMPLE_RATE

    def _stop(self) -> None:
        queued_ms = round(self._source.queued_duration * 1000)
        self._stopped_at = PlaybackResult(max(0, self._sent_ms - queued_ms), is_estimated=True)
        self._source.clear_queue()
