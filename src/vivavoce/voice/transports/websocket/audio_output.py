"""Audio output to a WebSocket, paced so that little unplayed audio is in transit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from vivavoce.contracts.voice import Transport
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.wire.audio_buffers import (
    REPORT_TIMEOUT_S,
    AudioSegmenter,
    PlaybackTracker,
)
from vivavoce.voice.ports.audio import ClientUpdateKind, PlaybackResult
from vivavoce.voice.transports.websocket.connection import OutboundChannel, OutboundMessage

_ASSUMED_LATENCY_S = 0.1
"""Assumed seconds from sending to playback, where the client does not report it (a guess)."""
_MIN_WAIT_S = 0.001
_SAMPLE_BYTES = 2


class AudioMessageEncoder(Protocol):
    """Builds a protocol's messages for each event of an utterance."""

    @property
    def rate(self) -> int:
        """Sample rate of the audio in Hz."""

    @property
    def max_buffered_s(self) -> float:
        """Seconds of unplayed audio above which sending pauses."""

    @property
    def reports_playback(self) -> bool:
        """Whether the client reports what it has played."""

    def create_segmenter(self) -> AudioSegmenter:
        """Return a segmenter for the audio of an utterance."""

    def encode_start(
        self, generation: int, turn: int | None, text: str
    ) -> Sequence[OutboundMessage]:
        """Return the messages that begin an utterance."""

    async def encode_audio(self, generation: int, audio: bytes) -> Sequence[OutboundMessage]:
        """Return the messages with a segment of its audio."""

    def encode_end(self, generation: int, samples: int) -> Sequence[OutboundMessage]:
        """Return the messages that say that all its audio was sent."""

    def encode_flush(self, generation: int) -> Sequence[OutboundMessage]:
        """Return the messages that stop it."""

    def encode_update(self, kind: ClientUpdateKind, text: str) -> Sequence[OutboundMessage]:
        """Return the messages of a transient update."""


class _PlayingUtterance:
    """One utterance, from its first audio to its result."""

    def __init__(self, generation: int, encoder: AudioMessageEncoder) -> None:
        self.generation = generation
        self.segmenter = encoder.create_segmenter()
        self.playback = PlaybackTracker(encoder.rate, lag_s=_ASSUMED_LATENCY_S)
        self.is_stopped = False
        self.is_finished = False
        self.has_report = False
        self.is_flush_confirmed = False
        self.result: PlaybackResult | None = None


