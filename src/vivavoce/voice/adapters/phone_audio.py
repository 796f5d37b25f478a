"""Audio input and output of a phone call over a media stream."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from vivavoce.contracts.voice import Transport
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.mulaw import PHONE_RATE, decode_mulaw, encode_mulaw
from vivavoce.voice.adapters.resample import Resampler
from vivavoce.voice.domain.calls import media_stream_messages
from vivavoce.voice.domain.calls.playback_marks import MARK_INTERVAL_MS, PlaybackMarkTracker
from vivavoce.voice.ports.audio import ClientUpdateKind, PlaybackResult
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE

SendText = Callable[[str], Awaitable[None]]
"""Sends a message; raises ``OSError`` or ``RuntimeError`` once the connection is gone."""
FRAME_BYTES = 160
"""Bytes of 20 ms of µ-law audio."""
MAX_BUFFERED_S = 1.0
_MAX_QUEUED = 500
"""Unread chunks kept: 10 s of audio."""
_FRAME_MS = 20
_END_GRACE_S = 2.0
_SAMPLE_BYTES = 2
_log = structlog.get_logger("voice")
_CHECK_INTERVAL_S = 0.5


class PhoneAudioInput:
    """The caller's audio, resampled for STT."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._resampler = Resampler(PHONE_RATE, STT_SAMPLE_RATE)
        self._timeline = media_stream_messages.AudioTimeline()
        self._is_closed = False
        self._has_dropped = False

    def push_media(self, message: media_stream_messages.StreamMediaMessage) -> None:
        """Add a chunk of the caller's audio."""
        sound = self._timeline.fill_gap(message)
        if sound is None or self._is_closed:
            return
        if self._queue.qsize() >= _MAX_QUEUED:
            self._drop_oldest()
        pcm = self._resampler.push(decode_mulaw(sound))
        if pcm:
            self._queue.put_nowait(pcm)

    def _drop_oldest(self) -> None:
        self._queue.get_nowait()
        if not self._has_dropped:
            self._has_dropped = True
            _log.warning("voice.audio_dropped", dropped_ms=_FRAME_MS)

    def close(self) -> None:
        """End the input."""
        if not self._is_closed:
            self._is_closed = True
            self._queue.put_nowait(None)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield audio as it arrives; ends when the call does."""
        while (pcm := await self._queue.get()) is not None:
            yield pcm
        self._queue.put_nowait(None)


class PhoneAudioOutput:
    """Plays audio to the caller, with a mark after every 100 ms."""

    def __init__(self, send: SendText, clock: Clock, *, stream_sid: str) -> None:
        self._send = send
        self._clock = clock
        self._stream_sid = stream_sid
        self.marks = PlaybackMarkTracker()
        self._pending = b""
        self._marked_ms = 0
        self._is_closed = False
        self._is_playing = False
        self._is_finished = False
        self._result: PlaybackResult | None = None
        self._changed = asyncio.Event()

    @property
    def rate(self) -> int:
        """Sample rate in Hz that it expects."""
        return PHONE_RATE

    @property
    def transport(self) -> Transport:
        """The transport that this output belongs to."""
        return "phone"

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """Begin an utterance."""
        del turn, text  # a telephone shows nothing
        self.marks.begin(generation)
        self._pending, self._marked_ms = b"", 0
        self._is_playing, self._is_finished, self._result = True, False, None
        if self._is_closed:
            self._set_result(PlaybackResult(0, is_estimated=True))

    async def write(self, pcm: bytes) -> None:
        """Send audio of the utterance; waits while about one second is still unplayed."""
        self._pending += pcm
        frame = FRAME_BYTES * _SAMPLE_BYTES
        while len(self._pending) >= frame and self._is_playing:
            sound, self._pending = self._pending[:frame], self._pending[frame:]
            await self._send_audio(encode_mulaw(sound))
            await self._wait_for_buffer()

    async def finish(self) -> None:
        """Send the remaining audio and the last mark."""
        if not self._is_playing:
            return
        whole_bytes = len(self._pending) // _SAMPLE_BYTES * _SAMPLE_BYTES
        if whole_bytes:
            sound = encode_mulaw(self._pending[:whole_bytes])
            await self._send_audio(sound.ljust(FRAME_BYTES, b"\xff"))
        self._pending = b""
        if self.marks.sent_ms > self._marked_ms:
            await self._send_mark()
        self._is_finished = True
        self._changed.set()

    async def wait_for_playout(self) -> PlaybackResult:
        """Wait until the utterance was played to its end or cleared; return how much was played."""
        while self._result is None:
            now = self._clock.monotonic()
            if self._is_finished and (self.marks.is_fully_played or self.marks.sent_ms == 0):
                self._set_result(PlaybackResult(self.marks.sent_ms, is_estimated=False))
            elif self._is_finished and self.marks.remaining_s(now - _END_GRACE_S) <= 0:
                self._set_result(PlaybackResult(self.marks.sent_ms, is_estimated=True))
            else:
                await self._wait_for_change()
        return self._result

    async def clear(self) -> PlaybackResult:
        """Stop and return how much was played, without waiting for marks: a clear makes them unreliable."""
        if self._result is not None or not self._is_playing:
            return self._result or PlaybackResult(0, is_estimated=False)
        heard_ms = self.marks.estimate_heard_ms(self._clock.monotonic())
        played = PlaybackResult(heard_ms, is_estimated=not self.marks.has_confirmation)
        self.marks.clear()
        self._set_result(played)
        await self._send_message(media_stream_messages.encode_clear(self._stream_sid))
        return played

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        """Do nothing: a telephone has no screen."""

    def record_mark(self, name: str) -> None:
        """Record that a mark came back."""
        if self.marks.record_mark(name, now=self._clock.monotonic()):
            self._changed.set()

    def close(self) -> None:
        """Close: the call is gone, and further audio is discarded."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._is_playing:
            heard_ms = self.marks.estimate_heard_ms(self._clock.monotonic())
            self._set_result(PlaybackResult(heard_ms, is_estimated=True))

    def _set_result(self, played: PlaybackResult) -> None:
        self._result, self._is_playing, self._pending = played, False, b""
        self._changed.set()

    async def _send_audio(self, audio: bytes) -> None:
        self.marks.record_sent(
            len(audio) // media_stream_messages.BYTES_PER_MS, now=self._clock.monotonic()
        )
        await self._send_message(media_stream_messages.encode_media(self._stream_sid, audio))
        if self.marks.sent_ms - self._marked_ms >= MARK_INTERVAL_MS:
            await self._send_mark()

    async def _send_mark(self) -> None:
        self._marked_ms = self.marks.sent_ms
        name = f"{self.marks.generation}:{self._marked_ms}"
        await self._send_message(media_stream_messages.encode_mark(self._stream_sid, name))

    async def _send_message(self, message: str) -> None:
        if self._is_closed:
            return
        try:
            await self._send(message)
        except (OSError, RuntimeError):
            self.close()

    async def _wait_for_buffer(self) -> None:
        ahead = self.marks.buffered_s(self._clock.monotonic()) - MAX_BUFFERED_S
        if ahead > 0 and self._is_playing and not self._is_closed:
            await self._clock.sleep(ahead)

    async def _wait_for_change(self) -> None:
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CHECK_INTERVAL_S):
                await self._changed.wait()
