"""Talks that are held in different ways are the same talk, or are told apart."""

from __future__ import annotations

from tests.fakes.scripted_voice import call_in
from tests.fakes.simulated_session import a_room, consented
from tests.log_equivalence import ComparableEvent, normalize_log
from tests.unit.live.test_conversations import EXPERT


async def written(**answers: str) -> tuple[ComparableEvent, ...]:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda frame: (EXPERT | answers)[frame["questionId"]], think_s=3)
        return normalize_log(await room.store.load(room.address))


async def aloud(transport: str, *, is_in_halves: bool = False) -> tuple[ComparableEvent, ...]:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport=transport)  # type: ignore[arg-type]
        while (state := await room.state()).status == "in_progress":
            thread = state.current_question
            assert thread is not None
            words = EXPERT[thread.question_id].split()
            await room.clock.sleep(3)
            if is_in_halves:
                first, rest = words[: len(words) // 2], words[len(words) // 2 :]
                await call.say(" ".join(first))
                await call.say(" ".join(rest), is_continuation=True)
            else:
                await call.say(" ".join(words))
        await room.ended()
        return normalize_log(await room.store.load(room.address))


async def test_the_same_words_in_writing_by_voice_and_by_telephone_are_the_same_talk() -> None:
    in_writing = await written()

    assert len(in_writing) > 8
    assert await aloud("voice") == in_writing
    assert await aloud("phone") == in_writing


async def test_answers_that_came_in_two_halves_are_the_same_talk_as_whole_ones() -> None:
    assert await aloud("voice", is_in_halves=True) == await written()


async def test_other_words_are_another_talk() -> None:
    assert await written(q2="I don't know.") != await written()
