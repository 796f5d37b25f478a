"""One audio connection over a WebSocket: its messages in order, its audio, and limits on what it sends.

All audio protocols share this part.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Generic, TypeVar

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import AudioMessageSender, UnreadableAudioError
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.voice.domain.calls.media_stream_messages import STALL_BURST_S, TokenBucket
from vivavoce.voice.domain.wire.audio_buffers import BoundedAudioBuffer
from vivavoce.voice.domain.wire.errors import AudioFloodError
from vivavoce.voice.domain.wire.messages import AnswerDoneMessage, MuteMessage
from vivavoce.voice.ports.audio import ClientCallbacks
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE

OutboundMessage = Json | bytes


class OutboundChannel:
    """Sends messages one after another; discards those to a connection that is gone.

    ``greeting`` is sent before everything else.
    """

    def __init__(
        self, connection: AudioMessageSender, clock: Clock, greeting: Sequence[OutboundMessage] = ()
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._greeting = tuple(greeting)
        self._send_lock = asyncio.Lock()
        self._close_callbacks: list[Callable[[], None]] = []
        self.closed_at: float | None = None
        """Monotonic time when sending failed or ``close`` was called; None while open."""

    def on_closed(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` as soon as the channel is closed."""
        self._close_callbacks.append(callback)

    async def send_greeting(self) -> None:
        """Send the greeting, if it was not sent yet."""
        await self.send()

    async def send(self, *messages: OutboundMessage) -> None:
        """Send messages, after those being sent already."""
        async with self._send_lock:
            greeting, self._greeting = self._greeting, ()
            for message in (*greeting, *messages):
                await self._send(message)

    def close(self) -> None:
        """Close the channel: nothing is sent any more."""
        if self.closed_at is None:
            self.closed_at = self._clock.monotonic()
            for tell in self._close_callbacks:
                tell()

    async def _send(self, message: OutboundMessage) -> None:
        if self.closed_at is not None:
            return
        try:
            if isinstance(message, bytes):
                await self._connection.send_bytes(message)
            else:
                await self._connection.send_json(message)
        except UnavailableError:
            self.close()


_MESSAGES_PER_SECOND = 100
"""Messages allowed per second; a microphone sends 50."""
_MAX_INVALID, _INVALID_REFILL_S = 20, 5.0
_log = structlog.get_logger("voice")


class InboundMessageLimiter:
    """Limits audio messages, and answers invalid ones with errors until there are too many."""

    def __init__(
        self,
        channel: OutboundChannel,
        clock: Clock,
        write_error: Callable[[VivavoceError], Json],
        *,
        burst_bytes: int,
        bytes_per_second: int,
    ) -> None:
        self._channel = channel
        self._clock = clock
        self._write_error = write_error
        self._messages = TokenBucket(
            burst=_MESSAGES_PER_SECOND, per_second=_MESSAGES_PER_SECOND, carry_over_s=STALL_BURST_S
        )
        self._bytes = TokenBucket(
            burst=burst_bytes, per_second=bytes_per_second, carry_over_s=STALL_BURST_S
        )
        self._invalid = TokenBucket(burst=_MAX_INVALID, per_second=1 / _INVALID_REFILL_S)
        self._flood_reported_at: float | None = None

    async def allows(self, size: int) -> bool:
        """Return whether one more message of ``size`` bytes is allowed; reports a flood once a second."""
        now = self._clock.monotonic()
        if self._messages.try_consume(now) and self._bytes.try_consume(now, size):
            return True
        if self._flood_reported_at is None or now - self._flood_reported_at >= 1.0:
            self._flood_reported_at = now
            await self.reject(AudioFloodError())
        return False

    async def reject(self, error: VivavoceError) -> None:
        """Send the client an error; raise ``UnreadableAudioError`` after too many."""
        if not self._invalid.try_consume(self._clock.monotonic()):
            _log.warning("voice.audio_unreadable", code=error.code)
            raise UnreadableAudioError from error
        await self._channel.send(self._write_error(error))


FRAME_BYTES = STT_SAMPLE_RATE // 50 * 2
_MAX_PENDING_BYTES = STT_SAMPLE_RATE // 2 * 2
"""Half a second of audio."""


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


Own = TypeVar("Own")
"""Messages that only this protocol has."""


class ClientMessageHandler(ABC, Generic[Own]):
    """Handles the messages of one connection until ``close``; ``limiter`` answers invalid ones."""

    def __init__(
        self,
        limiter: InboundMessageLimiter,
        audio_input: WebSocketAudioInput,
        callbacks: ClientCallbacks,
        channel: OutboundChannel,
    ) -> None:
        self._limiter = limiter
        self._audio_input = audio_input
        self._callbacks = callbacks
        self._channel = channel
        self._is_muted = False
        self._is_closed = False

    async def handle_message(self, message: str | bytes) -> bool:
        """Handle an audio message; return False when it is not one.

        Raises ``UnreadableAudioError`` after too many invalid messages.
        """
        if self._is_closed:
            return False
        try:
            parsed = message if isinstance(message, bytes) else self._parse(message)
            if parsed is None:
                return False
            if await self._limiter.allows(len(message)):
                await self._dispatch(parsed)
        except UnreadableAudioError:
            raise
        except VivavoceError as error:
            await self._limiter.reject(error)
        return True

    async def close(self) -> None:
        """End audio in both directions."""
        self._is_closed = True
        self._audio_input.close()
        self._channel.close()

    @abstractmethod
    def _parse(self, message: str) -> Own | AnswerDoneMessage | MuteMessage | None:
        """Parse an audio message; return None if it is about something else, raise if it is invalid."""

    @abstractmethod
    async def _handle(self, message: Own | bytes) -> None:
        """Handle a message that only this protocol has; bytes are audio."""

    async def _push_audio(self, pcm: bytes) -> None:
        """Pass audio on, unless the candidate muted the microphone."""
        if pcm and not self._is_muted:
            await self._audio_input.put(pcm)

    async def _dispatch(self, message: Own | AnswerDoneMessage | MuteMessage | bytes) -> None:
        match message:
            case AnswerDoneMessage():
                await self._callbacks.on_answer_done()
            case MuteMessage():
                self._is_muted = message.is_muted
                self._audio_input.discard_pending()
                await self._callbacks.on_mute_changed(message.is_muted)
            case _:
                await self._handle(message)
