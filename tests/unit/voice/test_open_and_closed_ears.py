"""Nobody is listened to without leave, and everybody for what is expected of them."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.engine_sound import speech, words_in
from tests.fakes.engines import FaultPlan, ScriptedRecogniser
from tests.fakes.voice_world import ANSWER, SpokenWorld, spoken
from tests.leap import LeapClock

from vivavoce.contracts.voice import EngineFailoverReport, VoicePreferences
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES


@pytest.mark.parametrize("closed", ["wish", "listen", "mute"])
async def test_closed_ears_give_nothing_to_an_engine(closed: str) -> None:
    preferences = VoicePreferences(
        connection_id="leg", answer_mode="typed" if closed == "wish" else "spoken"
    )
    async with spoken(LeapClock(), wish=preferences) as world:
        if closed == "listen":
            await world.voiced.set_listening(is_allowed=False)
        if closed == "mute":
            await world.voiced.set_muted(True)
        await world.answer(ANSWER)
        audio_by_stream = [bytes(begun.given) for begun in world.recogniser.opened]

    assert world.talk.heard_all == []
    assert not any(any(pcm) for pcm in audio_by_stream)
    assert "silent" in [what for what, _ in world.listener.told]
    assert world.listener.told_of("listening") == ([] if closed == "wish" else [""])


async def test_nobody_is_listened_to_before_the_talk_says_so() -> None:
    world = SpokenWorld(LeapClock())
    await world.voiced.start()
    await world.answer(ANSWER)
    audio_by_stream = [bytes(begun.given) for begun in world.recogniser.opened]
    await world.voiced.close(is_graceful=False)

    assert world.talk.heard_all == []
    assert not any(any(pcm) for pcm in audio_by_stream)


async def test_ears_that_are_opened_again_hear() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.set_listening(is_allowed=False)
        await world.answer("Nobody hears this one now.")
        await world.voiced.set_listening(is_allowed=True)
        await world.answer(ANSWER)

    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER]


async def test_engines_for_speech_only_are_given_no_silence_and_their_times_are_the_connections() -> (
    None
):
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, needs_speech_only=True)
    async with spoken(clock, recogniser=recogniser) as world:
        await asyncio.sleep(5)
        await world.answer(ANSWER)
        await world.answer("And I led the whole team.")

    first, second = world.talk.heard_all
    [begun] = recogniser.opened
    given_ms = len(begun.given) // 32
    assert given_ms < 2 * 400 + 2 * 300 + sum(
        utterance.end_ms - utterance.start_ms for utterance in (first, second)
    )
    for utterance in (first, second):
        [piece] = utterance.segments
        assert utterance.start_ms - 450 <= piece.start_ms <= utterance.start_ms
        assert utterance.end_ms <= piece.end_ms <= utterance.end_ms + 300


async def test_each_answer_is_listened_to_for_what_is_expected_and_no_word_is_lost() -> None:
    async with spoken(LeapClock()) as world:
        await world.voiced.set_listening(is_allowed=True, expects="yes_or_no")
        await world.answer("Yes, you may.")
        await world.voiced.set_listening(is_allowed=True, expects="anything")
        await world.answer(ANSWER)

    kinds = [begun.expects for begun in world.recogniser.opened]
    assert kinds == ["anything", "yes_or_no", "anything"]
    assert all(begun.is_closed for begun in world.recogniser.opened)
    audio_by_stream = [bool(words_in(bytes(begun.given))) for begun in world.recogniser.opened]
    assert audio_by_stream == [False, True, True]
    assert [utterance.text for utterance in world.talk.heard_all] == ["Yes, you may.", ANSWER]
    first, second = world.talk.heard_all
    assert first.end_ms < second.start_ms  # the connection's own times, whoever recognised


async def test_what_is_being_said_is_heard_to_its_end_when_something_else_is_expected() -> None:
    async with spoken(LeapClock()) as world:
        length_s = world.microphone.put(speech(ANSWER))
        await asyncio.sleep(length_s / 2)
        await world.voiced.set_listening(is_allowed=True, expects="yes_or_no")
        await asyncio.sleep(length_s / 2 + 3)
        await world.answer("Yes, you may.")

    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER, "Yes, you may."]


async def test_ears_that_were_deaf_listen_for_what_is_expected_by_then() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, faults=FaultPlan({("stt", 1): "refused"}))
    async with spoken(clock, recogniser=recogniser) as world:
        await asyncio.sleep(5)
        await world.voiced.set_listening(is_allowed=True, expects="yes_or_no")
        await asyncio.sleep(20)
        await world.answer("Yes, you may.")

    assert [begun.expects for begun in recogniser.opened] == ["yes_or_no"]
    assert [utterance.text for utterance in world.talk.heard_all] == ["Yes, you may."]


async def test_ears_that_fail_wholly_are_told_of_once_and_come_back() -> None:
    clock = LeapClock()
    plan = FaultPlan(planned={("stt", 1): "refused", ("stt", 2): "refused"})
    async with spoken(clock, recogniser=ScriptedRecogniser(clock, faults=plan)) as world:
        await asyncio.sleep(40)
        await world.answer(ANSWER)

    fell = [news for news in world.talk.news if isinstance(news, EngineFailoverReport)]
    assert [(news.stage, news.engine, news.failed_engine, news.reason) for news in fell] == [
        ("stt", "", "scripted", "refused")
    ]
    assert world.listener.texts == [SYSTEM_PHRASES["cannot_hear"], SYSTEM_PHRASES["one_moment"]]
    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER]
