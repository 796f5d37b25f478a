"""The candidate says that the answer is done: it is taken at once, and nobody waits for what never comes."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.engine_sound import speech
from tests.fakes.engines import FaultPlan, ScriptedRecogniser
from tests.fakes.voice_world import ANSWER, QUESTION, asked, spoken
from tests.leap import LeapClock

from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES
from vivavoce.voice.usecases.engines.stt_failover import SttFailover


async def test_done_in_the_middle_of_a_word_waits_for_the_words_on_their_way() -> None:
    async with spoken(LeapClock()) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)) + 0.05)
        await world.voiced.commit_answer()
        await asyncio.sleep(0.5)
        utterances = list(world.talk.heard_all)

    assert [utterance.text for utterance in utterances] == [ANSWER]


@pytest.mark.parametrize("way", ["done", "close"])
async def test_after_a_cough_nobody_waits_for_words_that_were_never_said(way: str) -> None:
    clock = LeapClock()
    first = ScriptedRecogniser(clock, ["", "", ""], interim_ms=60_000)
    async with spoken(clock, recogniser=SttFailover([first], clock)) as world:
        for _ in range(3):
            await world.answer("ahem", pause_s=6)
        before = clock.monotonic()
        if way == "close":
            await world.voiced.close(is_graceful=False)
        else:
            spoken_count = len(world.listener.texts)
            await world.voiced.commit_answer()
            while len(world.listener.texts) == spoken_count:  # noqa: ASYNC110 - a listener has no bell
                await asyncio.sleep(0.05)

        assert clock.monotonic() - before < 0.8


async def test_after_deaf_ears_are_better_nobody_waits_for_what_they_missed() -> None:
    clock = LeapClock()
    plan = FaultPlan({("stt", 1): "refused"})
    async with spoken(clock, recogniser=ScriptedRecogniser(clock, faults=plan)) as world:
        await asyncio.sleep(5)
        await world.answer(ANSWER, pause_s=15)
        before = clock.monotonic()
        await world.voiced.close(is_graceful=False)

        assert clock.monotonic() - before < 0.5


async def test_what_is_expected_next_is_listened_for_at_once_after_done_in_mid_word() -> None:
    clock = LeapClock()
    first = ScriptedRecogniser(clock)
    async with spoken(clock, recogniser=SttFailover([first], clock)) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)) + 0.02)
        world.microphone.stop()
        await world.voiced.commit_answer()
        await asyncio.sleep(2)
        before = clock.monotonic()
        await world.voiced.set_listening(is_allowed=True, expects="yes_or_no")
        while len(first.opened) == 1:  # noqa: ASYNC110 - an engine has no bell
            await asyncio.sleep(0.05)

        assert clock.monotonic() - before < 0.5


async def test_done_without_a_word_is_answered_once_however_often_it_is_said() -> None:
    async with spoken(LeapClock()) as world:
        for _ in range(5):
            await world.voiced.commit_answer()
            await asyncio.sleep(0.1)
        await asyncio.sleep(20)
        once = list(world.listener.texts)
        await world.voiced.commit_answer()
        await asyncio.sleep(20)

    assert once == [SYSTEM_PHRASES["say_again"]]
    assert world.listener.texts == [SYSTEM_PHRASES["say_again"]] * 2


async def test_done_is_not_answered_anew_while_the_answer_to_it_still_waits() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(0.5)
        for _ in range(5):
            await world.voiced.commit_answer()
            await asyncio.sleep(0.1)
        await asyncio.sleep(20)

    assert world.listener.texts == [QUESTION, SYSTEM_PHRASES["say_again"]]


async def test_while_one_done_waits_for_words_another_begins_nothing() -> None:
    clock = LeapClock()
    async with spoken(clock, recogniser=ScriptedRecogniser(clock, [None])) as world:
        world.microphone.put(speech(ANSWER))
        await asyncio.sleep(0.5)
        before = len(asyncio.all_tasks())
        for _ in range(50):
            await world.voiced.commit_answer()
        await asyncio.sleep(0.05)

        assert len(asyncio.all_tasks()) <= before + 1
