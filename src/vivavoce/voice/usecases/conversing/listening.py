"""The ears of a connection: its sound goes to a recogniser, words with their places in time come back."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

from vivavoce.contracts.sound import Expects, FailureKind, Piece
from vivavoce.infra.tasks import stop_if_told
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.hearing.anchors import Anchors
from vivavoce.voice.ports.engines import (
    EAR_RATE,
    EngineFailed,
    Recogniser,
    Recognition,
    Transcribed,
)

_BYTES_A_MS = EAR_RATE * 2 // 1000
_BEFORE_MS = 400
"""Sound before speech was noticed that belongs to it."""
_KEPT_MS = 1_500
_WAITING = 1_500
"""Frames that wait for a slow engine, about 30 s; older ones are dropped."""
_TRY_AGAIN_S = 15.0
_LAST_WORDS_S = 2.0
"""So long the words of what was said before are waited for when something else is expected."""


class Listening:
    """Understands one connection's sound with ``recogniser`` until ``close``; without one it stays deaf.

    ``on_words`` gets every final result, ``on_partial`` what is being understood; ``on_deaf`` is told when
    no engine can listen any more (it is tried again from time to time), ``on_better`` when one can again.
    """

    def __init__(
        self,
        recogniser: Recogniser | None,
        clock: Clock,
        *,
        language: str,
        on_words: Callable[[Piece], None],
        on_partial: Callable[[str], None],
        on_deaf: Callable[[str, FailureKind], None],
        on_better: Callable[[], None],
    ) -> None:
        self._recogniser, self._clock, self._language = recogniser, clock, language
        self._on_words, self._on_partial = on_words, on_partial
        self._on_deaf, self._on_better = on_deaf, on_better
        self._recent: deque[tuple[int, bytes]] = deque()
        self._waiting: asyncio.Queue[tuple[int, bytes] | Expects | None] = asyncio.Queue(_WAITING)
        """Sound and its place, the end of a stretch of speech, or what is expected from there on."""
        self._expects: Expects = "anything"
        self._wanted: Expects = "anything"
        """What is expected once the stretch of speech is over that is being said."""
        self._owed = 0
        """Stretches whose words the running recognition owes."""
        self._is_paid = asyncio.Event()
        self._is_paid.set()
        self._is_speech = False
        self._was_hurried = False
        self._is_deaf = recogniser is None
        self._task: asyncio.Future[None] | None = None
        self.unanswered = 0
        """Stretches of speech whose words did not come yet."""

    @property
    def is_deaf(self) -> bool:
        """Whether nobody listens at the moment."""
        return self._is_deaf

    def start(self) -> None:
        """Begin to listen."""
        if self._recogniser is not None:
            self._task = asyncio.ensure_future(self._listen(self._recogniser))

    def hear(self, pcm: bytes, at_ms: int) -> None:
        """Give sound that begins at ``at_ms``."""
        if self._is_speech or not (self._recogniser and self._recogniser.needs_speech_only):
            self._put((at_ms, pcm))
            return
        self._recent.append((at_ms, pcm))
        while self._recent[0][0] < at_ms - _KEPT_MS:
            self._recent.popleft()

    def speech_began(self, at_ms: int) -> None:
        """Speech began at ``at_ms``, a little while ago."""
        self._is_speech = True
        for heard_at, pcm in self._recent:
            if heard_at >= at_ms - _BEFORE_MS:
                self._put((heard_at, pcm))
        self._recent.clear()

    def speech_ended(self) -> None:
        """The stretch of speech is over: its words are wanted."""
        self._is_speech = False
        self.unanswered += not (self._was_hurried or self._is_deaf)
        self._was_hurried = False
        self._put(None)
        self._put(self._wanted)

    def expect(self, expects: Expects) -> None:
        """Listen for this from here on; what is being said is heard to its end as it was begun."""
        if expects != self._wanted:
            self._wanted = expects
            if not self._is_speech:
                self._put(expects)

    def hurry(self) -> None:
        """Have the words so far in the middle of a stretch of speech."""
        if self._is_speech and not self._was_hurried and not self._is_deaf:
            self._was_hurried = True
            self.unanswered += 1
            self._put(None)

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _put(self, item: tuple[int, bytes] | Expects | None) -> None:
        if self._is_deaf:
            return
        while self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(item)

    async def _listen(self, recogniser: Recogniser) -> None:
        while True:
            stop_if_told()
            try:
                await self._listen_once(recogniser)
            except EngineFailed as failed:
                self._go_deaf(recogniser.name, failed.kind)
                await self._clock.sleep(_TRY_AGAIN_S)

    async def _listen_once(self, recogniser: Recogniser) -> None:
        """Listen until something else is expected, or raise ``EngineFailed``."""
        if self._is_deaf:  # nothing is left of what was expected before
            self._expects = self._wanted
        recognition = await recogniser.open(language=self._language, expects=self._expects)
        if self._is_deaf:
            self._is_deaf = False
            self._on_better()
        anchors = Anchors()
        giving = asyncio.ensure_future(self._give(recognition, anchors))
        hearing = asyncio.ensure_future(self._hear_results(recognition, anchors))
        try:
            await asyncio.wait([giving, hearing], return_when=asyncio.FIRST_COMPLETED)
            for ended in (hearing, giving):
                if ended.done():
                    ended.result()
            if hearing.done():
                raise EngineFailed("cut")
            await self._last_words()
        finally:
            self.unanswered = max(0, self.unanswered - self._owed)
            self._owe(0)
            giving.cancel()
            hearing.cancel()
            await asyncio.gather(giving, hearing, return_exceptions=True)
            with contextlib.suppress(EngineFailed):
                await recognition.close()

    async def _give(self, recognition: Recognition, anchors: Anchors) -> None:
        """Give what is heard, until something else is expected."""
        while True:
            match await self._waiting.get():
                case None:
                    if anchors.is_fresh:  # of nothing no engine has words
                        anchors.is_fresh = False
                        self._owe(self._owed + 1)
                        await recognition.flush()
                case str(expects):
                    if expects != self._expects:
                        self._expects = expects
                        return
                case (at_ms, pcm):
                    anchors.give(len(pcm) / _BYTES_A_MS, at_ms)
                    await recognition.push(pcm)

    async def _last_words(self) -> None:
        """Wait for words that are on their way."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):
                await self._is_paid.wait()

    async def _hear_results(self, recognition: Recognition, anchors: Anchors) -> None:
        async for said in recognition.results():
            if not said.is_final:
                self._on_partial(said.text)
                continue
            self.unanswered = max(0, self.unanswered - 1)
            self._owe(max(0, self._owed - 1))
            if said.text.strip():
                self._on_words(_piece(said, anchors))

    def _owe(self, stretches: int) -> None:
        self._owed = stretches
        if stretches:
            self._is_paid.clear()
        else:
            self._is_paid.set()

    def _go_deaf(self, engine: str, kind: FailureKind) -> None:
        self.unanswered = 0
        self._recent.clear()
        while not self._waiting.empty():
            self._waiting.get_nowait()
        if not self._is_deaf:
            self._is_deaf = True
            self._on_deaf(engine, kind)


def _piece(said: Transcribed, anchors: Anchors) -> Piece:
    start = anchors.start(said.start_ms)
    return Piece(
        text=said.text.strip(),
        start_ms=start,
        end_ms=max(start, anchors.end(said.end_ms)),
        engine=said.engine,
        model=said.model,
        latency_ms=said.latency_ms,
        confidence=said.confidence,
    )
