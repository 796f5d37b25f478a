"""Speech over the interviewer stops it, and the log has what was heard; backchannels and noise do not."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech, words_in
from tests.fakes.speech_engines import ScriptedTtsEngine
from tests.fakes.voice_pipeline import ANSWER, QUESTION, asked, spoken
from tests.simulated_clock import SimulatedClock


@pytest.mark.parametrize("after_s", [1.0, 1.7, 2.4, 3.1])
async def test_speech_over_a_question_stops_it_and_the_log_has_exactly_what_was_heard(
    after_s: float,
) -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(turn=1))
        await asyncio.sleep(after_s)
        await world.answer(ANSWER)

    [report] = world.session.spoken_all
    truly = words_in(world.listener.generations[0].heard)
    spoken_part = QUESTION[: report.chars_heard]
    assert report.is_interrupted
    assert not report.is_estimated
    assert report.played_ms == len(world.listener.generations[0].heard) // 32
    assert spoken_part.startswith(truly)
    assert len(spoken_part.split()) - len(truly.split()) in (0, 1), (
        "at most the word whose middle was heard"
    )
    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]
    assert isinstance(world.session.log[0][1], type(report)), (
        "what was heard is noted before the answer"
    )


async def test_without_word_times_the_position_is_marked_as_estimated() -> None:
    clock = SimulatedClock()
    async with spoken(clock, speaker=ScriptedTtsEngine(clock, has_words=False)) as world:
        await world.pipeline.say(asked(turn=1))
        await asyncio.sleep(2)
        await world.answer(ANSWER)

    [report] = world.session.spoken_all
    assert report.is_interrupted
    assert report.is_estimated
    truly = words_in(world.listener.generations[0].heard)
    assert abs(report.chars_heard - len(truly)) <= 8


async def test_a_yes_over_the_last_words_of_a_question_answers_it() -> None:
    question = "You said that you have led a team before. Is that so?"
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(question, turn=1))
        while not world.listener.texts:  # noqa: ASYNC110 - a listener has no bell
            await asyncio.sleep(0.02)
        await asyncio.sleep(len(question) * 0.06 - 0.55)
        await world.answer("yes of course", pause_s=6)

    assert world.session.spoken_all[0].is_interrupted
    assert [utterance.text for utterance in world.session.heard_all] == ["yes of course"]


async def test_speech_before_the_first_audio_of_a_question_leaves_no_gap_in_the_sequence() -> None:
    clock = SimulatedClock()
    async with spoken(clock, speaker=ScriptedTtsEngine(clock, first_ms=900)) as world:
        await world.pipeline.say(asked(turn=1))
        await world.answer("and another thing is here")
        await world.ask("What is it?", turn=2)

    first, second = world.session.spoken_all
    assert (first.turn, first.played_ms, first.chars_heard, first.is_interrupted) == (1, 0, 0, True)
    assert (second.turn, second.is_interrupted) == (2, False)
    assert [begun.generation for begun in world.listener.generations] == list(
        range(1, len(world.listener.generations) + 1)
    )


@pytest.mark.parametrize("nod", ["mm-hm", "yes", "okay yes"])
async def test_a_backchannel_over_a_question_is_no_answer_and_the_question_resumes(
    nod: str,
) -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer(nod, pause_s=8.0)

    assert world.session.heard_all == []
    [report] = world.session.spoken_all
    assert not report.is_interrupted
    assert report.chars_heard == len(QUESTION)
    assert world.listener.texts[0] == QUESTION


async def test_a_noise_without_words_only_pauses_a_question() -> None:
    async with spoken(SimulatedClock(), texts=[None]) as world:
        await world.pipeline.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer("crash", pause_s=10.0)

    assert world.session.heard_all == []
    assert [report.is_interrupted for report in world.session.spoken_all] == [False]
    assert len(world.listener.generations) == 2


async def test_endless_speech_without_words_marks_the_room_as_noisy() -> None:
    async with spoken(SimulatedClock(), texts=[None]) as world:
        world.microphone.put(speech("babble " * 40))
        await asyncio.sleep(9.5)
        early = world.simple.is_noisy
        await asyncio.sleep(2)
        late = world.simple.is_noisy
        await asyncio.sleep(20)

    assert (early, late, world.simple.is_noisy) == (False, True, False)


async def test_an_interrupt_command_stops_the_current_and_the_queued_utterance_and_records_both() -> (
    None
):
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(turn=1))
        await world.pipeline.say(asked("And another one.", turn=2))
        await asyncio.sleep(1.5)
        await world.pipeline.interrupt()
        await asyncio.sleep(5)

    first, second = sorted(world.session.spoken_all, key=lambda report: report.turn)
    assert first.is_interrupted
    assert 0 < first.chars_heard < first.chars
    assert (second.turn, second.played_ms, second.chars_heard, second.is_interrupted) == (
        2,
        0,
        0,
        True,
    )


@pytest.mark.parametrize("after_s", [0.6, 1.4, 2.6])
async def test_a_question_stopped_by_the_candidate_is_recorded_and_the_next_one_is_spoken(
    after_s: float,
) -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.say(asked(turn=1))
        await world.pipeline.say(asked("And another one.", turn=2))
        await asyncio.sleep(after_s)
        world.listener.silence()
        await world.pipeline.on_playback_stopped()
        await asyncio.sleep(10)

    first, second = world.session.spoken_all
    truly = words_in(world.listener.generations[0].heard)
    assert (first.turn, first.is_interrupted, first.is_estimated) == (1, True, False)
    assert first.played_ms == len(world.listener.generations[0].heard) // 32
    assert QUESTION[: first.chars_heard].startswith(truly)
    assert first.chars_heard < first.chars
    assert (second.turn, second.is_interrupted) == (2, False)
    assert len(world.listener.generations) == 2, "and is not said again"
