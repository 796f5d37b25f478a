"""Speak with espeak-ng in a process of its own: one worker says the sentences of all sessions in turn."""

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

from vivavoce.voice.adapters.engines.process import WORKERS, Worker
from vivavoce.voice.ports.engines import EngineFailed, LanguageNotSpoken, Sound, Word

_log = structlog.get_logger(__name__)
_PROGRAM = WORKERS / "espeak.py"
_RATE = 22_050
_WORDS_A_MINUTE = 165
_SLOWEST, _FASTEST = 80, 450
_STARTS = 3
"""How often a worker is started for one sentence before that is given up."""
_TOKEN = re.compile(r"\S+")
_VOICES = {"en": "en-us", "en-gb": "en", "zh": "cmn", "no": "nb"}
"""Where the engine's name for a language is another than ours."""


def why_no_espeak() -> str:
    """Return why espeak-ng cannot be used here; empty if it is installed."""
    if find_spec("espeakng_loader") is None:
        return "espeak-ng is not installed; add it with: pip install 'vivavoce[voice]'"
    return ""


class Espeak:
    """The keyless voice. ``close`` ends its worker; it starts at first use, also after that."""

    name = "espeak"
    model = "espeak-ng"
    voice = "espeak-ng"
    rate = _RATE

    def __init__(self) -> None:
        """Start nothing yet."""
        self._wanted: asyncio.Queue[_Sentence] = asyncio.Queue()
        self._serving: asyncio.Task[None] | None = None
        self._worker: Worker | None = None
        self._last = 0

    @property
    def pid(self) -> int | None:
        """The worker's process, while there is one."""
        return self._worker.pid if self._worker is not None and self._worker.is_alive else None

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[Sound]:
        """Yield ``text`` as sound with the times of its words."""
        self._last += 1
        rate = round(min(_FASTEST, max(_SLOWEST, _WORDS_A_MINUTE * speed)))
        sentence = _Sentence(self._last, text, _voices(language), rate)
        self._wanted.put_nowait(sentence)
        if self._serving is None or self._serving.done():
            self._serving = asyncio.ensure_future(self._serve())
        while (sound := await sentence.sounds.get()) is not None:
            if isinstance(sound, EngineFailed):
                raise sound
            yield sound

    async def warm(self) -> None:
        """Have the worker started for whoever comes first."""
        async for _ in self.speak("Yes.", language="en"):
            pass

    async def close(self) -> None:
        """End the worker and wait until it is gone; sentences on their way are cut."""
        if self._serving is not None:
            self._serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._serving
            self._serving = None
        await self._let_go()
        while not self._wanted.empty():
            self._wanted.get_nowait().fail(EngineFailed("cut", "The voice was ended."))

    async def _serve(self) -> None:
        """Have one sentence after the other said, as fast as the engine can, whoever waits for it."""
        while True:
            sentence = await self._wanted.get()
            try:
                await self._say(sentence)
            except EngineFailed as failure:
                sentence.fail(failure)
            except asyncio.CancelledError:
                sentence.fail(EngineFailed("cut", "The voice was ended."))
                raise
            except (OSError, ValueError, KeyError, struct.error) as error:
                _log.warning("espeak.broke", kind=type(error).__name__)
                await self._let_go()
                sentence.fail(EngineFailed("failed", type(error).__name__))

    async def _say(self, sentence: _Sentence) -> None:
        for _ in range(_STARTS):
            worker = await self._ready()
            sentence.begin()
            try:
                worker.write(sentence.request)
                while not sentence.is_done:
                    sentence.take(*await _frame(worker))
            except (asyncio.IncompleteReadError, EngineFailed) as gone:
                if isinstance(gone, EngineFailed) and gone.kind != "cut":
                    raise
                _log.warning("espeak.worker_gone", pid=worker.pid)
                await self._let_go()
                continue  # the same text takes the same time, give or take 20 ms: what was given is left out
            return
        raise EngineFailed("failed", "espeak-ng ended again and again")

    async def _ready(self) -> Worker:
        if self._worker is None or not self._worker.is_alive:
            await self._let_go()
            self._worker = await Worker.start(_PROGRAM)
            with contextlib.suppress(asyncio.IncompleteReadError):
                _, _, content = await _frame(self._worker)
                if json.loads(content)["rate"] != _RATE:
                    raise EngineFailed("refused", "espeak-ng speaks at another rate than it should")
        return self._worker

    async def _let_go(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop()


@dataclass(slots=True)
class _Sentence:
    """One text on its way through the worker."""

    number: int
    text: str
    voices: tuple[str, ...]
    words_a_minute: int
    sounds: asyncio.Queue[Sound | EngineFailed | None] = field(default_factory=asyncio.Queue)
    is_done: bool = False
    _given: int = 0
    """Bytes of sound that were passed on, by any worker."""
    _made: int = 0
    _held: bytes = b""
    """One piece is held back, so that the last one can carry the last words."""
    _tokens: list[re.Match[str]] = field(default_factory=list)
    _known: list[Word] = field(default_factory=list)
    _told: int = 0
    _open: list[tuple[int, int]] = field(default_factory=list)
    """Word, by its number, that sounds now, and since when."""

    @property
    def request(self) -> bytes:
        """What the worker is asked."""
        wish = {
            "id": self.number,
            "text": self.text,
            "voices": self.voices,
            "rate": self.words_a_minute,
        }
        return json.dumps(wish).encode() + b"\n"

    def begin(self) -> None:
        """Begin, or begin again with another worker."""
        self._made, self._held = 0, b""
        self._tokens = list(_TOKEN.finditer(self.text))
        self._known, self._open = [], []

    def take(self, kind: bytes, number: int, content: bytes) -> None:
        """Take a frame of the worker."""
        if number != self.number:
            return
        if kind == b"P":
            self._pass_on()
            self._held = content
            self._made += len(content)
        elif kind == b"W":
            for place, _, at_ms in json.loads(content):
                self._word_begins(place - 1, at_ms)
        elif kind == b"E":
            if content == b"refused":
                raise LanguageNotSpoken
            raise EngineFailed("failed", "espeak-ng")
        elif kind == b"D":
            self._end()

    def fail(self, failure: EngineFailed) -> None:
        """Tell whoever waits that no more comes."""
        self.sounds.put_nowait(failure)

    def _word_begins(self, place: int, at_ms: int) -> None:
        number = next((n for n, t in enumerate(self._tokens) if t.start() <= place < t.end()), None)
        if number is None or number < len(self._known) + len(self._open):
            return  # a further part of the word that sounds
        self._close(number, at_ms)
        self._open.append((number, at_ms))

    def _close(self, until: int, at_ms: int) -> None:
        """Every word before number ``until`` is known now; those without a sound take no time."""
        for number, began_ms in self._open:
            self._known.append(Word(self._tokens[number].group(), began_ms, at_ms))
        self._open.clear()
        for token in self._tokens[len(self._known) : until]:
            self._known.append(Word(token.group(), at_ms, at_ms))

    def _end(self) -> None:
        self._close(len(self._tokens), self._made * 1000 // (2 * _RATE))
        self._pass_on()
        self.is_done = True
        self.sounds.put_nowait(None)

    def _pass_on(self) -> None:
        """Pass on the piece that is held, less what was already given by a worker that is gone."""
        begins = self._made - len(self._held)
        fresh = self._held[max(0, self._given - begins) :]
        if not fresh:
            return
        words = tuple(self._known[self._told :])
        self._told = len(self._known)
        self._given = self._made
        self.sounds.put_nowait(Sound(pcm=fresh, words=words))


async def _frame(worker: Worker) -> tuple[bytes, int, bytes]:
    kind, number, length = struct.unpack("<cII", await worker.out.readexactly(9))
    return kind, number, await worker.out.readexactly(length) if length else b""


def _voices(language: str) -> tuple[str, ...]:
    """Return the engine's names for a language, the nearest first: of "de-CH" there is German."""
    known = language.lower().replace("_", "-")
    names = (known, known.partition("-")[0])
    return tuple(dict.fromkeys(_VOICES.get(name, name) for name in names))
