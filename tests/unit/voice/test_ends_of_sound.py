"""A connection's sound ends: the goodbye is heard, no word is lost, and no task is left."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.engine_sound import speech
from tests.fakes.engines import FaultPlan, ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.voice_world import ANSWER, asked, spoken
from tests.leap import LeapClock


async def test_a_graceful_end_lets_the_goodbye_be_heard() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked("Thank you for the talk. Goodbye.", turn=9, is_last=True))
        await world.voiced.close(is_graceful=True)

    [noted] = world.talk.spoken_all
    assert (noted.chars_heard, noted.is_interrupted) == (noted.chars, False)
    assert world.closed == 1


async def test_speech_over_the_goodbye_does_not_take_it_away() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(
            asked("Thank you for the talk and for your time. Goodbye.", turn=9, is_last=True)
        )
        await asyncio.sleep(1.0)
        world.microphone.put(speech("It was a pleasure to meet you."))
        await world.voiced.close(is_graceful=True)

    assert [noted.chars_heard == noted.chars for noted in world.talk.spoken_all] == [True]
    assert [utterance.text for utterance in world.talk.heard_all] == [
        "It was a pleasure to meet you."
    ]


async def test_a_goodbye_that_was_taken_back_is_not_said_when_the_candidate_has_ended() -> None:
    async with spoken(LeapClock()) as world:
        world.microphone.put(speech("I also wrote the tests for it, and all of the documents."))
        await asyncio.sleep(0.5)
        await world.voiced.say(asked("Thank you for the talk. Goodbye.", turn=3, is_last=True))
        await world.voiced.interrupt()
        await asyncio.sleep(8)
        await world.voiced.say(asked("What did you build there?", turn=4))
        await asyncio.sleep(6)
        heard_of = {noted.turn: noted.chars_heard for noted in world.talk.spoken_all}

    assert heard_of[3] == 0
    assert heard_of[4] > 0


async def test_a_goodbye_that_never_ends_is_cut_after_twenty_seconds() -> None:
    clock = LeapClock()
    async with spoken(clock) as world:
        await world.voiced.say(asked("On and on. " * 60, turn=9, is_last=True))
        before = clock.monotonic()
        await world.voiced.close(is_graceful=True)

        assert 20 <= clock.monotonic() - before <= 24


@pytest.mark.parametrize("graceful", [True, False])
async def test_words_that_nobody_had_taken_yet_are_not_lost_at_the_end(graceful: bool) -> None:
    async with spoken(LeapClock()) as world:
        await world.answer("I built a service and", pause_s=0.8)
        await world.voiced.close(is_graceful=graceful)

    assert [utterance.text for utterance in world.talk.heard_all] == ["I built a service and"]


async def test_who_is_cut_off_in_the_middle_of_a_word_has_said_what_they_said() -> None:
    async with spoken(LeapClock()) as world:
        world.microphone.put(speech("I built a payment service for a bank and then we moved on."))
        await asyncio.sleep(1.5)
        await world.voiced.close(is_graceful=False)

    [utterance] = world.talk.heard_all
    assert utterance.text.startswith("I built a")


async def test_a_final_result_in_flight_arrives_before_a_graceful_end() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=0.3)
        await world.voiced.close(is_graceful=True)

    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER]


@pytest.mark.parametrize("moment", ["idle", "speaking", "heard", "cut", "queued", "hung"])
@pytest.mark.parametrize("graceful", [True, False])
async def test_it_ends_in_every_state_and_leaves_no_task_behind(
    moment: str, graceful: bool
) -> None:
    clock = LeapClock()
    plan = FaultPlan(always={"tts": "hung"}) if moment == "hung" else FaultPlan()
    before = asyncio.all_tasks()
    async with spoken(clock, speaker=ScriptedSpeaker(clock, faults=plan)) as world:
        if moment != "idle":
            await world.voiced.say(asked(turn=1))
            await asyncio.sleep(1.5)
        if moment in ("heard", "cut"):
            world.microphone.put(speech(ANSWER))
            await asyncio.sleep(0.1 if moment == "heard" else 0.7)
        if moment == "queued":
            await world.voiced.say(asked("More.", turn=2))
        await world.voiced.close(is_graceful=graceful)
        await world.voiced.close(is_graceful=graceful)

    assert asyncio.all_tasks() == before
    assert world.simple.is_closed
    assert world.closed == 1
    noted = {news.turn for news in (*world.talk.spoken_all, *world.talk.silent_all)}
    expected = {"idle": set(), "queued": {1, 2}}.get(moment, {1})
    assert noted == expected, "nothing that was to be said goes unmentioned"


async def test_a_graceful_end_that_is_called_off_ends_all_the_same() -> None:
    before = asyncio.all_tasks()
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked("On and on. " * 30, turn=9, is_last=True))
        ending = asyncio.ensure_future(world.voiced.close(is_graceful=True))
        await asyncio.sleep(3)
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)

        assert ending.cancelled()
        assert world.closed == 1
        assert asyncio.all_tasks() == before
        [noted] = world.talk.spoken_all
        assert noted.is_interrupted


async def test_an_end_at_once_overtakes_a_graceful_one() -> None:
    clock = LeapClock()
    async with spoken(clock) as world:
        await world.voiced.say(asked("On and on. " * 30, turn=9, is_last=True))
        graceful = asyncio.ensure_future(world.voiced.close(is_graceful=True))
        await asyncio.sleep(3)
        before = clock.monotonic()
        await world.voiced.close(is_graceful=False)
        await graceful

        assert clock.monotonic() - before < 2
        assert world.closed == 1


async def test_once_the_end_has_begun_nothing_more_is_listened_to() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, final_ms=800)
    async with spoken(clock, recogniser=recogniser) as world:
        world.microphone.put(speech("I built a payment service for a bank and then we moved on."))
        await asyncio.sleep(1.5)
        [begun] = recogniser.opened
        before = len(begun.given)
        await world.voiced.close(is_graceful=False)

    assert len(begun.given) - before <= 32 * 20
    assert len(world.talk.heard_all) == 1
