"""An attempt: one engine is given the sound that is not final yet, until it fails or is let go."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from vivavoce.contracts.sound import Expects
from vivavoce.infra.telemetry import place_of
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.backlog import Backlog, Mark, Part
from vivavoce.voice.ports.engines import EngineFailed, Recogniser, Recognition, Transcribed

_log = structlog.get_logger(__name__)
TICK_S = 0.001
"""Whoever waits for a time waits so long at least: a clock may stop a hair before it."""
_ORDINARY_S = 10.0
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long an engine may take before it counts as hung or mute."""

    open_s: float = 1.5
    push_s: float = 1.5
    mute_s: float = 2.5
    """From the end of speech, or the last sign of life after it, to words."""
    longer: float = 0.05
    """More for each second of a stretch after its first ten: some engines take it only when it is over."""
    catch_up: float = 0.5
    """More for each second of sound that an engine was given again."""
    soon_caught_up: float = 0.1
    """More for each such second before it counts as late, and another one is asked beside it."""


class Attempt:
    """One recognition by one engine, in a task of its own from ``start`` until it fails or is dropped.

    ``on_words`` is given what it understands, with times of the connection; ``on_began`` is told once it
    has begun. ``task`` ends with ``EngineFailed`` only, or cancelled.
    """

    def __init__(
        self,
        index: int,
        recogniser: Recogniser,
        language: str,
        expects: Expects,
        *,
        clock: Clock,
        limits: Limits,
        backlog: Backlog,
        on_began: Callable[[Attempt], None],
        on_words: Callable[[Attempt, Transcribed], None],
    ) -> None:
        self.index, self.recogniser = index, recogniser
        self._language, self._expects = language, expects
        self._clock, self._limits = clock, limits
        self._backlog, self._on_began, self._on_words = backlog, on_began, on_words
        self.has_begun = False
        self._unsent: asyncio.Queue[Part | Mark] = asyncio.Queue()
        self._from_ms = 0.0
        self._given_ms = self._answered_ms = 0.0
        self._due: dict[int, float] = {}
        """When the words of a stretch, by its number, are overdue."""
        self._awaited_since: dict[int, float] = {}
        """When an engine that is never late would have had to say them."""
        self._first_live = 0
        """Number of the first stretch that it was given while it was spoken."""
        self._due_moved = asyncio.Event()

    def start(self, after_s: float) -> None:
        """Begin after a pause."""
        self._asked_at = self._clock.monotonic() + after_s
        self.task = asyncio.ensure_future(self._run(after_s))

    def give(self, part: Part | Mark) -> None:
        """Have it given sound, or told that a stretch is over; before it has begun that is kept for it."""
        if self.has_begun:
            self._unsent.put_nowait(part)
            if isinstance(part, Mark):
                self._expect(part, 0.0)

    def settle(self, answered: Iterable[Mark]) -> None:
        """Note that the words of these stretches are not awaited any more."""
        for mark in answered:
            self._due.pop(mark.number, None)
            self._awaited_since.pop(mark.number, None)

    def is_live(self, mark: Mark) -> bool:
        """Return whether it heard this stretch while it was spoken."""
        return mark.number >= self._first_live

    def late_at(self, late_after_s: float) -> float:
        """Return when it is late with the first stretch that it owes the words of."""
        if not self.has_begun:
            return self._asked_at + late_after_s
        return min(self._awaited_since.values(), default=float("inf")) + late_after_s

    @property
    def unanswered_ms(self) -> int:
        """How much sound it was given that none of its finals covers."""
        return max(0, round(self._given_ms - self._answered_ms))

    async def _run(self, after_s: float) -> None:
        try:
            await self._clock.sleep(after_s)
            begun = self.recogniser.open(language=self._language, expects=self._expects)
            engine = await self._within(self._limits.open_s, begun)
            try:
                self._replay()
                self._on_began(self)
                await self._hold(engine)
            finally:
                with contextlib.suppress(EngineFailed):  # it may be beyond answering
                    await self._within(self._limits.push_s, engine.close())
        except EngineFailed:
            raise
        except Exception as error:
            _log.warning("ears.engine_broke", kind=type(error).__name__, place=place_of(error))
            raise EngineFailed("failed", "The recogniser broke.") from error

    def _replay(self) -> None:
        """Have the engine given everything that is not final, and the time to catch up with it."""
        self.has_begun = True
        parts = list(self._backlog.parts())
        sound = [part for part in parts if isinstance(part, Part)]
        self._from_ms = sound[0].at_ms if sound else self._backlog.end_ms
        lasting_s = (self._backlog.end_ms - self._from_ms) / 1000
        for part in parts:
            self._unsent.put_nowait(part)
            if isinstance(part, Mark):
                self._expect(part, lasting_s)
                self._first_live = part.number + 1

    async def _hold(self, engine: Recognition) -> None:
        """Feed and hear the engine; raise what ends it."""
        jobs = [
            asyncio.ensure_future(each)
            for each in (self._feed(engine), self._hear(engine), self._watch())
        ]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _feed(self, engine: Recognition) -> None:
        while True:
            part = await self._unsent.get()
            if isinstance(part, Part):
                await self._within(self._limits.push_s, engine.push(part.pcm))
                self._given_ms = part.end_ms - self._from_ms
            else:
                await self._within(self._limits.push_s, engine.flush())

    async def _hear(self, engine: Recognition) -> None:
        async with contextlib.aclosing(engine.results()) as results:  # type: ignore[type-var]
            async for words in results:
                self._alive()
                if words.is_final:
                    self._answered_ms = max(self._answered_ms, words.end_ms)
                start_ms, end_ms = self._from_ms + words.start_ms, self._from_ms + words.end_ms
                self._on_words(self, replace(words, start_ms=round(start_ms), end_ms=round(end_ms)))
        raise EngineFailed("cut", "The recogniser ended by itself.")

    async def _watch(self) -> None:
        """Raise when the words of a stretch are overdue."""
        while True:
            self._due_moved.clear()
            due = min(self._due.values(), default=None)
            left_s = None if due is None else due - self._clock.monotonic()
            if left_s is not None and left_s <= 0:
                raise EngineFailed("mute", "The recogniser heard speech and said nothing.")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s and max(TICK_S, left_s)):
                    await self._due_moved.wait()

    def _expect(self, mark: Mark, again_s: float) -> None:
        """Begin to wait for the words of a stretch, after which so much sound was given again."""
        limits, now = self._limits, self._clock.monotonic()
        longer_s = max(0.0, mark.length_ms / 1000 - _ORDINARY_S) * limits.longer
        self._awaited_since[mark.number] = now + longer_s + again_s * limits.soon_caught_up
        self._due[mark.number] = now + longer_s + again_s * limits.catch_up + limits.mute_s
        self._due_moved.set()

    def _alive(self) -> None:
        """The engine said something: what it still owes is due later."""
        now = self._clock.monotonic()
        for number, due in self._due.items():
            self._due[number] = max(due, now + self._limits.mute_s)
            self._awaited_since[number] = max(self._awaited_since[number], now)
        self._due_moved.set()

    async def _within(self, seconds: float, call: Awaitable[_Answer]) -> _Answer:
        try:
            async with asyncio.timeout(seconds):
                return await call
        except TimeoutError:
            raise EngineFailed("hung", "The recogniser did not answer in time.") from None
