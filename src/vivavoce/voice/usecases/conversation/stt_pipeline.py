"""STT pipeline of a connection: sends audio to an engine and maps results to connection time.

Inbound audio goes to the turn manager always, and to speech recognition while that is allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable

from vivavoce.contracts.voice import (
    AudioRecorder,
    ExpectedAnswer,
    TranscriptSegment,
    VoiceFailureKind,
)
from vivavoce.infra.tasks import raise_if_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.turns.speech_activity import AudioTimeMap
from vivavoce.voice.ports.audio import AudioInput
from vivavoce.voice.ports.engines import (
    STT_SAMPLE_RATE,
    SpeechEngineError,
    SttEngine,
    SttResult,
    SttStream,
)

_BYTES_PER_MS = STT_SAMPLE_RATE * 2 // 1000
_PRE_SPEECH_MS = 400
"""Milliseconds of audio before detected speech that are sent with it."""
_MAX_PRE_SPEECH_MS = 1_500
_MAX_QUEUED = 1_500
"""Frames queued for a slow engine, about 30 s; older ones are dropped."""
_RETRY_INTERVAL_S = 15.0
_FINAL_TRANSCRIPT_TIMEOUT_S = 2.0
"""Seconds to wait for outstanding results before recognition restarts with another expectation."""


class SttPipeline:
    """Transcribes one connection's audio with ``engine`` until ``close``; with None it transcribes nothing.

    ``on_final`` receives every final result, ``on_interim`` the words recognized so far. ``on_unavailable``
    is called when no engine works any more (it is retried from time to time), ``on_recovered`` when one works
    again.
    """

    def __init__(
        self,
        engine: SttEngine | None,
        clock: Clock,
        *,
        language: str,
        on_final: Callable[[TranscriptSegment], None],
        on_interim: Callable[[str], None],
        on_unavailable: Callable[[str, VoiceFailureKind], None],
        on_recovered: Callable[[], None],
    ) -> None:
        self._engine, self._clock, self._language = engine, clock, language
        self._on_final, self._on_interim = on_final, on_interim
        self._on_unavailable, self._on_recovered = on_unavailable, on_recovered
        self._recent: deque[tuple[int, bytes]] = deque()
        self._queue: asyncio.Queue[tuple[int, bytes] | ExpectedAnswer | None] = asyncio.Queue(
            _MAX_QUEUED
        )
        """Audio and its start in milliseconds, None for the end of a speech segment, or what is expected
        next.
        """
        self._expects: ExpectedAnswer = "anything"
        self._next_expects: ExpectedAnswer = "anything"
        """What is expected after the current speech segment."""
        self._stream_pending = 0
        """Speech segments whose results the open stream still owes."""
        self._is_settled = asyncio.Event()
        self._is_settled.set()
        self._is_speech = False
        self._was_flushed_early = False
        self._is_unavailable = engine is None
        self._task: asyncio.Future[None] | None = None
        self.pending_segments = 0
        """Speech segments whose results have not arrived yet."""

    @property
    def is_unavailable(self) -> bool:
        """Whether no engine is available at the moment."""
        return self._is_unavailable

    def start(self) -> None:
        """Start transcribing."""
        if self._engine is not None:
            self._task = asyncio.ensure_future(self._run(self._engine))

    def push_audio(self, pcm: bytes, at_ms: int) -> None:
        """Add audio that begins at ``at_ms``."""
        if self._is_speech or not (self._engine and self._engine.needs_speech_only):
            self._enqueue((at_ms, pcm))
            return
        self._recent.append((at_ms, pcm))
        while self._recent[0][0] < at_ms - _MAX_PRE_SPEECH_MS:
            self._recent.popleft()

    def on_speech_started(self, at_ms: int) -> None:
        """Record that speech began at ``at_ms``, a moment ago."""
        self._is_speech = True
        for heard_at, pcm in self._recent:
            if heard_at >= at_ms - _PRE_SPEECH_MS:
                self._enqueue((heard_at, pcm))
        self._recent.clear()

    def on_speech_ended(self) -> None:
        """End the speech segment and request its final result."""
        self._is_speech = False
        self.pending_segments += not (self._was_flushed_early or self._is_unavailable)
        self._was_flushed_early = False
        self._enqueue(None)
        self._enqueue(self._next_expects)

    def set_expected(self, expects: ExpectedAnswer) -> None:
        """Set what is expected from now on; the current speech segment is finished with the old setting."""
        if expects != self._next_expects:
            self._next_expects = expects
            if not self._is_speech:
                self._enqueue(expects)

    def flush_early(self) -> None:
        """Request a final result in the middle of a speech segment."""
        if self._is_speech and not self._was_flushed_early and not self._is_unavailable:
            self._was_flushed_early = True
            self.pending_segments += 1
            self._enqueue(None)

    async def close(self) -> None:
        """Stop transcribing."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _enqueue(self, item: tuple[int, bytes] | ExpectedAnswer | None) -> None:
        if self._is_unavailable:
            return
        while self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(item)

    async def _run(self, engine: SttEngine) -> None:
        while True:
            raise_if_cancelled()
            try:
                await self._run_stream(engine)
            except SpeechEngineError as failed:
                self._mark_unavailable(engine.name, failed.kind)
                await self._clock.sleep(_RETRY_INTERVAL_S)

    async def _run_stream(self, engine: SttEngine) -> None:
        """Transcribe until something else is expected, or raise ``SpeechEngineError``."""
        if self._is_unavailable:  # nothing remains that was said under the old expectation
            self._expects = self._next_expects
        recognition = await engine.open(language=self._language, expects=self._expects)
        if self._is_unavailable:
            self._is_unavailable = False
            self._on_recovered()
        anchors = AudioTimeMap()
        giving = asyncio.ensure_future(self._send_audio(recognition, anchors))
        hearing = asyncio.ensure_future(self._read_results(recognition, anchors))
        try:
            await asyncio.wait([giving, hearing], return_when=asyncio.FIRST_COMPLETED)
            for ended in (hearing, giving):
                if ended.done():
                    ended.result()
            if hearing.done():
                raise SpeechEngineError("cut")
            await self._wait_for_finals()
        finally:
            self.pending_segments = max(0, self.pending_segments - self._stream_pending)
            self._set_stream_pending(0)
            giving.cancel()
            hearing.cancel()
            await asyncio.gather(giving, hearing, return_exceptions=True)
            with contextlib.suppress(SpeechEngineError):
                await recognition.close()

    async def _send_audio(self, recognition: SttStream, time_map: AudioTimeMap) -> None:
        """Send queued audio until something else is expected."""
        while True:
            match await self._queue.get():
                case None:
                    if time_map.has_unflushed_audio:  # without audio there is no result
                        time_map.has_unflushed_audio = False
                        self._set_stream_pending(self._stream_pending + 1)
                        await recognition.flush()
                case str(expects):
                    if expects != self._expects:
                        self._expects = expects
                        return
                case (at_ms, pcm):
                    time_map.add_audio(len(pcm) / _BYTES_PER_MS, at_ms)
                    await recognition.push(pcm)

    async def _wait_for_finals(self) -> None:
        """Wait for outstanding final results."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FINAL_TRANSCRIPT_TIMEOUT_S):
                await self._is_settled.wait()

    async def _read_results(self, recognition: SttStream, time_map: AudioTimeMap) -> None:
        async for result in recognition.results():
            if not result.is_final:
                self._on_interim(result.text)
                continue
            self.pending_segments = max(0, self.pending_segments - 1)
            self._set_stream_pending(max(0, self._stream_pending - 1))
            if result.text.strip():
                self._on_final(_to_segment(result, time_map))

    def _set_stream_pending(self, stretches: int) -> None:
        self._stream_pending = stretches
        if stretches:
            self._is_settled.clear()
        else:
            self._is_settled.set()

    def _mark_unavailable(self, engine: str, kind: VoiceFailureKind) -> None:
        self.pending_segments = 0
        self._recent.clear()
        while not self._queue.empty():
            self._queue.get_nowait()
        if not self._is_unavailable:
            self._is_unavailable = True
            self._on_unavailable(engine, kind)


def _to_segment(result: SttResult, anchors: AudioTimeMap) -> TranscriptSegment:
    start = anchors.map_start(result.start_ms)
    return TranscriptSegment(
        text=result.text.strip(),
        start_ms=start,
        end_ms=max(start, anchors.map_end(result.end_ms)),
        engine=result.engine,
        model=result.model,
        latency_ms=result.latency_ms,
        confidence=result.confidence,
    )


_MAX_GAP_S = 0.5
"""Longest gap in seconds that counts as network delay; a longer one is filled with silence."""


class InboundAudio:
    """Counts a connection's audio, which is its clock, and passes it on while that is allowed.

    It goes to ``stt``. ``record_audio`` is given it too, while it may be recorded.

    The clock starts with the first chunk. It advances by the audio that arrives, and by silence where none
    arrives any more. ``fill_silence`` must be called at even intervals; they are counted, not measured, so
    that after a stall the queued audio is processed first.
    """

    def __init__(
        self, audio_input: AudioInput, stt: SttPipeline, record_audio: AudioRecorder | None = None
    ) -> None:
        self._microphone, self._ears, self._record_audio = audio_input, stt, record_audio
        self._samples = 0
        self._gap_s = 0.0
        self.is_allowed = False  # off until the session allows it
        self.is_recorded = False
        """Whether audio that is listened to may be recorded: not in a pause, unlike listening."""
        self.is_muted = False
        self.is_closed = False
        """Whether all further audio is ignored."""

    @property
    def is_open(self) -> bool:
        """Whether audio is passed to speech recognition."""
        return self.is_allowed and not self.is_muted

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the candidate's audio, or silence in its place while listening is off."""
        async for pcm in self._microphone.frames():
            if self.is_closed:
                return
            at_ms = self._samples * 1000 // STT_SAMPLE_RATE
            self._samples += len(pcm) // 2
            self._gap_s = 0.0
            if not self.is_open:
                yield bytes(len(pcm))
                continue
            self._ears.push_audio(pcm, at_ms)
            if self._record_audio is not None and self.is_recorded:
                self._record_audio(pcm, at_ms)
            yield pcm

    def fill_silence(self, elapsed_s: float) -> bytes:
        """Return silence in place of missing audio; ``elapsed_s`` is the seconds since the last call."""
        if not self._samples:
            return b""
        before, self._gap_s = self._gap_s, self._gap_s + elapsed_s
        if self._gap_s < _MAX_GAP_S:
            return b""
        missing = round((elapsed_s if before >= _MAX_GAP_S else self._gap_s) * STT_SAMPLE_RATE)
        self._samples += missing
        return bytes(2 * missing)
