"""Committing an answer by hand: it is taken at once, without waiting for words that never come."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.speech_engines import FaultPlan, ScriptedSttEngine
from tests.fakes.voice_pipeline import ANSWER, QUESTION, asked, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES
from vivavoce.voice.usecases.engines.stt_failover import SttFailover


async def test_committing_during_a_word_waits_for_its_transcript() -> None:
    async with spoken(SimulatedClock()) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)) + 0.05)
        await world.pipeline.commit_answer()
        await asyncio.sleep(0.5)
        utterances = list(world.session.heard_all)

    assert [utterance.text for utterance in utterances] == [ANSWER]


@pytest.mark.parametrize("way", ["done", "close"])
async def test_after_a_noise_committing_waits_for_no_transcript(way: str) -> None:
    clock = SimulatedClock()
    first = ScriptedSttEngine(clock, ["", "", ""], interim_ms=60_000)
    async with spoken(clock, stt_engine=SttFailover([first], clock)) as world:
        for _ in range(3):
            await world.answer("ahem", pause_s=6)
        before = clock.monotonic()
        if way == "close":
            await world.pipeline.close(is_graceful=False)
        else:
            spoken_count = len(world.listener.texts)
            await world.pipeline.commit_answer()
            while len(world.listener.texts) == spoken_count:  # noqa: ASYNC110 - a listener has no bell
                await asyncio.sleep(0.05)

        assert clock.monotonic() - before < 0.8


async def test_after_a_recovery_committing_does_not_wait_for_missed_audio() -> None:
    clock = SimulatedClock()
    plan = FaultPlan({("stt", 1): "refused"})
    async with spoken(clock, stt_engine=ScriptedSttEngine(clock, faults=plan)) as world:
        await asyncio.sleep(5)
        await world.answer(ANSWER, pause_s=15)
        before = clock.monotonic()
        await world.pipeline.close(is_graceful=False)

        assert clock.monotonic() - before < 0.5


async def test_the_next_expected_answer_applies_at_once_after_committing_during_a_word() -> None:
    clock = SimulatedClock()
    first = ScriptedSttEngine(clock)
    async with spoken(clock, stt_engine=SttFailover([first], clock)) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)) + 0.02)
        world.microphone.stop()
        await world.pipeline.commit_answer()
        await asyncio.sleep(2)
        before = clock.monotonic()
        await world.pipeline.set_listening(is_allowed=True, expects="yes_or_no")
        while len(first.opened) == 1:  # noqa: ASYNC110 - an engine has no bell
            await asyncio.sleep(0.05)

        assert clock.monotonic() - before < 0.5


async def test_committing_without_words_is_answered_once_however_often_it_is_repeated() -> None:
    async with spoken(SimulatedClock()) as world:
        for _ in range(5):
            await world.pipeline.commit_answer()
            await asyncio.sleep(0.1)
        await asyncio.sleep(20)
        once = list(world.listener.texts)
        await world.pipeline.commit_answer()
        await asyncio.sleep(20)

    assert once == [SYSTEM_PHRASES["say_again"]]
    assert world.listener.texts == [SYSTEM_PHRASES["say_again"]] * 2


async def test_committing_is_not_answered_again_while_its_answer_is_pending() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(turn=1))
        await asyncio.sleep(0.5)
        for _ in range(5):
            await world.pipeline.commit_answer()
            await asyncio.sleep(0.1)
        await asyncio.sleep(20)

    assert world.listener.texts == [QUESTION, SYSTEM_PHRASES["say_again"]]


async def test_a_second_commit_during_a_pending_one_has_no_effect() -> None:
    clock = SimulatedClock()
    async with spoken(clock, stt_engine=ScriptedSttEngine(clock, [None])) as world:
        world.microphone.put(speech(ANSWER))
        await asyncio.sleep(0.5)
        before = len(asyncio.all_tasks())
        for _ in range(50):
            await world.pipeline.commit_answer()
        await asyncio.sleep(0.05)

        assert len(asyncio.all_tasks()) <= before + 1
