"""Audio is recognized only when the session allows it, with the currently expected answer."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech, words_in
from tests.fakes.speech_engines import FaultPlan, ScriptedSttEngine
from tests.fakes.voice_pipeline import ANSWER, VoiceWorld, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import EngineFailoverReport, VoicePreferences
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES


@pytest.mark.parametrize("closed", ["wish", "listen", "mute"])
async def test_no_audio_reaches_an_engine_while_listening_is_off(closed: str) -> None:
    preferences = VoicePreferences(
        connection_id="leg", answer_mode="typed" if closed == "wish" else "spoken"
    )
    async with spoken(SimulatedClock(), preferences=preferences) as world:
        if closed == "listen":
            await world.pipeline.set_listening(is_allowed=False)
        if closed == "mute":
            await world.pipeline.set_muted(True)
        await world.answer(ANSWER)
        audio_by_stream = [bytes(begun.given) for begun in world.stt_engine.opened]

    assert world.session.heard_all == []
    assert not any(any(pcm) for pcm in audio_by_stream)
    assert "silent" in [what for what, _ in world.listener.updates]
    assert world.listener.updates_of("listening") == ([] if closed == "wish" else [""])


async def test_listening_is_off_until_the_session_allows_it() -> None:
    world = VoiceWorld(SimulatedClock())
    await world.pipeline.start()
    await world.answer(ANSWER)
    audio_by_stream = [bytes(begun.given) for begun in world.stt_engine.opened]
    await world.pipeline.close(is_graceful=False)

    assert world.session.heard_all == []
    assert not any(any(pcm) for pcm in audio_by_stream)


async def test_listening_can_be_switched_on_again() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.set_listening(is_allowed=False)
        await world.answer("Nobody hears this one now.")
        await world.pipeline.set_listening(is_allowed=True)
        await world.answer(ANSWER)

    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]


async def test_what_is_said_in_a_pause_is_listened_to_and_not_recorded() -> None:
    recorded: list[tuple[bytes, int]] = []
    async with spoken(
        SimulatedClock(), record_audio=lambda pcm, at_ms: recorded.append((pcm, at_ms))
    ) as world:
        await world.pipeline.set_listening(is_allowed=True, is_recorded=True)
        await world.answer(ANSWER)
        before = len(recorded)
        await world.pipeline.set_listening(is_allowed=True, is_recorded=False)
        await world.answer("Go on, please.")
        in_pause = len(recorded) - before
        await world.pipeline.set_listening(is_allowed=True, is_recorded=True)
        await world.answer(ANSWER)

    assert before > 0
    assert in_pause == 0
    assert len(recorded) > before
    assert [utterance.text for utterance in world.session.heard_all] == [
        ANSWER,
        "Go on, please.",
        ANSWER,
    ]


async def test_engines_for_speech_only_get_no_silence_and_keep_the_times_of_the_connection() -> (
    None
):
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, needs_speech_only=True)
    async with spoken(clock, stt_engine=stt_engine) as world:
        await asyncio.sleep(5)
        await world.answer(ANSWER)
        await world.answer("And I led the whole team.")

    first, second = world.session.heard_all
    [begun] = stt_engine.opened
    given_ms = len(begun.given) // 32
    assert given_ms < 2 * 400 + 2 * 300 + sum(
        utterance.end_ms - utterance.start_ms for utterance in (first, second)
    )
    for utterance in (first, second):
        [piece] = utterance.segments
        assert utterance.start_ms - 450 <= piece.start_ms <= utterance.start_ms
        assert utterance.end_ms <= piece.end_ms <= utterance.end_ms + 300


async def test_each_answer_is_recognized_with_its_expected_answers_and_loses_no_word() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.pipeline.set_listening(is_allowed=True, expects="yes_or_no")
        await world.answer("Yes, you may.")
        await world.pipeline.set_listening(is_allowed=True, expects="anything")
        await world.answer(ANSWER)

    kinds = [begun.expects for begun in world.stt_engine.opened]
    assert kinds == ["anything", "yes_or_no", "anything"]
    assert all(begun.is_closed for begun in world.stt_engine.opened)
    audio_by_stream = [bool(words_in(bytes(begun.given))) for begun in world.stt_engine.opened]
    assert audio_by_stream == [False, True, True]
    assert [utterance.text for utterance in world.session.heard_all] == ["Yes, you may.", ANSWER]
    first, second = world.session.heard_all
    assert first.end_ms < second.start_ms  # the connection's own times, whoever recognised


async def test_current_speech_is_recognized_to_its_end_when_the_expected_answer_changes() -> None:
    async with spoken(SimulatedClock()) as world:
        length_s = world.microphone.put(speech(ANSWER))
        await asyncio.sleep(length_s / 2)
        await world.pipeline.set_listening(is_allowed=True, expects="yes_or_no")
        await asyncio.sleep(length_s / 2 + 3)
        await world.answer("Yes, you may.")

    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER, "Yes, you may."]


async def test_an_engine_that_recovers_uses_the_currently_expected_answer() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, faults=FaultPlan({("stt", 1): "refused"}))
    async with spoken(clock, stt_engine=stt_engine) as world:
        await asyncio.sleep(5)
        await world.pipeline.set_listening(is_allowed=True, expects="yes_or_no")
        await asyncio.sleep(20)
        await world.answer("Yes, you may.")

    assert [begun.expects for begun in stt_engine.opened] == ["yes_or_no"]
    assert [utterance.text for utterance in world.session.heard_all] == ["Yes, you may."]


async def test_a_complete_stt_failure_is_reported_once_and_recovers() -> None:
    clock = SimulatedClock()
    plan = FaultPlan(planned={("stt", 1): "refused", ("stt", 2): "refused"})
    async with spoken(clock, stt_engine=ScriptedSttEngine(clock, faults=plan)) as world:
        await asyncio.sleep(40)
        await world.answer(ANSWER)

    fell = [news for news in world.session.news if isinstance(news, EngineFailoverReport)]
    assert [(news.stage, news.engine, news.failed_engine, news.reason) for news in fell] == [
        ("stt", "", "scripted", "refused")
    ]
    assert world.listener.texts == [SYSTEM_PHRASES["cannot_hear"], SYSTEM_PHRASES["one_moment"]]
    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]
