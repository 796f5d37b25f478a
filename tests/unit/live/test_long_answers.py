"""A long answer holds up no other session: it is read once, in a thread, and its words are looked at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, overload

import pytest
from tests.fakes.simulated_session import a_room
from tests.unit.live.test_conversations import EXPERT

from vivavoce.kernel.event_kinds import is_past_act
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.words import TextToken, iterate_words, tokenize
from vivavoce.live.usecases.decision_thread import LONG_TEXT

LONG_ANSWER = "We measured the press and changed the seal. " * (LONG_TEXT // 40)


class CountingThreads(ThreadPoolExecutor):
    """The threads of an event loop, and how many tasks they got."""

    tasks = 0

    def submit(self, *arguments: Any, **named: Any) -> Any:  # type: ignore[override]
        self.tasks += 1
        return super().submit(*arguments, **named)


class CountingWords(Sequence[TextToken]):
    """Words, and how many of them were handed out."""

    def __init__(self, words: Sequence[TextToken]) -> None:
        self._words = words
        self.reads = 0

    @overload
    def __getitem__(self, place: int) -> TextToken: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TextToken]: ...
    def __getitem__(self, place: int | slice) -> TextToken | Sequence[TextToken]:
        got = self._words[place]
        self.reads += 1 if isinstance(got, TextToken) else len(got)
        return got

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[TextToken]:
        self.reads += len(self._words)
        return iter(self._words)


async def count_tasks(answer: str) -> tuple[int, list[events.SessionEvent]]:
    """Return how many tasks threads got while a candidate gave an answer, and the log after it."""
    async with a_room() as room:
        call = await room.connect()
        await call.consent()
        await call.until_asked()
        threads = CountingThreads(max_workers=1)
        asyncio.get_running_loop().set_default_executor(threads)
        await call.say(answer)
        await call.until_asked()
        return threads.tasks, list(await room.log())


async def test_a_long_answer_is_read_in_a_thread() -> None:
    tasks, log = await count_tasks(LONG_ANSWER)

    assert tasks > 0
    answers = [
        event.text
        for event in log
        if isinstance(event, events.TurnCompleted) and event.role == "candidate"
    ]
    assert answers == [LONG_ANSWER]


async def test_a_usual_answer_needs_no_thread() -> None:
    tasks, _ = await count_tasks(next(iter(EXPERT.values())))

    assert tasks == 0


@pytest.mark.parametrize(
    "piece", ["a ", "also ", "asked ", "also asked ", "they also then asked ", "i "]
)
def test_reading_twice_as_many_words_is_twice_the_work(piece: str) -> None:
    def read(count: int) -> int:
        words = CountingWords(tokenize(piece * count))
        for place in range(len(words)):
            is_past_act(words, place)
        return words.reads

    assert read(400) <= 2.1 * read(200)


def test_words_that_are_not_asked_for_are_not_read() -> None:
    words = iterate_words("Well, " + "we measured it. " * 1000)

    assert next(words) == TextToken("well", 0, 4)
    assert next(words).text == "we"
