"""Ears: several recognisers that behave as one, which loses no answer when one of them fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from vivavoce.contracts.sound import CircuitMoved, Expects, FailureKind, FellBack
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.backlog import Backlog, Mark, Part
from vivavoce.voice.domain.engines.breaker import Breakers
from vivavoce.voice.domain.engines.chain import Chain
from vivavoce.voice.ports.engines import EngineFailed, Recogniser, Recognition, Transcribed

_log = structlog.get_logger(__name__)
Report = Callable[[FellBack | CircuitMoved], None]
_UNTIL_TOLD = 3_600.0
_ORDINARY_S = 10.0
_Answer = TypeVar("_Answer")


def unheard(news: FellBack | CircuitMoved) -> None:
    """Report to nobody."""


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


class Ears:
    """A recogniser made of several, first choice first.

    What was not final when an engine failed, hung or stayed mute is given to the next one, at most 30 s of
    it. Made for one connection; ``breakers`` are those of the process.
    """

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        clock: Clock,
        *,
        breakers: Breakers | None = None,
        report: Report = unheard,
        chance: Callable[[], float] = lambda: 0.5,
        limits: Limits = Limits(),
    ) -> None:
        """Ask ``recognisers`` in this order; ``chance`` spreads the pauses before a retry."""
        if not recognisers:
            raise EngineFailed("refused", "No recogniser is usable.")
        self._recognisers = tuple(recognisers)
        self._clock = clock
        self._breakers = breakers if breakers is not None else Breakers()
        self._report = report
        self._chance = chance
        self._limits = limits

    @property
    def name(self) -> str:
        """The engine of first choice."""
        return self._recognisers[0].name

    @property
    def model(self) -> str:
        """Its model."""
        return self._recognisers[0].model

    @property
    def is_draft(self) -> bool:
        """Whether words of the first choice have to be checked; of others ``drafts`` says."""
        return self._recognisers[0].is_draft

    @property
    def drafts(self) -> frozenset[str]:
        """Names of the engines whose words have to be checked."""
        return frozenset(each.name for each in self._recognisers if each.is_draft)

    @property
    def needs_speech_only(self) -> bool:
        """Whether one of them must never be given silence."""
        return any(each.needs_speech_only for each in self._recognisers)

    async def open(self, *, language: str, expects: Expects = "anything") -> Recognition:
        """Begin with the first engine that works, or raise ``EngineFailed``."""
        chain = Chain("stt", [each.name for each in self._recognisers], self._breakers)
        begun = _Listening(
            self._recognisers,
            chain,
            language,
            expects,
            clock=self._clock,
            report=self._report,
            chance=self._chance,
            limits=self._limits,
        )
        await begun.begin()
        return begun


class _GoBack(Exception):
    """A better engine may be tried again."""


class _Listening:
    """One recognition over several engines. A task of its own feeds and hears them until ``close``."""

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        chain: Chain,
        language: str,
        expects: Expects,
        *,
        clock: Clock,
        report: Report,
        chance: Callable[[], float],
        limits: Limits,
    ) -> None:
        self._recognisers, self._chain = recognisers, chain
        self._language, self._expects = language, expects
        self._clock, self._report, self._chance, self._limits = clock, report, chance, limits
        self._backlog = Backlog()
        self._unsent: asyncio.Queue[Part | Mark] = asyncio.Queue()
        self._words: asyncio.Queue[Transcribed | EngineFailed | None] = asyncio.Queue()
        self._engine: Recognition | None = None
        self._from_ms = 0.0
        self._due: dict[int, float] = {}
        """When the words of a stretch, by its number, are overdue."""
        self._watched = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        self._engine = await self._connect()
        self._task = asyncio.ensure_future(self._conduct())

    async def push(self, pcm: bytes) -> None:
        if pcm:
            self._unsent.put_nowait(self._backlog.add(pcm))

    async def flush(self) -> None:
        mark = self._backlog.mark()
        if mark is not None:
            self._expect(mark, 0.0)
            self._unsent.put_nowait(mark)

    async def results(self) -> AsyncIterator[Transcribed]:
        while (words := await self._words.get()) is not None:
            if isinstance(words, EngineFailed):
                raise words
            yield words

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self._chain.let_go()
        await self._drop()
        self._words.put_nowait(None)

    async def _conduct(self) -> None:
        """Hold one engine after the other until told to stop, or until none can be had."""
        try:
            while True:
                try:
                    await self._hold()
                except EngineFailed as failure:
                    self._failed(failure.kind)
                except _GoBack:
                    self._chain.go_back()
                await self._drop()
                self._engine = await self._connect()
                self._replay()
        except EngineFailed as failure:
            self._words.put_nowait(failure)

    async def _connect(self) -> Recognition:
        """Return the next engine's recognition, or raise once none is left to ask."""
        while (step := self._chain.next(self._clock.monotonic(), self._chance())) is not None:
            if step.after_s:
                await self._clock.sleep(step.after_s)
            opening = self._recognisers[step.index].open(
                language=self._language, expects=self._expects
            )
            try:
                begun = await self._within(self._limits.open_s, opening)
            except EngineFailed as failure:
                self._failed(failure.kind)
                continue
            except asyncio.CancelledError:
                self._chain.let_go()
                raise
            for news in self._chain.began():
                self._report(news)
            return begun
        self._report(self._chain.gave_up())
        raise EngineFailed(self._chain.reason, "No recogniser works at present.")

    def _replay(self) -> None:
        """Have the new engine given everything that is not final, and the time to catch up with it."""
        while not self._unsent.empty():
            self._unsent.get_nowait()
        parts = list(self._backlog.parts())
        self._from_ms = next(
            (part.at_ms for part in parts if isinstance(part, Part)), self._backlog.end_ms
        )
        lasting_s = (self._backlog.end_ms - self._from_ms) / 1000
        self._due.clear()
        for part in parts:
            self._unsent.put_nowait(part)
            if isinstance(part, Mark):
                self._expect(part, lasting_s * self._limits.catch_up)

    async def _hold(self) -> None:
        """Feed and hear the engine; raise what ends it."""
        engine = self._engine
        assert engine is not None  # noqa: S101 - only held after it was connected
        jobs = [
            asyncio.ensure_future(each)
            for each in (self._feed(engine), self._hear(engine), self._watch())
        ]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        except (EngineFailed, _GoBack):
            raise
        except Exception as error:
            _log.warning("ears.engine_broke", kind=type(error).__name__)
            raise EngineFailed("failed", "The recogniser broke.") from error
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _feed(self, engine: Recognition) -> None:
        while True:
            part = await self._unsent.get()
            if isinstance(part, Part):
                await self._within(self._limits.push_s, engine.push(part.pcm))
            else:
                await self._within(self._limits.push_s, engine.flush())

    async def _hear(self, engine: Recognition) -> None:
        async with contextlib.aclosing(engine.results()) as results:  # type: ignore[type-var]
            async for words in results:
                self._take(words)
        raise EngineFailed("cut", "The recogniser ended by itself.")

    def _take(self, words: Transcribed) -> None:
        end_ms = self._from_ms + words.end_ms
        self._alive()
        if words.is_final:
            for mark in self._backlog.settle(end_ms):
                self._due.pop(mark.number, None)
            for news in self._chain.worked():
                self._report(news)
        if words.text:
            self._words.put_nowait(
                replace(words, start_ms=round(self._from_ms + words.start_ms), end_ms=round(end_ms))
            )
        is_quiet = words.is_final and self._backlog.is_empty
        if is_quiet and self._chain.has_better(self._clock.monotonic()):
            raise _GoBack

    async def _watch(self) -> None:
        """Raise when the words of a stretch are overdue."""
        while True:
            self._watched.clear()
            now = self._clock.monotonic()
            due = min(self._due.values(), default=now + _UNTIL_TOLD)
            if due <= now:
                raise EngineFailed("mute", "The recogniser heard speech and said nothing.")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(due - now):
                    await self._watched.wait()

    def _expect(self, mark: Mark, more_s: float) -> None:
        more_s += max(0.0, mark.length_ms / 1000 - _ORDINARY_S) * self._limits.longer
        self._due[mark.number] = self._clock.monotonic() + self._limits.mute_s + more_s
        self._watched.set()

    def _alive(self) -> None:
        """The engine said something: what it still owes is due later."""
        soonest = self._clock.monotonic() + self._limits.mute_s
        for number, due in self._due.items():
            self._due[number] = max(due, soonest)
        self._watched.set()

    def _failed(self, kind: FailureKind) -> None:
        for news in self._chain.failed(kind, self._clock.monotonic()):
            self._report(news)

    async def _drop(self) -> None:
        """Let go of the engine, which may be beyond answering."""
        engine, self._engine = self._engine, None
        if engine is not None:
            with contextlib.suppress(EngineFailed):
                await self._within(self._limits.push_s, engine.close())

    async def _within(self, seconds: float, call: Awaitable[_Answer]) -> _Answer:
        try:
            async with asyncio.timeout(seconds):
                return await call
        except TimeoutError:
            raise EngineFailed("hung", "The recogniser did not answer in time.") from None
