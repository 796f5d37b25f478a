"""Speech over the interviewer stops it, and the log has what was heard; nods and noises do not for good."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.engine_sound import speech, words_in
from tests.fakes.engines import ScriptedSpeaker
from tests.fakes.voice_world import ANSWER, QUESTION, asked, spoken
from tests.leap import LeapClock


@pytest.mark.parametrize("after_s", [1.0, 1.7, 2.4, 3.1])
async def test_speech_over_a_question_stops_it_and_the_log_has_exactly_what_was_heard(
    after_s: float,
) -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(after_s)
        await world.answer(ANSWER)

    [noted] = world.talk.spoken_all
    truly = words_in(world.listener.generations[0].heard)
    spoken_part = QUESTION[: noted.chars_heard]
    assert noted.is_interrupted
    assert not noted.is_estimated
    assert noted.played_ms == len(world.listener.generations[0].heard) // 32
    assert spoken_part.startswith(truly)
    assert len(spoken_part.split()) - len(truly.split()) in (0, 1), (
        "at most the word whose middle was heard"
    )
    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER]
    assert isinstance(world.talk.log[0][1], type(noted)), (
        "what was heard is noted before the answer"
    )


async def test_without_word_times_the_place_is_an_estimate_and_says_so() -> None:
    clock = LeapClock()
    async with spoken(clock, speaker=ScriptedSpeaker(clock, has_words=False)) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(2)
        await world.answer(ANSWER)

    [noted] = world.talk.spoken_all
    assert noted.is_interrupted
    assert noted.is_estimated
    truly = words_in(world.listener.generations[0].heard)
    assert abs(noted.chars_heard - len(truly)) <= 8


async def test_yes_over_the_very_last_words_of_a_question_is_the_answer() -> None:
    question = "You said that you have led a team before. Is that so?"
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(question, turn=1))
        while not world.listener.texts:  # noqa: ASYNC110 - a listener has no bell
            await asyncio.sleep(0.02)
        await asyncio.sleep(len(question) * 0.06 - 0.55)
        await world.answer("yes of course", pause_s=6)

    assert world.talk.spoken_all[0].is_interrupted
    assert [utterance.text for utterance in world.talk.heard_all] == ["yes of course"]


async def test_speech_before_the_first_sound_of_a_question_leaves_no_gap_in_the_numbers() -> None:
    clock = LeapClock()
    async with spoken(clock, speaker=ScriptedSpeaker(clock, first_ms=900)) as world:
        await world.voiced.say(asked(turn=1))
        await world.answer("and another thing is here")
        await world.ask("What is it?", turn=2)

    first, second = world.talk.spoken_all
    assert (first.turn, first.played_ms, first.chars_heard, first.is_interrupted) == (1, 0, 0, True)
    assert (second.turn, second.is_interrupted) == (2, False)
    assert [begun.generation for begun in world.listener.generations] == list(
        range(1, len(world.listener.generations) + 1)
    )


@pytest.mark.parametrize("nod", ["mm-hm", "yes", "okay yes"])
async def test_a_nod_over_a_question_is_no_answer_and_does_not_stop_it_for_good(nod: str) -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer(nod, pause_s=8.0)

    assert world.talk.heard_all == []
    [noted] = world.talk.spoken_all
    assert not noted.is_interrupted
    assert noted.chars_heard == len(QUESTION)
    assert world.listener.texts[0] == QUESTION


async def test_a_noise_without_words_stops_a_question_only_for_a_while() -> None:
    async with spoken(LeapClock(), texts=[None]) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer("crash", pause_s=10.0)

    assert world.talk.heard_all == []
    assert [noted.is_interrupted for noted in world.talk.spoken_all] == [False]
    assert len(world.listener.generations) == 2


async def test_a_room_that_talks_on_and_on_is_listened_to_more_closely() -> None:
    async with spoken(LeapClock(), texts=[None]) as world:
        world.microphone.put(speech("babble " * 40))
        await asyncio.sleep(9.5)
        early = world.simple.is_noisy
        await asyncio.sleep(2)
        late = world.simple.is_noisy
        await asyncio.sleep(20)

    assert (early, late, world.simple.is_noisy) == (False, True, False)


async def test_hush_stops_what_is_said_and_what_was_to_follow_and_notes_both() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await world.voiced.say(asked("And another one.", turn=2))
        await asyncio.sleep(1.5)
        await world.voiced.interrupt()
        await asyncio.sleep(5)

    first, second = sorted(world.talk.spoken_all, key=lambda noted: noted.turn)
    assert first.is_interrupted
    assert 0 < first.chars_heard < first.chars
    assert (second.turn, second.played_ms, second.chars_heard, second.is_interrupted) == (
        2,
        0,
        0,
        True,
    )


@pytest.mark.parametrize("after_s", [0.6, 1.4, 2.6])
async def test_who_silences_a_question_has_it_noted_so_far_and_hears_what_follows(
    after_s: float,
) -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.say(asked(turn=1))
        await world.voiced.say(asked("And another one.", turn=2))
        await asyncio.sleep(after_s)
        world.listener.silence()
        await world.voiced.on_playback_stopped()
        await asyncio.sleep(10)

    first, second = world.talk.spoken_all
    truly = words_in(world.listener.generations[0].heard)
    assert (first.turn, first.is_interrupted, first.is_estimated) == (1, True, False)
    assert first.played_ms == len(world.listener.generations[0].heard) // 32
    assert QUESTION[: first.chars_heard].startswith(truly)
    assert first.chars_heard < first.chars
    assert (second.turn, second.is_interrupted) == (2, False)
    assert len(world.listener.generations) == 2, "and is not said again"
