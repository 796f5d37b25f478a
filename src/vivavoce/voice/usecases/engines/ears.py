"""Ears: several recognisers that behave as one, which loses no answer when one of them fails, and no time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from vivavoce.contracts.sound import EngineNews, Expects, FailureKind, HeardInVain
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.backlog import Backlog, Mark, Part
from vivavoce.voice.domain.engines.breaker import Breakers
from vivavoce.voice.domain.engines.chain import Chain, Try
from vivavoce.voice.domain.engines.promptness import Promptness
from vivavoce.voice.ports.engines import EngineFailed, Recogniser, Recognition, Transcribed
from vivavoce.voice.ports.kit import Report, unheard
from vivavoce.voice.usecases.engines.attempt import TICK_S, Attempt, Limits


class Ears:
    """A recogniser made of several, first choice first.

    What was not final when an engine failed, hung or stayed mute is given to the next one, at most 30 s of
    it. One that is late keeps its turn, and another is given the same sound beside it: whoever has the
    words first goes on. Made for one connection; ``breakers`` and ``promptness`` are those of the process.
    """

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        clock: Clock,
        *,
        breakers: Breakers | None = None,
        promptness: Promptness | None = None,
        report: Report = unheard,
        chance: Callable[[], float] = lambda: 0.5,
        limits: Limits = Limits(),
    ) -> None:
        """Ask ``recognisers`` in this order; ``chance`` spreads the pauses before a retry."""
        if not recognisers:
            raise EngineFailed("refused", "No recogniser is usable.")
        self.recognisers = tuple(recognisers)
        self.clock = clock
        self.breakers = breakers if breakers is not None else Breakers()
        self.promptness = promptness if promptness is not None else Promptness()
        self.report = report
        self.chance = chance
        self.limits = limits

    @property
    def name(self) -> str:
        """The engine of first choice."""
        return self.recognisers[0].name

    @property
    def model(self) -> str:
        """Its model."""
        return self.recognisers[0].model

    @property
    def is_draft(self) -> bool:
        """Whether words of the first choice have to be checked; of others ``drafts`` says."""
        return self.recognisers[0].is_draft

    @property
    def drafts(self) -> frozenset[str]:
        """Names of the engines whose words have to be checked."""
        return frozenset(each.name for each in self.recognisers if each.is_draft)

    @property
    def needs_speech_only(self) -> bool:
        """Whether one of them must never be given silence."""
        return any(each.needs_speech_only for each in self.recognisers)

    async def open(self, *, language: str, expects: Expects = "anything") -> Recognition:
        """Begin with the first engine that works, or raise ``EngineFailed``."""
        begun = _Listening(self, language, expects)
        await begun.begin()
        return begun

    def beside(self) -> frozenset[int]:
        """Return who may be asked beside one that is late.

        Never a draft: poor words that come soon are worth less than good ones that come late, and this
        machine, where they are made, would be later still.
        """
        return frozenset(n for n, each in enumerate(self.recognisers) if not each.is_draft)


class _Listening:
    """One recognition over several engines: a task of its own conducts their attempts until ``close``."""

    def __init__(self, ears: Ears, language: str, expects: Expects) -> None:
        self._ears, self._language, self._expects = ears, language, expects
        self._chain = Chain("stt", [each.name for each in ears.recognisers], ears.breakers)
        self._backlog = Backlog()
        self._words: asyncio.Queue[Transcribed | EngineFailed | None] = asyncio.Queue()
        self._first: Attempt | None = None
        """In charge: its words are passed on as they come."""
        self._second: Attempt | None = None
        """Asked beside it; the first final words decide between them."""
        self._leaving: set[asyncio.Task[None]] = set()
        self._not_beside_before = 0.0
        self._wants_better = False
        self._moved = asyncio.Event()
        self._begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        self._task = asyncio.ensure_future(self._conduct())
        try:
            await asyncio.shield(self._begun)
        except BaseException:
            await self.close()
            raise

    async def push(self, pcm: bytes) -> None:
        if pcm:
            self._give(self._backlog.add(pcm))

    async def flush(self) -> None:
        mark = self._backlog.mark()
        if mark is not None:
            self._give(mark)
            self._moved.set()

    async def results(self) -> AsyncIterator[Transcribed]:
        while (words := await self._words.get()) is not None:
            if isinstance(words, EngineFailed):
                raise words
            yield words

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._chain.let_go()
        self._give_up_second()
        if self._first is not None:
            self._leave(self._first)
        await asyncio.gather(*self._leaving, return_exceptions=True)
        self._words.put_nowait(None)

    async def _conduct(self) -> None:
        """Hold one attempt after the other until told to stop, or until none can be had."""
        try:
            self._go_on()
            while True:
                await self._until_moved()
                self._look_at_second()
                self._look_at_first()
                self._look_at_time()
        except EngineFailed as failure:
            if self._begun.done():
                self._words.put_nowait(failure)
            else:
                self._begun.set_exception(failure)

    async def _until_moved(self) -> None:
        moved = asyncio.ensure_future(self._moved.wait())
        tasks = [each.task for each in (self._first, self._second) if each is not None]
        late_at = self._late_at()
        left_s = None if late_at is None else max(TICK_S, late_at - self._ears.clock.monotonic())
        try:
            await asyncio.wait([moved, *tasks], timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            moved.cancel()
        self._moved.clear()

    # who is asked

    def _go_on(self) -> None:
        """Have the next engine asked, or raise once none is left."""
        step = self._chain.next(self._ears.clock.monotonic(), self._ears.chance())
        if step is None:
            self._first = None
            self._ears.report(self._chain.gave_up())
            raise EngineFailed(self._chain.reason, "No recogniser works at present.")
        self._first = self._attempt(step)

    def _attempt(self, step: Try) -> Attempt:
        attempt = Attempt(
            step.index,
            self._ears.recognisers[step.index],
            self._language,
            self._expects,
            clock=self._ears.clock,
            limits=self._ears.limits,
            backlog=self._backlog,
            on_began=self._has_begun,
            on_words=self._take,
        )
        attempt.start(step.after_s)
        return attempt

    def _look_at_first(self) -> None:
        first = self._first
        assert first is not None  # noqa: S101 - there is one until none can be had
        if self._wants_better:
            self._wants_better = False
            self._leave(first)
            self._chain.go_back()
            self._go_on()
        elif first.task.done():
            self._leave_in_vain(first)
            self._tell(self._chain.failed(_kind(first), self._ears.clock.monotonic()))
            if self._second is not None:
                self._hand_over(self._second)
            else:
                self._go_on()

    def _look_at_second(self) -> None:
        second = self._second
        if second is not None and second.task.done():
            now = self._ears.clock.monotonic()
            self._second, self._not_beside_before = None, now + self._late_after_s(second)
            self._leave_in_vain(second)
            self._tell(self._chain.failed_beside(second.index, now))

    def _look_at_time(self) -> None:
        """Ask another engine beside the one that is late."""
        late_at, now = self._late_at(), self._ears.clock.monotonic()
        if late_at is None or now < late_at:
            return
        index = self._chain.beside(now, self._ears.beside())
        if index is None:
            self._not_beside_before = now + self._ears.limits.mute_s
        else:
            self._second = self._attempt(Try(index, 0.0))

    def _late_at(self) -> float | None:
        """Return when it is time to ask another one beside the first, if words are awaited."""
        if self._first is None or self._second is not None or not self._backlog.unanswered():
            return None
        late_at = self._first.late_at(self._late_after_s(self._first))
        return max(late_at, self._not_beside_before)

    def _late_after_s(self, attempt: Attempt) -> float:
        return self._ears.promptness.late_after_s(attempt.recogniser.name)

    def _hand_over(self, second: Attempt) -> None:
        """Let the one that was asked beside go on in the place of the first."""
        self._first, self._second = second, None
        self._chain.hand_over(second.index)
        if second.has_begun:
            self._tell(self._chain.began())

    # what they say

    def _has_begun(self, attempt: Attempt) -> None:
        if attempt is self._first:
            self._tell(self._chain.began())
            if not self._begun.done():
                self._begun.set_result(None)

    def _take(self, attempt: Attempt, words: Transcribed) -> None:
        if attempt is self._second:
            if not (words.is_final and words.text):
                return  # nothing understood is no reason to hurry: the first may know more
            self._overtake(attempt)
        if attempt is not self._first:
            return
        if words.is_final:
            self._settle(attempt, words)
        if words.text or words.is_final:
            self._words.put_nowait(words)
        self._moved.set()

    def _overtake(self, second: Attempt) -> None:
        late = self._first
        assert late is not None  # noqa: S101 - nobody is asked beside nobody
        self._tell(self._chain.failed("slow", self._ears.clock.monotonic()))
        self._leave_in_vain(late)
        self._hand_over(second)

    def _settle(self, attempt: Attempt, words: Transcribed) -> None:
        answered = self._backlog.settle(words.end_ms)
        attempt.settle(answered)
        if words.latency_ms and any(attempt.is_live(mark) for mark in answered):
            self._ears.promptness.learn(attempt.recogniser.name, words.latency_ms / 1000)
        self._give_up_second()
        self._tell(self._chain.worked())
        now = self._ears.clock.monotonic()
        self._wants_better = self._backlog.is_empty and self._chain.has_better(now)

    def _give(self, part: Part | Mark) -> None:
        for attempt in (self._first, self._second):
            if attempt is not None:
                attempt.give(part)

    def _give_up_second(self) -> None:
        second, self._second = self._second, None
        if second is not None:
            self._chain.let_go_beside(second.index)
            self._leave_in_vain(second)

    def _leave_in_vain(self, attempt: Attempt) -> None:
        """Let go of an attempt whose sound another engine has too: it is to be paid for all the same."""
        engine, ms = attempt.recogniser, attempt.unanswered_ms
        if ms:
            self._ears.report(HeardInVain(engine=engine.name, model=engine.model, ms=ms))
        self._leave(attempt)

    def _leave(self, attempt: Attempt) -> None:
        """Let go of an attempt, whose engine may be beyond answering: nobody waits for that."""
        attempt.task.cancel()
        self._leaving.add(attempt.task)
        attempt.task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._leaving.discard(task)
        if not task.cancelled():
            task.exception()  # it was looked at, or does not matter any more

    def _tell(self, news: Sequence[EngineNews]) -> None:
        for each in news:
            self._ears.report(each)


def _kind(attempt: Attempt) -> FailureKind:
    failure = attempt.task.exception()
    return failure.kind if isinstance(failure, EngineFailed) else "failed"
