"""Speech reaches the log as an answer, or the answer field as a draft to check."""

from __future__ import annotations

import asyncio

from tests.fakes.scripted_audio import speech
from tests.fakes.speech_engines import ScriptedSttEngine
from tests.fakes.voice_pipeline import ANSWER, asked, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import VoicePreferences
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES


async def test_an_answer_reaches_the_log_with_its_segments_and_times() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=3)
        await world.answer(ANSWER)

    [utterance] = world.session.heard_all
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


async def test_a_yes_to_a_heard_question_is_the_answer() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask("Do you speak German?", turn=1)
        await world.answer("yes")

    assert [utterance.text for utterance in world.session.heard_all] == ["yes"]


async def test_transcripts_are_sent_while_the_answer_is_being_spoken() -> None:
    preferences = VoicePreferences(
        connection_id="l", answer_mode="spoken", endpointing_mode="manual"
    )
    async with spoken(SimulatedClock(), preferences=preferences) as world:
        await world.answer(ANSWER, pause_s=20.0)
        [interim] = world.session.kept
        before = list(world.session.heard_all)
        await world.pipeline.commit_answer()
        await asyncio.sleep(1)
        [utterance] = world.session.heard_all

    assert before == []
    assert interim.segment.text == ANSWER
    assert utterance.segments == (interim.segment,)
    assert (interim.after_turn, interim.is_draft) == (utterance.after_turn, utterance.is_draft)


async def test_transcripts_for_the_answer_field_are_no_answer_and_no_event() -> None:
    async with spoken(
        SimulatedClock(), preferences=VoicePreferences(connection_id="l", answer_mode="draft")
    ) as world:
        await world.answer(ANSWER)

        assert world.session.kept == []


async def test_a_low_quality_engine_writes_a_draft_and_not_into_the_log() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, is_draft=True)
    async with spoken(
        clock, stt_engine=stt_engine, preferences=VoicePreferences(connection_id="leg")
    ) as world:
        await world.answer(ANSWER)

    assert world.pipeline.answer_mode == "draft"
    assert world.listener.updates_of("draft") == [ANSWER]
    assert world.session.heard_all == []


async def test_accepted_words_of_a_low_quality_engine_are_marked() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, is_draft=True)
    drafts = frozenset({"scripted"})
    async with spoken(clock, stt_engine=stt_engine, drafts=drafts) as world:
        await world.answer(ANSWER)

    assert [utterance.is_draft for utterance in world.session.heard_all] == [True]


async def test_speech_without_a_recognized_word_is_asked_for_again() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, [None, ANSWER], interim_ms=60_000)
    async with spoken(clock, stt_engine=stt_engine) as world:
        await world.answer("mumble mumble", pause_s=6.0)
        said_then = list(world.listener.texts)
        await world.answer("clearly this time")

    assert said_then == [SYSTEM_PHRASES["say_again"]]
    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]


async def test_a_draft_over_a_question_stops_it() -> None:
    async with spoken(
        SimulatedClock(), preferences=VoicePreferences(connection_id="l", answer_mode="draft")
    ) as world:
        await world.pipeline.say(asked(turn=1))
        await asyncio.sleep(1.5)
        await world.answer(ANSWER, pause_s=10.0)

    assert world.listener.updates_of("draft") == [ANSWER]
    assert [noted.is_interrupted for noted in world.session.spoken_all] == [True]
    assert len(world.listener.generations) == 1


async def test_an_uncommitted_draft_is_dropped_with_the_audio_connection() -> None:
    async with spoken(
        SimulatedClock(), preferences=VoicePreferences(connection_id="l", answer_mode="draft")
    ) as world:
        await world.answer("I built a service and", pause_s=0.8)

    assert world.listener.updates_of("partial") != []
    assert world.listener.updates_of("draft") == []
    assert world.session.heard_all == []
