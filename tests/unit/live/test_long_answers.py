"""Long answers hold up no other session: they are read in a thread, and their words are looked at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Literal, overload

import pytest
from tests.fakes.scripted_composer import ScriptedComposer
from tests.fakes.simulated_session import Call, Crash, Room, a_room, consented
from tests.simulated_clock import SimulatedTimeLoop
from tests.unit.live.test_conversations import EXPERT

from vivavoce.kernel.event_kinds import is_past_act
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.words import TextToken, iterate_words, tokenize
from vivavoce.live.ports import InboxMessage
from vivavoce.live.usecases.commands import ApplyComposition, HandleDtmfKey
from vivavoce.live.usecases.decision_thread import LONG_TEXT, decide
from vivavoce.live.usecases.question_composition import QuestionCompositionRunner

LONG_ANSWER = "We measured the press and changed the seal. " * (LONG_TEXT // 40)
HALF_ANSWER = "We measured the press and changed the seal. " * (LONG_TEXT // 80)
USUAL_ANSWER = next(iter(EXPERT.values()))
SHORT_ANSWER = "I changed the seal and tested the press."
VAGUE_ANSWER = "We moved the shop because a delivery went wrong when the supplier closed down. "


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


def count_thread_uses() -> int:
    """Return how often work was given to a thread so far."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedTimeLoop)
    return loop.threads_used


@asynccontextmanager
async def asked_after(*answers: str, **more: Any) -> AsyncIterator[tuple[Room, Call]]:
    """Have a candidate give these answers; the interviewer has asked again."""
    async with a_room(**more) as room:
        call = await room.connect()
        await call.consent()
        await call.until_asked()
        for answer in answers:
            await call.say(answer)
            await call.until_asked()
        await call.settle()
        yield room, call


@pytest.mark.parametrize(
    ("earlier", "answer", "is_in_thread"),
    [
        ((), LONG_ANSWER, True),
        ((), USUAL_ANSWER, False),
        ((LONG_ANSWER,), SHORT_ANSWER, True),
        ((LONG_ANSWER, SHORT_ANSWER), SHORT_ANSWER, True),
        ((HALF_ANSWER,), HALF_ANSWER, True),
        ((SHORT_ANSWER, SHORT_ANSWER), SHORT_ANSWER, False),
    ],
)
async def test_answers_that_are_long_together_are_read_in_a_thread(
    earlier: tuple[str, ...], answer: str, is_in_thread: bool
) -> None:
    async with asked_after(*earlier) as (room, call):
        before = count_thread_uses()
        await call.say(answer)
        await call.until_asked()
        log = await room.log()

        assert (count_thread_uses() > before) == is_in_thread
    answers = [
        event.text
        for event in log
        if isinstance(event, events.TurnCompleted) and event.role == "candidate"
    ]
    assert answers == [*earlier, answer]


async def test_after_a_long_answer_a_thread_also_decides_about_what_is_no_answer() -> None:
    async with asked_after(LONG_ANSWER) as (room, _):
        uses = [count_thread_uses()]

        call = await room.connect()
        await call.until("READY")
        await call.settle()
        uses.append(count_thread_uses())
        orchestrator = room.host._orchestrators[room.opened.session_id]
        await orchestrator.submit(HandleDtmfKey(call.line, "*"))
        await call.settle()
        uses.append(count_thread_uses())
        actions: tuple[Literal["take_over", "hand_back"], ...] = ("take_over", "hand_back")
        for action in actions:
            event = events.StaffIntervened(user_id="u1", action=action, text="")
            message = InboxMessage(id=room.ids.new_id(), event=event)
            await room.store.send_message(room.address, message)
            orchestrator.signal_inbox()
            await call.settle()
            uses.append(count_thread_uses())

    assert sorted(set(uses)) == uses


async def test_what_is_overdue_after_a_long_answer_is_decided_in_a_thread_without_a_host() -> None:
    async with a_room() as room:
        async with Crash(room.tools("worker-2")) as host:
            call = await room.connect(host=host)
            await call.consent()
            await call.until_asked()
            await call.say(LONG_ANSWER)
            await call.until_asked()
        await room.clock.sleep(3600)
        before = count_thread_uses()

        await room.sweep()()

        assert count_thread_uses() > before


async def test_the_words_for_a_model_are_collected_in_a_thread() -> None:
    composer = ScriptedComposer([(1.0, "Which part of that did you do on your own?")])
    given = consented()
    async with a_room(composer=composer, **given) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(VAGUE_ANSWER * 20)
        await call.settle()
        state = await room.state()
        assert state.pending_model_request is not None

        for is_early in (False, True):
            made: list[ApplyComposition] = []
            runner = QuestionCompositionRunner(
                composer, room.clock, made.append, max_discarded_starts=1
            )
            before = count_thread_uses()
            if is_early:
                await runner.start_early(state, room.plan)
            else:
                await runner.update(state, room.plan)
            runner.cancel()

            assert count_thread_uses() == before + 2, "the words, and what objects to a question"


async def test_other_slow_work_holds_up_no_decision() -> None:
    async with asked_after(LONG_ANSWER) as (room, _):
        state = await room.state()
        has_ended = threading.Event()
        with ThreadPoolExecutor(1) as slow:
            asyncio.get_running_loop().set_default_executor(slow)
            waiting = asyncio.ensure_future(asyncio.to_thread(has_ended.wait, 10))
            await asyncio.sleep(0)

            thread = await decide(state, "", threading.current_thread)
            is_waiting = not waiting.done()
            has_ended.set()
            await waiting

    assert (thread.name.split("_")[0], is_waiting) == ("decision", True)


@pytest.mark.parametrize("said", ["", LONG_ANSWER])
async def test_a_decision_that_runs_out_of_things_fails_and_does_not_hang(said: str) -> None:
    async with asked_after() as (room, _):
        state = await room.state()

        with pytest.raises(RuntimeError, match="StopIteration"):
            await decide(state, said, lambda: next(iter(())))


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
