"""A voice connection closes: the goodbye is heard, no word is lost, and no task is left."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.speech_engines import FaultPlan, ScriptedSttEngine, ScriptedTtsEngine
from tests.fakes.voice_pipeline import ANSWER, asked, spoken
from tests.simulated_clock import SimulatedClock


async def test_a_graceful_close_lets_the_goodbye_finish() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked("Thank you for the talk. Goodbye.", turn=9, is_last=True))
        await world.pipeline.close(is_graceful=True)

    [noted] = world.session.spoken_all
    assert (noted.chars_heard, noted.is_interrupted) == (noted.chars, False)
    assert world.closed == 1


async def test_speech_over_the_goodbye_does_not_stop_it() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(
            asked("Thank you for the talk and for your time. Goodbye.", turn=9, is_last=True)
        )
        await asyncio.sleep(1.0)
        world.microphone.put(speech("It was a pleasure to meet you."))
        await world.pipeline.close(is_graceful=True)

    assert [noted.chars_heard == noted.chars for noted in world.session.spoken_all] == [True]
    assert [utterance.text for utterance in world.session.heard_all] == [
        "It was a pleasure to meet you."
    ]


async def test_a_withdrawn_goodbye_is_not_spoken_after_the_answer() -> None:
    async with spoken(SimulatedClock()) as world:
        world.microphone.put(speech("I also wrote the tests for it, and all of the documents."))
        await asyncio.sleep(0.5)
        await world.pipeline.say(asked("Thank you for the talk. Goodbye.", turn=3, is_last=True))
        await world.pipeline.interrupt()
        await asyncio.sleep(8)
        await world.pipeline.say(asked("What did you build there?", turn=4))
        await asyncio.sleep(6)
        heard_of = {noted.turn: noted.chars_heard for noted in world.session.spoken_all}

    assert heard_of[3] == 0
    assert heard_of[4] > 0


async def test_an_endless_goodbye_is_stopped_after_twenty_seconds() -> None:
    clock = SimulatedClock()
    async with spoken(clock) as world:
        await world.pipeline.say(asked("On and on. " * 60, turn=9, is_last=True))
        before = clock.monotonic()
        await world.pipeline.close(is_graceful=True)

        assert 20 <= clock.monotonic() - before <= 24


@pytest.mark.parametrize("graceful", [True, False])
async def test_pending_words_are_delivered_at_the_end(graceful: bool) -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer("I built a service and", pause_s=0.8)
        await world.pipeline.close(is_graceful=graceful)

    assert [utterance.text for utterance in world.session.heard_all] == ["I built a service and"]


async def test_a_disconnect_during_a_word_keeps_what_was_said() -> None:
    async with spoken(SimulatedClock()) as world:
        world.microphone.put(speech("I built a payment service for a bank and then we moved on."))
        await asyncio.sleep(1.5)
        await world.pipeline.close(is_graceful=False)

    [utterance] = world.session.heard_all
    assert utterance.text.startswith("I built a")


async def test_a_final_result_in_transit_arrives_before_a_graceful_close() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER, pause_s=0.3)
        await world.pipeline.close(is_graceful=True)

    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]


@pytest.mark.parametrize("moment", ["idle", "speaking", "heard", "cut", "queued", "hung"])
@pytest.mark.parametrize("graceful", [True, False])
async def test_closing_in_every_state_leaves_no_task(moment: str, graceful: bool) -> None:
    clock = SimulatedClock()
    plan = FaultPlan(always={"tts": "hung"}) if moment == "hung" else FaultPlan()
    before = asyncio.all_tasks()
    async with spoken(clock, speaker=ScriptedTtsEngine(clock, faults=plan)) as world:
        if moment != "idle":
            await world.pipeline.say(asked(turn=1))
            await asyncio.sleep(1.5)
        if moment in ("heard", "cut"):
            world.microphone.put(speech(ANSWER))
            await asyncio.sleep(0.1 if moment == "heard" else 0.7)
        if moment == "queued":
            await world.pipeline.say(asked("More.", turn=2))
        await world.pipeline.close(is_graceful=graceful)
        await world.pipeline.close(is_graceful=graceful)

    assert asyncio.all_tasks() == before
    assert world.simple.is_closed
    assert world.closed == 1
    noted = {news.turn for news in (*world.session.spoken_all, *world.session.silent_all)}
    expected = {"idle": set(), "queued": {1, 2}}.get(moment, {1})
    assert noted == expected, "nothing that was to be said goes unmentioned"


async def test_a_canceled_graceful_close_still_closes() -> None:
    before = asyncio.all_tasks()
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked("On and on. " * 30, turn=9, is_last=True))
        ending = asyncio.ensure_future(world.pipeline.close(is_graceful=True))
        await asyncio.sleep(3)
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)

        assert ending.cancelled()
        assert world.closed == 1
        assert asyncio.all_tasks() == before
        [noted] = world.session.spoken_all
        assert noted.is_interrupted


async def test_an_immediate_close_overtakes_a_graceful_one() -> None:
    clock = SimulatedClock()
    async with spoken(clock) as world:
        await world.pipeline.say(asked("On and on. " * 30, turn=9, is_last=True))
        graceful = asyncio.ensure_future(world.pipeline.close(is_graceful=True))
        await asyncio.sleep(3)
        before = clock.monotonic()
        await world.pipeline.close(is_graceful=False)
        await graceful

        assert clock.monotonic() - before < 2
        assert world.closed == 1


async def test_no_audio_is_processed_once_the_close_has_begun() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, final_ms=800)
    async with spoken(clock, stt_engine=stt_engine) as world:
        world.microphone.put(speech("I built a payment service for a bank and then we moved on."))
        await asyncio.sleep(1.5)
        [begun] = stt_engine.opened
        before = len(begun.given)
        await world.pipeline.close(is_graceful=False)

    assert len(begun.given) - before <= 32 * 20
    assert len(world.session.heard_all) == 1
