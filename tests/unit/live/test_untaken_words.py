"""Words of an answer that was not over when its process died: they are there once, whoever goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.scripted_voice import SpokenCall, call_in, heard, understood
from tests.fakes.simulated_session import Crash, Room, a_room, consented
from tests.unit.live.test_taking_over import looking

from vivavoce.live.domain import events
from vivavoce.live.domain.replay import is_fold_deterministic
from vivavoce.live.domain.session import Session

FIRST, SECOND = "We had a delivery that went wrong.", "I decided to move it to PostgreSQL."


async def _tell(call: SpokenCall, *words: str) -> None:
    for number, text in enumerate(words, 1):
        await call.voiced.talk.on_report(understood(text, ms=2000 * number))
    await call.settle()


@asynccontextmanager
async def a_crash(*words: str) -> AsyncIterator[tuple[Room, SpokenCall]]:
    """A process dies when so much of an answer was understood; another one has the talk."""
    async with a_room(**consented()) as room, Crash(room.tools("worker-2")) as other:
        call = await call_in(room, host=other)
        await _tell(call, *words)
        dying = object.__new__(Crash)
        dying._host = other
        await dying.kill()
        await room.clock.sleep(1.0)
        await looking(room, room.host, "worker-1").run_once()
        yield room, call


def said(state: Session) -> list[str]:
    return [turn.text for turn in state.turns if turn.role == "candidate"]


async def test_what_was_understood_before_a_crash_is_the_answer_when_the_candidate_is_back() -> (
    None
):
    async with a_crash(FIRST, SECOND) as (room, _):
        await call_in(room)
        state, log = await room.state(), await room.log()

    assert said(state) == [f"{FIRST} {SECOND}"]
    assert state.speech.pending_segments == ()
    finals = [event.text for event in log if isinstance(event, events.SpeechRecognized)]
    assert finals == [FIRST, SECOND]


async def test_coming_back_twice_gives_them_once() -> None:
    async with a_crash(FIRST) as (room, _):
        for _ in range(2):
            await call_in(room)

        assert said(await room.state()) == [FIRST]


async def test_who_goes_on_where_they_were_cut_off_gives_one_answer() -> None:
    async with a_crash(FIRST) as (room, _):
        call = await call_in(room, speaks=False)
        await call.say(SECOND, is_continuation=True)

        assert [t.text for t in (await room.state()).counted_turns if t.role == "candidate"] == [
            f"{FIRST} {SECOND}"
        ]


async def test_words_that_were_taken_before_the_crash_are_not_taken_again() -> None:
    async with a_room(**consented()) as room, Crash(room.tools("worker-2")) as other:
        call = await call_in(room, host=other)
        await _tell(call, FIRST)
        await call.say(FIRST)
        before = said(await room.state())
        dying = object.__new__(Crash)
        dying._host = other
        await dying.kill()
        await room.clock.sleep(1.0)
        await looking(room, room.host, "worker-1").run_once()
        await call_in(room)

        assert said(await room.state()) == before == [FIRST]


async def test_a_line_that_drops_in_the_same_process_gives_them_once() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await _tell(call, FIRST)
        call.voiced.last_words = heard(FIRST)
        await call.attached.hang_up()
        await call.settle()
        await call_in(room)

        assert said(await room.state()) == [FIRST]


async def test_nothing_is_kept_before_consent() -> None:
    async with a_room() as room:
        call = await call_in(room)
        await _tell(call, FIRST)

        assert not [e for e in await room.log() if isinstance(e, events.PartialAnswerRecognized)]


async def test_a_log_with_untaken_words_folds_alike_twice() -> None:
    async with a_crash(FIRST, SECOND) as (room, _):
        await call_in(room)
        records = await room.store.load(room.address)

    assert is_fold_deterministic(records)
