"""One attempt: one STT engine transcribes the audio that is not final yet, until it fails or is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from vivavoce.contracts.voice import ExpectedAnswer
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.untranscribed_audio import (
    SpeechSegmentEnd,
    TimedAudio,
    UntranscribedAudio,
)
from vivavoce.voice.ports.engines import SpeechEngineError, SttEngine, SttResult, SttStream

_log = structlog.get_logger(__name__)
MIN_WAIT_S = 0.001
"""Shortest wait in seconds: a timer may fire slightly before its time."""
_USUAL_SEGMENT_S = 10.0
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class SttTimeouts:
    """How long an engine may take before it counts as hung or mute, in seconds."""

    open_s: float = 1.5
    push_s: float = 1.5
    result_s: float = 2.5
    """From the end of speech, or the engine's last result after it, to the next result."""
    long_segment_factor: float = 0.05
    """Added per second of a segment beyond its first ten: some engines start only when it is over."""
    replay_factor: float = 0.5
    """Added per second of audio that is replayed to the engine."""
    replay_late_factor: float = 0.1
    """Added per replayed second before the engine counts as late and another one is started beside it."""


class SttAttempt:
    """One recognition by one engine, in its own task from ``start`` until it fails or is stopped.

    ``on_result`` is called with each result, its times being those of the connection; ``on_started`` is
    called once the recognition has begun. ``task`` ends only with ``SpeechEngineError`` or by cancellation.
    """

    def __init__(
        self,
        index: int,
        engine: SttEngine,
        language: str,
        expects: ExpectedAnswer,
        *,
        clock: Clock,
        timeouts: SttTimeouts,
        audio: UntranscribedAudio,
        on_started: Callable[[SttAttempt], None],
        on_result: Callable[[SttAttempt, SttResult], None],
    ) -> None:
        self.index, self.engine = index, engine
        self._language, self._expects = language, expects
        self._clock, self._timeouts = clock, timeouts
        self._audio, self._on_started, self._on_result = audio, on_started, on_result
        self.has_started = False
        self._queue: asyncio.Queue[TimedAudio | SpeechSegmentEnd] = asyncio.Queue()
        self._offset_ms = 0.0
        self._sent_ms = self._transcribed_ms = 0.0
        self._deadlines: dict[int, float] = {}
        """Monotonic time when the result of each segment, by number, is overdue."""
        self._expected_at: dict[int, float] = {}
        """Monotonic time when an engine that is never late would have returned it."""
        self._first_live_segment = 0
        """Number of the first segment that was sent live."""
        self._deadlines_changed = asyncio.Event()

    def start(self, delay_s: float) -> None:
        """Start after ``delay_s`` seconds."""
        self._requested_at = self._clock.monotonic() + delay_s
        self.task = asyncio.ensure_future(self._run(delay_s))

    def send(self, item: TimedAudio | SpeechSegmentEnd) -> None:
        """Send audio or the end of a segment; before the start this does nothing, as ``audio`` keeps it."""
        if self.has_started:
            self._queue.put_nowait(item)
            if isinstance(item, SpeechSegmentEnd):
                self._expect_result(item, 0.0)

    def mark_final(self, segments: Iterable[SpeechSegmentEnd]) -> None:
        """Stop waiting for the results of these segments."""
        for mark in segments:
            self._deadlines.pop(mark.number, None)
            self._expected_at.pop(mark.number, None)

    def was_sent_live(self, segment: SpeechSegmentEnd) -> bool:
        """Return whether this segment was sent live, not replayed."""
        return segment.number >= self._first_live_segment

    def late_at(self, late_threshold_s: float) -> float:
        """Return the monotonic time when it counts as late with the first outstanding segment."""
        if not self.has_started:
            return self._requested_at + late_threshold_s
        return min(self._expected_at.values(), default=float("inf")) + late_threshold_s

    @property
    def untranscribed_ms(self) -> int:
        """Milliseconds of audio sent that no final result covers."""
        return max(0, round(self._sent_ms - self._transcribed_ms))

    async def _run(self, after_s: float) -> None:
        try:
            await self._clock.sleep(after_s)
            begun = self.engine.open(language=self._language, expects=self._expects)
            engine = await self._with_timeout(self._timeouts.open_s, begun)
            try:
                self._replay()
                self._on_started(self)
                await self._run_stream(engine)
            finally:
                with contextlib.suppress(SpeechEngineError):  # the engine may no longer respond
                    await self._with_timeout(self._timeouts.push_s, engine.close())
        except SpeechEngineError:
            raise
        except Exception as error:
            _log.warning(
                "stt.engine_failed", kind=type(error).__name__, place=error_location(error)
            )
            raise SpeechEngineError("failed", "The speech-to-text engine failed.") from error

    def _replay(self) -> None:
        """Queue all audio that is not final, and allow time to catch up with it."""
        self.has_started = True
        parts = list(self._audio.items())
        sound = [part for part in parts if isinstance(part, TimedAudio)]
        self._offset_ms = sound[0].start_ms if sound else self._audio.end_ms
        lasting_s = (self._audio.end_ms - self._offset_ms) / 1000
        for part in parts:
            self._queue.put_nowait(part)
            if isinstance(part, SpeechSegmentEnd):
                self._expect_result(part, lasting_s)
                self._first_live_segment = part.number + 1

    async def _run_stream(self, engine: SttStream) -> None:
        """Send audio and read results; raise the error that ends the stream."""
        jobs = [
            asyncio.ensure_future(step)
            for step in (self._feed(engine), self._read_results(engine), self._watch_deadlines())
        ]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _feed(self, engine: SttStream) -> None:
        while True:
            part = await self._queue.get()
            if isinstance(part, TimedAudio):
                await self._with_timeout(self._timeouts.push_s, engine.push(part.pcm))
                self._sent_ms = part.end_ms - self._offset_ms
            else:
                await self._with_timeout(self._timeouts.push_s, engine.flush())

    async def _read_results(self, engine: SttStream) -> None:
        async with contextlib.aclosing(engine.results()) as results:  # type: ignore[type-var]
            async for words in results:
                self._extend_deadlines()
                if words.is_final:
                    self._transcribed_ms = max(self._transcribed_ms, words.end_ms)
                start_ms, end_ms = self._offset_ms + words.start_ms, self._offset_ms + words.end_ms
                self._on_result(
                    self, replace(words, start_ms=round(start_ms), end_ms=round(end_ms))
                )
        raise SpeechEngineError("cut", "The speech-to-text engine closed its stream.")

    async def _watch_deadlines(self) -> None:
        """Raise ``SpeechEngineError`` when a result is overdue."""
        while True:
            self._deadlines_changed.clear()
            due = min(self._deadlines.values(), default=None)
            left_s = None if due is None else due - self._clock.monotonic()
            if left_s is not None and left_s <= 0:
                raise SpeechEngineError(
                    "mute", "The speech-to-text engine received speech but returned no text."
                )
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s and max(MIN_WAIT_S, left_s)):
                    await self._deadlines_changed.wait()

    def _expect_result(self, mark: SpeechSegmentEnd, again_s: float) -> None:
        """Set the deadlines for a segment's result, after ``again_s`` seconds of audio were replayed."""
        limits, now = self._timeouts, self._clock.monotonic()
        longer_s = max(0.0, mark.length_ms / 1000 - _USUAL_SEGMENT_S) * limits.long_segment_factor
        self._expected_at[mark.number] = now + longer_s + again_s * limits.replay_late_factor
        self._deadlines[mark.number] = (
            now + longer_s + again_s * limits.replay_factor + limits.result_s
        )
        self._deadlines_changed.set()

    def _extend_deadlines(self) -> None:
        """Extend the deadlines of what is outstanding: the engine has responded."""
        now = self._clock.monotonic()
        for number, due in self._deadlines.items():
            self._deadlines[number] = max(due, now + self._timeouts.result_s)
            self._expected_at[number] = max(self._expected_at[number], now)
        self._deadlines_changed.set()

    async def _with_timeout(self, seconds: float, call: Awaitable[_Answer]) -> _Answer:
        try:
            async with asyncio.timeout(seconds):
                return await call
        except TimeoutError:
            raise SpeechEngineError(
                "hung", "The speech-to-text engine did not respond in time."
            ) from None
