"""A recognized answer is committed even if the turn manager fails to end the turn."""

from __future__ import annotations

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.simple_turn_manager import SimpleTurnManager
from tests.fakes.speech_engines import ScriptedSttEngine
from tests.fakes.voice_pipeline import ANSWER, VoiceWorld, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import EndpointingMode, VoicePreferences
from vivavoce.voice.domain.turns.speech_activity import (
    ENDPOINTING_DELAYS,
    NOISY_ROOM_TIMEOUT_S,
    OVERDUE_MARGIN_S,
)
from vivavoce.voice.usecases.conversation.voice_pipeline import VoicePipeline

MORE = "It was twice as fast as the old one."
LAST = "That is all."
_LATEST_S = ENDPOINTING_DELAYS["normal"].max_delay_s + OVERDUE_MARGIN_S + 1.0
"""With the words on their way and one look of the conversation."""


class SilentTurnManager(SimpleTurnManager):
    """Is never told of a word, so that no answer is ever over for it."""

    def add_transcript(self, words: str) -> None:
        return


class EndlessSpeechTurnManager(SimpleTurnManager):
    """Hears speech begin and never end, and judges nothing before it has."""

    def _still(self, at_ms: int, ms: int) -> None:
        return

    async def commit_turn(self) -> None:
        return


async def heard_after(world: VoiceWorld, at_most_s: float) -> float:
    """Return how long the first answer took to be told, counted from now."""
    began = world.clock.monotonic()
    while not world.session.heard_all:
        await world.clock.sleep(0.05)
        assert world.clock.monotonic() - began < at_most_s, "it lies unanswered"
    return world.clock.monotonic() - began


async def test_a_turn_manager_that_never_ends_a_turn_leaves_no_answer_uncommitted() -> None:
    clock = SimulatedClock()
    async with spoken(clock, turn_manager=SilentTurnManager(clock)) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=0.0)
        took = await heard_after(world, at_most_s=60)
        await world.ask("Thank you.", turn=2)

    [utterance] = world.session.heard_all
    assert (utterance.text, utterance.after_turn) == (ANSWER, 1)
    assert ENDPOINTING_DELAYS["normal"].max_delay_s < took <= _LATEST_S
    assert [noted.turn for noted in world.session.spoken_all] == [1, 2], "and the talk goes on"


async def test_a_turn_manager_that_detects_endless_speech_leaves_no_answer_uncommitted() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, [ANSWER], interim_ms=3_600_000)
    async with spoken(
        clock, turn_manager=EndlessSpeechTurnManager(clock), stt_engine=stt_engine
    ) as world:
        world.microphone.put(speech(ANSWER))
        await clock.sleep(4.0)
        await world.pipeline.commit_answer()  # has the engine give its words
        took = await heard_after(world, at_most_s=60)

    assert [utterance.text for utterance in world.session.heard_all] == [ANSWER]
    assert took <= NOISY_ROOM_TIMEOUT_S + _LATEST_S


async def test_a_long_answer_is_not_interrupted() -> None:
    """The first words are there long before the last: who speaks on is not overdue."""
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, [ANSWER, MORE], interim_ms=3_600_000)
    async with spoken(clock, turn_manager=SilentTurnManager(clock), stt_engine=stt_engine) as world:
        await world.answer(ANSWER, pause_s=2.0)
        length_s = world.microphone.put(speech("and on " * 14))
        await clock.sleep(length_s)
        early = list(world.session.heard_all)
        await heard_after(world, at_most_s=60)

    assert length_s > _LATEST_S, "the test itself came out as meant"
    assert early == []
    assert [utterance.text for utterance in world.session.heard_all] == [f"{ANSWER} {MORE}"]


async def test_a_long_speech_without_interim_results_is_not_interrupted() -> None:
    clock = SimulatedClock()
    stt_engine = ScriptedSttEngine(clock, [ANSWER, MORE, LAST], interim_ms=3_600_000)
    async with spoken(clock, turn_manager=SilentTurnManager(clock), stt_engine=stt_engine) as world:
        await world.answer(ANSWER, pause_s=2.0)
        length_s = world.microphone.put(speech("and on " * 50))
        await clock.sleep(length_s)
        early = list(world.session.heard_all)
        await heard_after(world, at_most_s=60)

    assert length_s > NOISY_ROOM_TIMEOUT_S + _LATEST_S, "the test itself came out as meant"
    assert early == []
    assert [utterance.text for utterance in world.session.heard_all] == [f"{ANSWER} {MORE} {LAST}"]


@pytest.mark.parametrize("pace", ["normal", "thinking", "verbatim"])
async def test_a_working_turn_manager_is_never_overridden(pace: EndpointingMode) -> None:
    """Nobody is given less time than their pace grants: the longest pause comes first."""
    clock = SimulatedClock()
    open_end = "I have worked with Python and"
    async with spoken(
        clock,
        preferences=VoicePreferences(
            connection_id="leg", answer_mode="spoken", endpointing_mode=pace
        ),
    ) as world:
        before = clock.monotonic()
        await world.answer(open_end, pause_s=0.0)
        took = await heard_after(world, at_most_s=60)

    length_s = len(speech(open_end)) / 32_000
    assert clock.monotonic() - before == pytest.approx(length_s + took, abs=0.1)
    assert took <= ENDPOINTING_DELAYS[pace].max_delay_s + 0.1


class PipelineWithoutOverdueCommit(VoicePipeline):
    """The mutant: it trusts the floor, whatever happens."""

    async def _commit_overdue(self, now: float) -> None:
        return


async def test_a_pipeline_that_relies_on_the_turn_manager_is_detected() -> None:
    clock = SimulatedClock()
    async with spoken(
        clock, turn_manager=SilentTurnManager(clock), kind=PipelineWithoutOverdueCommit
    ) as world:
        await world.answer(ANSWER, pause_s=0.0)
        with pytest.raises(AssertionError, match="unanswered"):
            await heard_after(world, at_most_s=60)