class WebSocketAudioOutput:
    """Plays one utterance at a time, with the messages of ``encoder``."""

    def __init__(
        self, channel: OutboundChannel, encoder: AudioMessageEncoder, clock: Clock
    ) -> None:
        self._channel = channel
        self._encoder = encoder
        self._clock = clock
        self._utterance: _PlayingUtterance | None = None
        self._changed = asyncio.Event()
        channel.on_closed(self._notify)

    @property
    def rate(self) -> int:
        """Sample rate in Hz that it expects."""
        return self._encoder.rate

    @property
    def transport(self) -> Transport:
        """The transport that this output belongs to."""
        return "voice"

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """Begin an utterance."""
        self._finish_previous()
        self._utterance = _PlayingUtterance(generation, self._encoder)
        await self._channel.send(*self._encoder.encode_start(generation, turn, text))

    async def write(self, pcm: bytes) -> None:
        """Send audio; waits while too much of it is unplayed."""
        utterance = self._utterance
        if utterance is None or utterance.is_finished:
            return
        for piece in utterance.segmenter.push(pcm):
            await self._send(utterance, piece)

    async def finish(self) -> None:
        """Send the remaining audio and the end message."""
        utterance = self._utterance
        if utterance is None or utterance.is_finished:
            return
        rest = utterance.segmenter.flush()
        if rest:
            await self._send(utterance, rest)
        if not utterance.is_stopped:
            utterance.is_finished = True
            ending = self._encoder.encode_end(utterance.generation, utterance.playback.sent_samples)
            await self._channel.send(*ending)
        self._notify()

    async def wait_for_playout(self) -> PlaybackResult:
        """Wait until the utterance was played, by the client's reports or by the clock; return the result."""
        utterance = self._utterance
        if utterance is None:
            return PlaybackResult(0, is_estimated=False)
        while utterance.result is None:
            now = self._clock.monotonic()
            if utterance.is_stopped or not (utterance.is_finished or self._is_closed):
                await self._wait(None)
            elif self._is_over(utterance, now):
                utterance.result = self._current_result(utterance)
            else:
                await self._wait(self._deadline(utterance) - now)
        return utterance.result

    async def clear(self) -> PlaybackResult:
        """Stop the utterance and return how much was played; waits briefly for the client's report."""
        utterance = self._utterance
        if utterance is None:
            return PlaybackResult(0, is_estimated=False)
        if (
            utterance.result is None
            and not utterance.is_stopped
            and not self._is_fully_played(utterance)
        ):
            await self._stop(utterance)
        while utterance.result is None:
            if utterance.is_stopped:
                await self._wait(None)
            else:
                utterance.result = self._current_result(utterance)
        return utterance.result

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        """Send the client a transient update."""
        await self._channel.send(*self._encoder.encode_update(what, text))

    @property
    def sent_position(self) -> tuple[int, int] | None:
        """Generation of the latest utterance and how many of its samples were sent; None before the first."""
        utterance = self._utterance
        return (
            None if utterance is None else (utterance.generation, utterance.playback.sent_samples)
        )

    def record_report(self, samples: int, *, is_flushed: bool) -> bool:
        """Record the client's playback report; return whether the client stopped without being asked."""
        utterance = self._utterance
        if utterance is None or utterance.result is not None:
            return False
        utterance.playback.record_report(samples, self._clock.monotonic())
        is_unasked = (
            is_flushed and not utterance.is_stopped and not self._is_fully_played(utterance)
        )
        if is_unasked:
            utterance.is_stopped = True
            place = utterance.playback.samples_to_ms(utterance.playback.reported_samples or 0)
            utterance.result = PlaybackResult(place, is_estimated=False, is_stopped_by_client=True)
        utterance.has_report = utterance.has_report or utterance.is_stopped
        utterance.is_flush_confirmed = utterance.is_flush_confirmed or (
            is_flushed and utterance.is_stopped
        )
        self._notify()
        return is_unasked

    async def _send(self, utterance: _PlayingUtterance, piece: bytes) -> None:
        messages = await self._encoder.encode_audio(utterance.generation, piece)
        await self._wait_for_room(utterance)
        if utterance.is_stopped or self._is_closed:
            return
        utterance.playback.record_sent(len(piece) // _SAMPLE_BYTES, self._clock.monotonic())
        await self._channel.send(*messages)

    async def _wait_for_room(self, utterance: _PlayingUtterance) -> None:
        while not (utterance.is_stopped or self._is_closed):
            too_far = (
                utterance.playback.buffered_s(self._clock.monotonic())
                - self._encoder.max_buffered_s
            )
            if too_far <= 0:
                return
            await self._wait(too_far)

    async def _stop(self, utterance: _PlayingUtterance) -> None:
        utterance.is_stopped = True
        stopped_at = self._clock.monotonic()
        self._notify()
        place = utterance.playback.estimate_position(self._clamp_to_close(stopped_at))
        try:
            await self._channel.send(*self._encoder.encode_flush(utterance.generation))
            if utterance.playback.sent_samples and self._encoder.reports_playback:
                await self._wait_for_flush_report(utterance, stopped_at + REPORT_TIMEOUT_S)
        finally:
            is_known = utterance.has_report or not utterance.playback.sent_samples
            if is_known:
                place = utterance.playback.reported_samples or 0
            utterance.result = PlaybackResult(
                utterance.playback.samples_to_ms(place), is_estimated=not is_known
            )
            self._notify()

    async def _wait_for_flush_report(self, utterance: _PlayingUtterance, until: float) -> None:
        while not (utterance.is_flush_confirmed or self._is_closed):
            remaining_s = until - self._clock.monotonic()
            if remaining_s <= 0:
                return
            await self._wait(remaining_s)

    def _finish_previous(self) -> None:
        """Settle the previous utterance, so that its waiters return."""
        utterance = self._utterance
        if utterance is not None and utterance.result is None:
            utterance.result = self._current_result(utterance)
            utterance.is_stopped = True
            self._notify()

    def _current_result(self, utterance: _PlayingUtterance) -> PlaybackResult:
        if self._is_fully_played(utterance):
            return PlaybackResult(
                utterance.playback.samples_to_ms(utterance.playback.sent_samples),
                is_estimated=False,
            )
        place = utterance.playback.estimate_position(self._clamp_to_close(self._clock.monotonic()))
        return PlaybackResult(utterance.playback.samples_to_ms(place), is_estimated=True)

    def _is_fully_played(self, utterance: _PlayingUtterance) -> bool:
        return utterance.is_finished and utterance.playback.is_fully_played

    def _is_over(self, utterance: _PlayingUtterance, now: float) -> bool:
        return (
            self._is_closed or self._is_fully_played(utterance) or now >= self._deadline(utterance)
        )

    def _deadline(self, utterance: _PlayingUtterance) -> float:
        playing = utterance.playback
        return (
            playing.report_deadline()
            if self._encoder.reports_playback
            else playing.estimated_end_at()
        )

    @property
    def _is_closed(self) -> bool:
        return self._channel.closed_at is not None

    def _clamp_to_close(self, now: float) -> float:
        """Return ``now``, but no later than the loss of the connection, after which nothing is played."""
        gone_at = self._channel.closed_at
        return now if gone_at is None else min(now, gone_at)

    def _notify(self) -> None:
        moved, self._changed = self._changed, asyncio.Event()
        moved.set()

    async def _wait(self, seconds: float | None) -> None:
        """Wait for a change, or for ``seconds``."""
        moved = self._changed
        try:
            async with asyncio.timeout(None if seconds is None else max(seconds, _MIN_WAIT_S)):
                await moved.wait()
        except TimeoutError:
            return
