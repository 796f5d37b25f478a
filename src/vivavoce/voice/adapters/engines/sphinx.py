"""STT with pocketsphinx: one process for each stream, because decoding blocks its process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import struct
from collections.abc import AsyncIterator
from importlib.util import find_spec

from vivavoce.contracts.voice import ExpectedAnswer
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable
from vivavoce.voice.adapters.engines.engine_worker import WORKERS_DIR, EngineWorker
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE, SpeechEngineError, SttResult, SttStream

_PROGRAM = WORKERS_DIR / "sphinx.py"
_STREAMS_PER_CORE = 3
"""Streams per CPU core; with more, results would come too late."""
_MAX_IDLE_WORKERS = 1
"""Idle workers kept loaded for the next stream; one takes about 115 MiB."""
_RESULT_TIMEOUT_S = 3.0
"""Seconds without any output; an empty interim result shows that the worker is busy."""


def find_pocketsphinx_unavailable_reason() -> str:
    """Return why pocketsphinx cannot be used here; empty if it is installed."""
    if find_spec("pocketsphinx") is None:
        return translatable(
            "{program} is not installed. Install it with: pip install 'vivavoce[voice]'",
            program="pocketsphinx",
        )
    return ""


class PocketsphinxSttEngine:
    """A local STT engine without an API key: English only, inaccurate, so its words are drafts.

    ``close`` ends all its workers. Where a yes or a no is expected, it returns a whole phrase ("yes I agree",
    "no I don't agree") or nothing: a bare "yes" sounds too much like other words.
    """

    name = "pocketsphinx"
    model = "en-us"
    is_draft = True
    needs_speech_only = True

    def __init__(
        self,
        clock: Clock,
        *,
        max_streams: int | None = None,
        result_timeout_s: float = _RESULT_TIMEOUT_S,
    ) -> None:
        """Create the engine without workers.

        At most ``max_streams`` streams may be open at once, by default three per CPU core. A worker that has
        owed a result for ``result_timeout_s`` seconds counts as mute.
        """
        self._clock = clock
        self.result_timeout_s = result_timeout_s
        self._max_streams = max_streams or _STREAMS_PER_CORE * (os.cpu_count() or 1)
        self._idle_workers: list[EngineWorker] = []
        self._streams: set[_PocketsphinxStream] = set()
        self._stream_count = 0

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers of open streams."""
        return tuple(stream.pid for stream in self._streams)

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        """Open a stream; audio sent while the model is still loading is transcribed afterwards.

        Raises ``SpeechEngineError`` for other languages than English or when all streams are in use.
        """
        if language.lower().split("-")[0] != "en":
            raise SpeechEngineError("refused", "pocketsphinx supports English only.")
        if len(self._streams) >= self._max_streams:
            raise SpeechEngineError(
                "refused",
                translatable(
                    "All {limit} speech recognizers of this machine are in use.",
                    limit=self._max_streams,
                ),
            )
        stream = _PocketsphinxStream(self, self._clock)
        self._streams.add(stream)
        try:
            worker = await self._acquire_worker()
            self._stream_count += 1
            await stream.start(worker, expects, number=self._stream_count)
        except BaseException:
            self._streams.discard(stream)
            raise
        return stream

    async def warm_up(self) -> None:
        """Load a worker before the first stream."""
        if not self._idle_workers and not self._streams:
            self._idle_workers.append(await EngineWorker.start(_PROGRAM))

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        for stream in tuple(self._streams):
            await stream.close()
        while self._idle_workers:
            await self._idle_workers.pop().stop()

    async def return_worker(
        self, stream: _PocketsphinxStream, worker: EngineWorker, *, is_idle: bool
    ) -> None:
        """Return the worker of a stream that has ended; an idle one is kept for the next stream."""
        self._streams.discard(stream)
        if is_idle and worker.is_alive and len(self._idle_workers) < _MAX_IDLE_WORKERS:
            self._idle_workers.append(worker)
        else:
            await worker.stop()

    async def _acquire_worker(self) -> EngineWorker:
        while self._idle_workers:
            worker = self._idle_workers.pop()
            if worker.is_alive:
                return worker
            await worker.stop()
        return await EngineWorker.start(_PROGRAM)


