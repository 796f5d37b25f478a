"""What the candidate says reaches the log as an answer, or the answer box as a draft to be checked."""

from __future__ import annotations

import asyncio

from tests.fakes.engine_sound import speech
from tests.fakes.engines import ScriptedRecogniser
from tests.fakes.voice_world import ANSWER, asked, spoken
from tests.leap import LeapClock

from vivavoce.contracts.voice import VoicePreferences
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES


async def test_an_answer_reaches_the_log_with_its_pieces_and_times() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask(turn=3)
        await world.answer(ANSWER)

    [utterance] = world.talk.heard_all
    assert utterance.text == ANSWER
    assert [piece.text for piece in utterance.segments] == [ANSWER]
    assert utterance.after_turn == 3
    assert (utterance.is_continuation, utterance.is_draft, utterance.is_late) == (
        False,
        False,
        False,
    )
    length = len(speech(ANSWER)) // 32
    assert abs(utterance.end_ms - utterance.start_ms - length) <= 40
    [piece] = utterance.segments
    assert piece.latency_ms == 380
    assert utterance.start_ms - 40 <= piece.start_ms <= piece.end_ms <= utterance.end_ms + 300


async def test_yes_to_a_question_that_was_heard_is_the_answer() -> None:
    async with spoken(LeapClock()) as world:
        await world.ask("Do you speak German?", turn=1)
        await world.answer("yes")

    assert [utterance.text for utterance in world.talk.heard_all] == ["yes"]


async def test_words_are_told_while_the_answer_is_still_being_given() -> None:
    preferences = VoicePreferences(
        connection_id="l", answer_mode="spoken", endpointing_mode="manual"
    )
    async with spoken(LeapClock(), wish=preferences) as world:
        await world.answer(ANSWER, pause_s=20.0)
        [interim] = world.talk.kept
        before = list(world.talk.heard_all)
        await world.voiced.commit_answer()
        await asyncio.sleep(1)
        [utterance] = world.talk.heard_all

    assert before == []
    assert interim.segment.text == ANSWER
    assert utterance.segments == (interim.segment,)
    assert (interim.after_turn, interim.is_draft) == (utterance.after_turn, utterance.is_draft)


async def test_words_for_the_answer_box_are_nobodys_answer_and_are_not_told() -> None:
    async with spoken(
        LeapClock(), wish=VoicePreferences(connection_id="l", answer_mode="draft")
    ) as world:
        await world.answer(ANSWER)

        assert world.talk.kept == []


async def test_poor_ears_write_into_the_box_and_not_into_the_log() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, is_draft=True)
    async with spoken(
        clock, recogniser=recogniser, wish=VoicePreferences(connection_id="leg")
    ) as world:
        await world.answer(ANSWER)

    assert world.voiced.answer_mode == "draft"
    assert world.listener.told_of("draft") == [ANSWER]
    assert world.talk.heard_all == []


async def test_words_of_poor_ears_that_are_taken_all_the_same_are_marked() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, is_draft=True)
    drafts = frozenset({"scripted"})
    async with spoken(clock, recogniser=recogniser, drafts=drafts) as world:
        await world.answer(ANSWER)

    assert [utterance.is_draft for utterance in world.talk.heard_all] == [True]


async def test_speech_of_which_no_word_is_understood_is_asked_for_again() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, [None, ANSWER], interim_ms=60_000)
    async with spoken(clock, recogniser=recogniser) as world:
        await world.answer("mumble mumble", pause_s=6.0)
        said_then = list(world.listener.texts)
        await world.answer("clearly this time")

    assert said_then == [SYSTEM_PHRASES["say_again"]]
    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER]


async def test_a_draft_over_a_question_stops_it_for_good() -> None:
    async with spoken(
        LeapClock(), wish=VoicePreferences(connection_id="l", answer_mode="draft")
    ) as world:
        await world.voiced.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer(ANSWER, pause_s=10.0)

    assert world.listener.told_of("draft") == [ANSWER]
    assert [noted.is_interrupted for noted in world.talk.spoken_all] == [True]
    assert len(world.listener.generations) == 1


async def test_a_draft_that_nobody_had_taken_is_gone_with_the_sound() -> None:
    async with spoken(
        LeapClock(), wish=VoicePreferences(connection_id="l", answer_mode="draft")
    ) as world:
        await world.answer("I built a service and", pause_s=0.8)

    assert world.listener.told_of("partial") != []
    assert world.listener.told_of("draft") == []
    assert world.talk.heard_all == []
