"""A microphone stops in the middle of speech: the answer is committed, and the session continues."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.voice_pipeline import ANSWER, VoiceWorld, asked, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import VoicePreferences

NEXT = "Thank you. How large was the team?"


async def spoken_until_cut(world: VoiceWorld, how: str) -> None:
    """Say the answer; with its last word the microphone is silent, not even silence comes."""
    await world.clock.sleep(world.microphone.put(speech(ANSWER)))
    world.microphone.stop()
    if how == "done":
        await world.pipeline.commit_answer()
    elif how == "muted":
        await world.pipeline.set_muted(True)
    elif how == "typing":
        await world.pipeline.interrupt()
        await world.pipeline.set_muted(True)


@pytest.mark.parametrize("how", ["done", "muted", "typing", "unplugged"])
@pytest.mark.parametrize("pace", ["normal", "manual"])
async def test_the_answer_is_committed_and_its_reply_spoken(how: str, pace: str) -> None:
    preferences = VoicePreferences(connection_id="leg", answer_mode="spoken", endpointing_mode=pace)
    async with spoken(SimulatedClock(), preferences=preferences) as world:
        await world.ask(turn=1)
        await spoken_until_cut(world, how)
        await asyncio.sleep(3)
        if pace == "manual" and how != "done":
            await world.pipeline.commit_answer()
            await asyncio.sleep(1)
        before = world.clock.monotonic()
        await world.pipeline.say(asked(NEXT, turn=2))
        await asyncio.sleep(5)

    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]
    replies = [(at, news) for at, news in world.session.log if getattr(news, "turn", None) == 2]
    [(at, reply)] = replies
    assert at - before < 5
    assert reply.chars_heard == reply.chars


async def test_without_a_message_from_the_client_a_pause_commits_the_answer() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.ask(turn=1)
        await spoken_until_cut(world, "unplugged")
        await asyncio.sleep(3)

        [utterance] = world.session.heard_all
        assert utterance.text == ANSWER
        assert abs(utterance.end_ms - utterance.start_ms - len(speech(ANSWER)) // 32) <= 40


async def test_a_short_gap_in_the_connection_is_no_pause() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.clock.sleep(world.microphone.put(speech("I have worked with")) + 0.02)
        world.microphone.stop()
        await asyncio.sleep(0.35)
        world.microphone.is_stopped = False
        await world.answer("Python.", pause_s=4)

    [utterance] = world.session.heard_all
    assert utterance.text == "I have worked with Python."
    assert len(utterance.segments) == 1


async def test_speech_after_a_long_gap_has_its_time_on_the_clock_of_the_connection() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER)
        world.microphone.stop()
        await asyncio.sleep(30)
        world.microphone.is_stopped = False
        await world.answer("And I led the team there.")

    first, second = world.session.heard_all
    assert 30_000 <= second.start_ms - first.end_ms <= 34_000
    [piece] = second.segments
    assert abs(piece.start_ms - second.start_ms) <= 450
    assert abs(piece.end_ms - second.end_ms) <= 300


async def test_the_clock_of_a_connection_starts_with_its_first_audio() -> None:
    world = VoiceWorld(SimulatedClock())
    world.microphone.stop()
    await world.pipeline.start()
    await world.pipeline.set_listening(is_allowed=True)
    await asyncio.sleep(20)
    world.microphone.is_stopped = False
    await world.answer(ANSWER)
    await world.pipeline.close(is_graceful=False)

    assert world.session.heard_all[0].start_ms < 100