class _PocketsphinxStream:
    """One stream, in one worker."""

    def __init__(self, pool: PocketsphinxSttEngine, clock: Clock) -> None:
        self._pool, self._clock = pool, clock
        self._worker: EngineWorker | None = None
        self._messages: asyncio.Queue[dict[str, object] | SpeechEngineError | None] = (
            asyncio.Queue()
        )
        """None makes the reader check again when the next result is due."""
        self._reader: asyncio.Task[None] | None = None
        self._sent = 0
        self._processed = 0
        """Samples that the worker has processed."""
        self._segment_start = 0
        self._flushed: list[tuple[int, float]] = []
        """Segments that await a final result: their last sample and when they were flushed."""
        self._answered_at = 0.0
        self._last_interim = ""
        self._is_closed = False

    @property
    def pid(self) -> int:
        return self._worker.pid if self._worker is not None else 0

    async def start(self, worker: EngineWorker, expects: ExpectedAnswer, *, number: int) -> None:
        self._worker = worker
        self._send(b"B", json.dumps({"expects": expects, "stream": number}).encode())
        self._reader = asyncio.ensure_future(self._read_messages(worker, number))

    async def push(self, pcm: bytes) -> None:
        self._send(b"A", pcm)
        self._sent += len(pcm) // 2

    async def flush(self) -> None:
        self._send(b"F", b"")
        self._flushed.append((self._sent, self._clock.monotonic()))
        self._messages.put_nowait(None)

    async def results(self) -> AsyncIterator[SttResult]:
        while not self._is_closed:
            try:
                async with asyncio.timeout(self._remaining_timeout()):
                    message = await self._messages.get()
            except TimeoutError:
                raise SpeechEngineError("mute", "pocketsphinx does not respond.") from None
            if isinstance(message, SpeechEngineError):
                raise message
            if message is not None:
                yield self._to_result(message)

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        self._is_closed = True
        self._messages.put_nowait(None)
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        is_idle = not self._flushed and self._sent - self._processed < STT_SAMPLE_RATE
        await self._pool.return_worker(self, worker, is_idle=is_idle)

    def _send(self, kind: bytes, content: bytes) -> None:
        if self._worker is None:
            raise SpeechEngineError("cut", "This recognition has ended.")
        self._worker.write(struct.pack("<cI", kind, len(content)) + content)

    async def _read_messages(self, worker: EngineWorker, number: int) -> None:
        """Queue the worker's messages of this stream.

        Messages before its own start belong to the previous stream, which may have been closed earlier.
        """
        has_begun = False
        while line := await worker.stdout.readline():
            message = json.loads(line)
            if has_begun:
                self._messages.put_nowait(message)
            elif message.get("began") == number:
                has_begun = True
                self._messages.put_nowait({"interim": "", "at": 0})
        self._messages.put_nowait(
            SpeechEngineError("cut", "The worker of pocketsphinx has stopped.")
        )

    def _remaining_timeout(self) -> float | None:
        if not self._flushed:
            return None
        since = max(self._flushed[0][1], self._answered_at)
        return max(0.0, since + self._pool.result_timeout_s - self._clock.monotonic())

    def _to_result(self, message: dict[str, object]) -> SttResult:
        is_final = "final" in message
        self._answered_at = self._clock.monotonic()
        at = int(str(message["at"]))
        self._processed = max(self._processed, at)
        latency_ms = 0
        start = self._segment_start
        if is_final:
            self._segment_start = at
            if self._flushed:
                latency_ms = round((self._clock.monotonic() - self._flushed.pop(0)[1]) * 1000)
        text = str(message["final"] if is_final else message["interim"])
        is_news = is_final or text != self._last_interim
        self._last_interim = text
        return SttResult(
            text=text if is_news else "",
            is_final=is_final,
            start_ms=start * 1000 // STT_SAMPLE_RATE,
            end_ms=at * 1000 // STT_SAMPLE_RATE,
            engine=self._pool.name,
            model=self._pool.model,
            latency_ms=latency_ms,
        )
