"""Understand speech with pocketsphinx: a process for each live stream, because it holds up its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import struct
from collections.abc import AsyncIterator, Sequence
from importlib.util import find_spec

from vivavoce.contracts.sound import Expects
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines.process import WORKERS, Worker
from vivavoce.voice.ports.engines import EAR_RATE, EngineFailed, Recognition, Transcribed

_PROGRAM = WORKERS / "sphinx.py"
_A_CORE = 3
"""Live streams that one core carries; more would answer too late."""
_SPARE = 1
"""Workers kept loaded for whoever comes next; one takes about 115 MiB."""
_MUTE_S = 3.0
"""Without any sign: an interim result without words says that the worker is at it."""


def why_no_sphinx() -> str:
    """Return why pocketsphinx cannot be used here; empty if it is installed."""
    if find_spec("pocketsphinx") is None:
        return "pocketsphinx is not installed; add it with: pip install 'vivavoce[voice]'"
    return ""


class Pocketsphinx:
    """The keyless recogniser: English, poor, its words are drafts. ``close`` ends all of its workers.

    With ``phrases`` it finds one of them in everything that is short enough, or nothing: good for a yes or
    no that was asked for, and never enough by itself where much hangs on it.
    """

    name = "pocketsphinx"
    model = "en-us"
    is_draft = True
    needs_speech_only = True

    def __init__(
        self,
        clock: Clock,
        *,
        most: int | None = None,
        phrases: Sequence[str] = (),
        mute_s: float = _MUTE_S,
    ) -> None:
        """Start nothing yet; ``most`` streams may live at once, by default three for each core.

        A worker that owes an answer for ``mute_s`` counts as mute.
        """
        self._clock = clock
        self.mute_s = mute_s
        self._most = most or _A_CORE * (os.cpu_count() or 1)
        self._phrases = tuple(phrases)
        self._spare: list[Worker] = []
        self._live: set[_Stream] = set()
        self._begun = 0

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes of the streams that live."""
        return tuple(stream.pid for stream in self._live)

    async def open(self, *, language: str, expects: Expects = "anything") -> Recognition:
        """Begin; the model may still be loading then, and hears what was said meanwhile."""
        if language.lower().split("-")[0] != "en":
            raise EngineFailed("refused", "pocketsphinx understands English only.")
        if len(self._live) >= self._most:
            raise EngineFailed(
                "refused", f"All {self._most} recognisers that this machine can carry are in use."
            )
        stream = _Stream(self, self._clock)
        self._live.add(stream)
        try:
            worker = await self._worker()
            self._begun += 1
            await stream.begin(worker, self._phrases, number=self._begun)
        except BaseException:
            self._live.discard(stream)
            raise
        return stream

    async def warm(self) -> None:
        """Have a worker loaded for whoever comes first."""
        if not self._spare and not self._live:
            self._spare.append(await Worker.start(_PROGRAM))

    async def close(self) -> None:
        """End all workers and wait until they are gone."""
        for stream in tuple(self._live):
            await stream.close()
        while self._spare:
            await self._spare.pop().stop()

    async def give_back(self, stream: _Stream, worker: Worker, *, is_idle: bool) -> None:
        """Take the worker of a stream that has ended; one that has nothing to do is kept."""
        self._live.discard(stream)
        if is_idle and worker.is_alive and len(self._spare) < _SPARE:
            self._spare.append(worker)
        else:
            await worker.stop()

    async def _worker(self) -> Worker:
        while self._spare:
            worker = self._spare.pop()
            if worker.is_alive:
                return worker
            await worker.stop()
        return await Worker.start(_PROGRAM)


class _Stream:
    """One recognition, in one worker."""

    def __init__(self, pool: Pocketsphinx, clock: Clock) -> None:
        self._pool, self._clock = pool, clock
        self._worker: Worker | None = None
        self._said: asyncio.Queue[dict[str, object] | EngineFailed | None] = asyncio.Queue()
        """None asks to look again when the next answer is due."""
        self._reading: asyncio.Task[None] | None = None
        self._sent = 0
        self._heard = 0
        """Samples that the worker has come to."""
        self._from = 0
        self._flushed: list[tuple[int, float]] = []
        """Stretches that wait for their final: where they end, and when that was said."""
        self._answered_at = 0.0
        self._told = ""
        self._is_closed = False

    @property
    def pid(self) -> int:
        return self._worker.pid if self._worker is not None else 0

    async def begin(self, worker: Worker, phrases: Sequence[str], *, number: int) -> None:
        self._worker = worker
        self._send(b"B", json.dumps({"phrases": phrases, "stream": number}).encode())
        self._reading = asyncio.ensure_future(self._read(worker, number))

    async def push(self, pcm: bytes) -> None:
        self._send(b"A", pcm)
        self._sent += len(pcm) // 2

    async def flush(self) -> None:
        self._send(b"F", b"")
        self._flushed.append((self._sent, self._clock.monotonic()))
        self._said.put_nowait(None)

    async def results(self) -> AsyncIterator[Transcribed]:
        while not self._is_closed:
            try:
                async with asyncio.timeout(self._patience()):
                    said = await self._said.get()
            except TimeoutError:
                raise EngineFailed("mute", "pocketsphinx says nothing.") from None
            if isinstance(said, EngineFailed):
                raise said
            if said is not None:
                yield self._words(said)

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        self._is_closed = True
        self._said.put_nowait(None)
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        is_idle = not self._flushed and self._sent - self._heard < EAR_RATE
        await self._pool.give_back(self, worker, is_idle=is_idle)

    def _send(self, kind: bytes, content: bytes) -> None:
        if self._worker is None:
            raise EngineFailed("cut", "This recognition has ended.")
        self._worker.write(struct.pack("<cI", kind, len(content)) + content)

    async def _read(self, worker: Worker, number: int) -> None:
        """Pass on the answers of this stream.

        Those before its own beginning were another's, which may have left before it was begun itself.
        """
        has_begun = False
        while line := await worker.out.readline():
            said = json.loads(line)
            if has_begun:
                self._said.put_nowait(said)
            elif said.get("began") == number:
                has_begun = True
                self._said.put_nowait({"interim": "", "at": 0})
        self._said.put_nowait(EngineFailed("cut", "The worker of pocketsphinx has ended."))

    def _patience(self) -> float | None:
        if not self._flushed:
            return None
        since = max(self._flushed[0][1], self._answered_at)
        return max(0.0, since + self._pool.mute_s - self._clock.monotonic())

    def _words(self, said: dict[str, object]) -> Transcribed:
        is_final = "final" in said
        self._answered_at = self._clock.monotonic()
        at = int(str(said["at"]))
        self._heard = max(self._heard, at)
        latency_ms = 0
        start = self._from
        if is_final:
            self._from = at
            if self._flushed:
                latency_ms = round((self._clock.monotonic() - self._flushed.pop(0)[1]) * 1000)
        text = str(said["final"] if is_final else said["interim"])
        is_news = is_final or text != self._told
        self._told = text
        return Transcribed(
            text=text if is_news else "",
            is_final=is_final,
            start_ms=start * 1000 // EAR_RATE,
            end_ms=at * 1000 // EAR_RATE,
            engine=self._pool.name,
            model=self._pool.model,
            latency_ms=latency_ms,
        )
