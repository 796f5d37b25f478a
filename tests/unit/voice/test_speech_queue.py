"""Utterances of the interviewer: played in order, recorded as heard, and announced when late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from tests.fakes.scripted_audio import speech, words_in
from tests.fakes.simple_turn_manager import SimpleTurnManager
from tests.fakes.speech_engines import FaultPlan, ScriptedTtsEngine
from tests.fakes.voice_pipeline import ANSWER, QUESTION, asked, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES
from vivavoce.voice.ports.audio import AudioChunk, UtteranceHeader, UtteranceOutcome


async def test_an_utterance_is_played_completely_and_recorded_so() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)

    [noted] = world.session.spoken_all
    assert (noted.turn, noted.chars, noted.chars_heard) == (1, len(QUESTION), len(QUESTION))
    assert not noted.is_interrupted
    assert not noted.is_estimated
    assert noted.played_ms == len(speech(QUESTION)) // 32
    assert (noted.engine, noted.model, noted.voice) == ("scripted", "scripted-mouth", "plain")
    assert words_in(world.listener.generations[0].heard) == QUESTION


async def test_utterances_are_played_in_order() -> None:
    async with spoken(SimulatedClock()) as world:
        for turn, text in enumerate(
            ("Good morning to you.", "I am the interviewer.", "Shall we begin?"), 1
        ):
            await world.pipeline.say(asked(text, turn=turn))
        await asyncio.sleep(10)

    assert [noted.turn for noted in world.session.spoken_all] == [1, 2, 3]
    assert world.listener.texts == [
        "Good morning to you.",
        "I am the interviewer.",
        "Shall we begin?",
    ]


async def test_the_latency_counts_from_the_end_of_speech_to_the_first_audio() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask(turn=2)

    [noted] = world.session.spoken_all
    assert noted.first_chunk_ms == 220
    assert noted.response_latency_ms is not None
    assert 1_200 <= noted.response_latency_ms <= 1_300


async def test_a_repeated_utterance_begins_with_a_short_bridge() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1, is_repeat=True)

    assert world.speaker.asked[0] == SYSTEM_PHRASES["once_more"]
    [noted] = world.session.spoken_all
    assert noted.chars_heard == len(QUESTION)


async def test_a_slow_reply_is_announced_once_by_a_filler() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER, pause_s=6.0)

    assert world.listener.texts == [SYSTEM_PHRASES["one_moment"]]
    assert world.session.spoken_all == []


async def test_a_stopped_reply_is_not_announced() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.pipeline.interrupt()
        await asyncio.sleep(4)

    assert world.listener.texts == []


async def test_a_reply_in_time_is_not_announced() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Thank you.", turn=2)
        await asyncio.sleep(4)

    assert world.listener.texts == ["Thank you."]


@pytest.mark.parametrize("fault", ["refused", "failed", "mute", "hung"])
async def test_a_failing_tts_engine_leaves_the_text_on_the_screen_and_the_session_continues(
    fault: str,
) -> None:
    clock = SimulatedClock()
    speaker = ScriptedTtsEngine(clock, faults=FaultPlan(always={"tts": fault}))
    async with spoken(clock, speaker=speaker) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER)

    [silent] = world.session.silent_all
    assert silent.turn == 1
    assert world.session.spoken_all == []
    [utterance] = world.session.heard_all
    assert (utterance.text, utterance.after_turn) == (ANSWER, 1)


async def test_without_a_tts_engine_utterances_are_text_and_count_as_heard() -> None:
    async with spoken(SimulatedClock(), without_tts=True) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER)
        await world.ask("How large was the team?", turn=2)
        await world.answer("We were seven people.")

    assert [silent.turn for silent in world.session.silent_all] == [1, 2]
    assert [
        (utterance.after_turn, utterance.is_continuation) for utterance in world.session.heard_all
    ] == [
        (1, False),
        (2, False),
    ]


class BrokenTurnManager(SimpleTurnManager):
    """Fails to say the first utterance, in a way that nobody foresaw."""

    async def play_utterance(
        self, clips: AsyncGenerator[AudioChunk], cue: UtteranceHeader
    ) -> UtteranceOutcome:
        if cue.turn == 1:
            await clips.aclose()
            raise ZeroDivisionError
        return await super().play_utterance(clips, cue)


async def test_an_error_at_one_utterance_does_not_prevent_the_next() -> None:
    clock = SimulatedClock()
    async with spoken(clock, turn_manager=BrokenTurnManager(clock)) as world:
        await world.pipeline.say(asked("One of them.", turn=1))
        await world.pipeline.say(asked("Two of them.", turn=2))
        await asyncio.sleep(5)

    assert [(silent.turn, silent.reason) for silent in world.session.silent_all] == [(1, "failed")]
    assert [noted.turn for noted in world.session.spoken_all] == [2]


@pytest.mark.parametrize(("words", "is_said"), [(ANSWER, True), (ANSWER * 12, False)])
async def test_a_temporary_notice_waits_for_the_end_of_the_answer_or_is_dropped(
    words: str, is_said: bool
) -> None:
    warning = "About 2 minutes left."
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)
        world.microphone.put(speech(words))
        await asyncio.sleep(0.5)
        await world.pipeline.say(asked(warning, turn=None, kind="notice", expires_after_s=10.0))
        while not world.session.heard_all:  # noqa: ASYNC110 - the log has no bell
            await asyncio.sleep(0.1)
        await world.pipeline.say(asked("And then?", turn=3))
        await asyncio.sleep(6)

    assert world.listener.texts[1:] == ([warning] if is_said else []) + ["And then?"]
