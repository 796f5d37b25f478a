"""Pauses of the candidate: when an answer is over, and when speech continues it."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.voice_pipeline import ANSWER, asked, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import VoicePreferences


async def test_two_sentences_with_a_thinking_pause_are_one_answer() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer("I have worked with Python and", pause_s=1.5)
        await world.answer("with Go for about nine years.")

    [utterance] = world.session.heard_all
    assert utterance.text == "I have worked with Python and with Go for about nine years."
    assert len(utterance.segments) == 2


async def test_the_endpointing_mode_is_switched_during_an_answer() -> None:
    taken = []
    for pace in ("normal", "thinking"):
        clock = SimulatedClock()
        async with spoken(clock) as world:
            start = clock.monotonic()
            world.microphone.put(speech(ANSWER))
            await asyncio.sleep(1.0)
            await world.pipeline.set_endpointing_mode(pace)
            await asyncio.sleep(6.0)
            [(at, utterance)] = world.session.log
            taken.append(at - start - utterance.end_ms / 1000)

    assert taken[0] == pytest.approx(0.8, abs=0.1)
    assert taken[1] == pytest.approx(2.0, abs=0.1)


async def test_in_manual_mode_only_a_commit_ends_the_answer() -> None:
    async with spoken(
        SimulatedClock(),
        preferences=VoicePreferences(
            connection_id="l", answer_mode="spoken", endpointing_mode="manual"
        ),
    ) as world:
        await world.answer(ANSWER, pause_s=20.0)
        before = list(world.session.heard_all)
        await world.pipeline.commit_answer()
        await asyncio.sleep(1)

    assert before == []
    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]


@pytest.mark.parametrize(("heard_s", "joins"), [(0.5, True), (1.6, False)])
async def test_speech_over_the_first_second_of_a_reply_continues_the_answer(
    heard_s: float, joins: bool
) -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.pipeline.say(
            asked("Thank you. And how large was the team that you led?", turn=2)
        )
        while not world.listener.generations[1:]:  # noqa: ASYNC110 - a listener has no bell
            await asyncio.sleep(0.02)
        await asyncio.sleep(max(0.0, heard_s - 0.36))
        await world.answer("And I also led the team there.")

    first, second = world.session.heard_all
    assert not first.is_continuation
    assert second.is_continuation is joins
    assert second.text == "And I also led the team there."


async def test_speech_before_the_reply_began_continues_the_answer() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.answer("And I also led the team there.")

    first, second = world.session.heard_all
    assert not first.is_continuation
    assert second.is_continuation
    assert second.after_turn == 1


async def test_a_short_thanks_before_the_next_question_does_not_end_the_reply() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Ok.", turn=2)
        await world.pipeline.say(asked(turn=3))
        await asyncio.sleep(0.3)
        await world.answer("And I also led the team there.")

    assert [utterance.is_continuation for utterance in world.session.heard_all] == [False, True]


async def test_after_a_completely_heard_reply_speech_begins_a_new_answer() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Why?", turn=2)
        await world.answer("Because the old one was slow.")

    assert [
        (utterance.is_continuation, utterance.after_turn) for utterance in world.session.heard_all
    ] == [
        (False, 1),
        (False, 2),
    ]
