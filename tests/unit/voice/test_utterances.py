"""What the interviewer says is heard in order, noted as it was heard, and announced when it is late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from tests.fakes.engine_sound import speech, words_in
from tests.fakes.engines import FaultPlan, ScriptedSpeaker
from tests.fakes.voice_floor import SimpleFloor
from tests.fakes.voice_world import ANSWER, QUESTION, asked, spoken
from tests.leap import LeapClock

from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES
from vivavoce.voice.ports.audio import AudioChunk, UtteranceHeader, UtteranceOutcome


async def test_what_is_said_is_heard_whole_and_noted_so() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)

    [noted] = world.talk.spoken_all
    assert (noted.turn, noted.chars, noted.chars_heard) == (1, len(QUESTION), len(QUESTION))
    assert not noted.is_interrupted
    assert not noted.is_estimated
    assert noted.played_ms == len(speech(QUESTION)) // 32
    assert (noted.engine, noted.model, noted.voice) == ("scripted", "scripted-mouth", "plain")
    assert words_in(world.listener.generations[0].heard) == QUESTION


async def test_utterances_are_said_in_order_one_after_the_other() -> None:
    async with spoken(LeapClock()) as world:
        for turn, text in enumerate(
            ("Good morning to you.", "I am the interviewer.", "Shall we begin?"), 1
        ):
            await world.voiced.say(asked(text, turn=turn))
        await asyncio.sleep(10)

    assert [noted.turn for noted in world.talk.spoken_all] == [1, 2, 3]
    assert world.listener.texts == [
        "Good morning to you.",
        "I am the interviewer.",
        "Shall we begin?",
    ]


async def test_the_wait_counts_from_the_end_of_speech_to_the_first_sound() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask(turn=2)

    [noted] = world.talk.spoken_all
    assert noted.first_chunk_ms == 220
    assert noted.response_latency_ms is not None
    assert 1_200 <= noted.response_latency_ms <= 1_300


async def test_what_is_said_again_begins_with_a_short_bridge() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1, is_repeat=True)

    assert world.speaker.asked[0] == SYSTEM_PHRASES["once_more"]
    [noted] = world.talk.spoken_all
    assert noted.chars_heard == len(QUESTION)


async def test_a_slow_reply_is_announced_once() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=6.0)

    assert world.listener.texts == [SYSTEM_PHRASES["one_moment"]]
    assert world.talk.spoken_all == []


async def test_a_reply_that_was_hushed_is_not_announced() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.voiced.interrupt()
        await asyncio.sleep(4)

    assert world.listener.texts == []


async def test_a_reply_in_time_is_not_announced() -> None:
    async with spoken(LeapClock()) as world:
        await world.answer(ANSWER, pause_s=1.0)
        await world.ask("Thank you.", turn=2)
        await asyncio.sleep(4)

    assert world.listener.texts == ["Thank you."]


@pytest.mark.parametrize("fault", ["refused", "failed", "mute", "hung"])
async def test_a_mouth_that_fails_leaves_the_words_on_the_screen_and_the_talk_goes_on(
    fault: str,
) -> None:
    clock = LeapClock()
    speaker = ScriptedSpeaker(clock, faults=FaultPlan(always={"tts": fault}))
    async with spoken(clock, speaker=speaker) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER)

    [silent] = world.talk.silent_all
    assert silent.turn == 1
    assert world.talk.spoken_all == []
    [utterance] = world.talk.heard_all
    assert (utterance.text, utterance.after_turn) == (ANSWER, 1)


async def test_without_a_mouth_everything_is_silent_and_heard() -> None:
    async with spoken(LeapClock(), is_dumb=True) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER)
        await world.ask("How large was the team?", turn=2)
        await world.answer("We were seven people.")

    assert [silent.turn for silent in world.talk.silent_all] == [1, 2]
    assert [
        (utterance.after_turn, utterance.is_continuation) for utterance in world.talk.heard_all
    ] == [
        (1, False),
        (2, False),
    ]


class BrokenFloor(SimpleFloor):
    """Fails to say the first utterance, in a way that nobody foresaw."""

    async def play_utterance(
        self, clips: AsyncGenerator[AudioChunk], cue: UtteranceHeader
    ) -> UtteranceOutcome:
        if cue.turn == 1:
            await clips.aclose()
            raise ZeroDivisionError
        return await super().play_utterance(clips, cue)


async def test_a_floor_that_breaks_at_one_utterance_says_the_next() -> None:
    clock = LeapClock()
    async with spoken(clock, floor=BrokenFloor(clock)) as world:
        await world.voiced.say(asked("One of them.", turn=1))
        await world.voiced.say(asked("Two of them.", turn=2))
        await asyncio.sleep(5)

    assert [(silent.turn, silent.reason) for silent in world.talk.silent_all] == [(1, "failed")]
    assert [noted.turn for noted in world.talk.spoken_all] == [2]


@pytest.mark.parametrize(("words", "is_said"), [(ANSWER, True), (ANSWER * 12, False)])
async def test_what_is_true_for_a_while_waits_for_the_answer_to_end_or_is_left_out(
    words: str, is_said: bool
) -> None:
    warning = "About 2 minutes left."
    async with spoken(LeapClock()) as world:
        await world.ask(turn=1)
        world.microphone.put(speech(words))
        await asyncio.sleep(0.5)
        await world.voiced.say(asked(warning, turn=None, kind="notice", expires_after_s=10.0))
        while not world.talk.heard_all:  # noqa: ASYNC110 - the log has no bell
            await asyncio.sleep(0.1)
        await world.voiced.say(asked("And then?", turn=3))
        await asyncio.sleep(6)

    assert world.listener.texts[1:] == ([warning] if is_said else []) + ["And then?"]
