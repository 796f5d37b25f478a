"""TTS with espeak-ng in its own process: one worker synthesizes the sentences of all sessions in turn."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from importlib.util import find_spec

import structlog

from vivavoce.kernel.translation import phrase, translatable
from vivavoce.voice.adapters.engines.engine_worker import WORKERS_DIR, EngineWorker
from vivavoce.voice.ports.engines import (
    LanguageNotSupportedError,
    SpeechEngineError,
    SynthesizedAudio,
    SynthesizedWord,
)

_log = structlog.get_logger(__name__)
_PROGRAM = WORKERS_DIR / "espeak.py"
_RATE = 22_050
_WORDS_PER_MINUTE = 165
_MIN_RATE, _MAX_RATE = 80, 450
_MAX_STARTS = 3
"""How often a worker is started for one sentence before giving up."""
_FAILED = phrase("espeak-ng could not speak the text.")
_TOKEN = re.compile(r"\S+")
_VOICES = {"en": "en-us", "en-gb": "en", "zh": "cmn", "no": "nb"}
"""Languages that espeak-ng names differently."""


def find_espeak_unavailable_reason() -> str:
    """Return why espeak-ng cannot be used here; empty if it is installed."""
    if find_spec("espeakng_loader") is None:
        return translatable(
            "{program} is not installed. Install it with: pip install 'vivavoce[voice]'",
            program="espeak-ng",
        )
    return ""


class EspeakTtsEngine:
    """A local TTS engine without an API key.

    Its worker starts at the first use and ends with ``close``; a later use starts it again.
    """

    name = "espeak"
    model = "espeak-ng"
    voice = "espeak-ng"
    rate = _RATE

    def __init__(self) -> None:
        """Create the engine without starting the worker."""
        self._queue: asyncio.Queue[_SentenceJob] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._worker: EngineWorker | None = None
        self._last_number = 0

    @property
    def pid(self) -> int | None:
        """The worker's process id, or None while there is no worker."""
        return self._worker.pid if self._worker is not None and self._worker.is_alive else None

    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        """Yield ``text`` as audio with word times; raise ``SpeechEngineError``."""
        self._last_number += 1
        rate = round(min(_MAX_RATE, max(_MIN_RATE, _WORDS_PER_MINUTE * speed)))
        sentence = _SentenceJob(self._last_number, text, _voice_names(language), rate)
        self._queue.put_nowait(sentence)
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._serve())
        while (sound := await sentence.chunks.get()) is not None:
            if isinstance(sound, SpeechEngineError):
                raise sound
            yield sound

    async def warm_up(self) -> None:
        """Start the worker before the first request."""
        async for _ in self.synthesize("Yes.", language="en"):
            pass

    async def close(self) -> None:
        """End the worker and wait until it is gone; unfinished sentences fail."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self._stop_worker()
        while not self._queue.empty():
            self._queue.get_nowait().fail(SpeechEngineError("cut", "The voice was closed."))

    async def _serve(self) -> None:
        """Synthesize queued sentences one after the other, as fast as the engine can."""
        while True:
            sentence = await self._queue.get()
            try:
                await self._synthesize_sentence(sentence)
            except SpeechEngineError as failure:
                sentence.fail(failure)
            except asyncio.CancelledError:
                sentence.fail(SpeechEngineError("cut", "The voice was closed."))
                raise
            except (OSError, ValueError, KeyError, struct.error) as error:
                _log.warning("espeak.failed", kind=type(error).__name__)
                await self._stop_worker()
                sentence.fail(SpeechEngineError("failed", _FAILED))

    async def _synthesize_sentence(self, sentence: _SentenceJob) -> None:
        for _ in range(_MAX_STARTS):
            worker = await self._ensure_worker()
            sentence.start()
            try:
                worker.write(sentence.request)
                while not sentence.is_done:
                    sentence.handle_frame(*await _read_frame(worker))
            except (asyncio.IncompleteReadError, SpeechEngineError) as gone:
                if isinstance(gone, SpeechEngineError) and gone.kind != "cut":
                    raise
                _log.warning("espeak.worker_lost", pid=worker.pid)
                await self._stop_worker()
                continue  # the same text takes the same time within 20 ms: what was sent is skipped
            return
        raise SpeechEngineError("failed", "espeak-ng stopped repeatedly.")

    async def _ensure_worker(self) -> EngineWorker:
        if self._worker is None or not self._worker.is_alive:
            await self._stop_worker()
            self._worker = await EngineWorker.start(_PROGRAM)
            with contextlib.suppress(asyncio.IncompleteReadError):
                _, _, content = await _read_frame(self._worker)
                if json.loads(content)["rate"] != _RATE:
                    raise SpeechEngineError("refused", "espeak-ng uses an unexpected sample rate.")
        return self._worker

    async def _stop_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop()


@dataclass(slots=True)
class _SentenceJob:
    """One text to synthesize, across worker restarts."""

    number: int
    text: str
    voices: tuple[str, ...]
    words_per_minute: int
    chunks: asyncio.Queue[SynthesizedAudio | SpeechEngineError | None] = field(
        default_factory=asyncio.Queue
    )
    is_done: bool = False
    _sent_bytes: int = 0
    """Bytes of audio passed on, from any worker."""
    _received_bytes: int = 0
    _held_chunk: bytes = b""
    """One chunk is held back, so that the last one can carry the last words."""
    _tokens: list[re.Match[str]] = field(default_factory=list)
    _known: list[SynthesizedWord] = field(default_factory=list)
    _words_sent: int = 0
    _open: list[tuple[int, int]] = field(default_factory=list)
    """Index of the word being spoken, and its start in milliseconds."""

    @property
    def request(self) -> bytes:
        """The request to the worker, as one line of JSON."""
        request_message = {
            "id": self.number,
            "text": self.text,
            "voices": self.voices,
            "rate": self.words_per_minute,
        }
        return json.dumps(request_message).encode() + b"\n"

    def start(self) -> None:
        """Start, or start again with another worker."""
        self._received_bytes, self._held_chunk = 0, b""
        self._tokens = list(_TOKEN.finditer(self.text))
        self._known, self._open = [], []

    def handle_frame(self, kind: bytes, number: int, content: bytes) -> None:
        """Handle a frame from the worker."""
        if number != self.number:
            return
        if kind == b"P":
            self._send_chunk()
            self._held_chunk = content
            self._received_bytes += len(content)
        elif kind == b"W":
            for place, _, at_ms in json.loads(content):
                self._start_word(place - 1, at_ms)
        elif kind == b"E":
            if content == b"refused":
                raise LanguageNotSupportedError
            raise SpeechEngineError("failed", _FAILED)
        elif kind == b"D":
            self._finish()

    def fail(self, failure: SpeechEngineError) -> None:
        """Report a failure to the consumer: no more audio follows."""
        self.chunks.put_nowait(failure)

    def _start_word(self, place: int, at_ms: int) -> None:
        number = next((n for n, t in enumerate(self._tokens) if t.start() <= place < t.end()), None)
        if number is None or number < len(self._known) + len(self._open):
            return  # another part of the word being spoken
        self._close_words(number, at_ms)
        self._open.append((number, at_ms))

    def _close_words(self, until: int, at_ms: int) -> None:
        """Complete all words before index ``until``; those without audio get no duration."""
        for number, began_ms in self._open:
            self._known.append(SynthesizedWord(self._tokens[number].group(), began_ms, at_ms))
        self._open.clear()
        for token in self._tokens[len(self._known) : until]:
            self._known.append(SynthesizedWord(token.group(), at_ms, at_ms))

    def _finish(self) -> None:
        self._close_words(len(self._tokens), self._received_bytes * 1000 // (2 * _RATE))
        self._send_chunk()
        self.is_done = True
        self.chunks.put_nowait(None)

    def _send_chunk(self) -> None:
        """Pass on the held chunk, without the part that an earlier worker already delivered."""
        begins = self._received_bytes - len(self._held_chunk)
        fresh = self._held_chunk[max(0, self._sent_bytes - begins) :]
        if not fresh:
            return
        words = tuple(self._known[self._words_sent :])
        self._words_sent = len(self._known)
        self._sent_bytes = self._received_bytes
        self.chunks.put_nowait(SynthesizedAudio(pcm=fresh, words=words))


async def _read_frame(worker: EngineWorker) -> tuple[bytes, int, bytes]:
    kind, number, length = struct.unpack("<cII", await worker.stdout.readexactly(9))
    return kind, number, await worker.stdout.readexactly(length) if length else b""


def _voice_names(language: str) -> tuple[str, ...]:
    """Return espeak-ng's names for a language, the closest first: for "de-CH" also German."""
    known = language.lower().replace("_", "-")
    names = (known, known.partition("-")[0])
    return tuple(dict.fromkeys(_VOICES.get(name, name) for name in names))
