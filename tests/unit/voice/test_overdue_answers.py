"""An answer whose words were understood is taken, also by a floor that has lost count."""

from __future__ import annotations

import pytest
from tests.fakes.engine_sound import speech
from tests.fakes.engines import ScriptedRecogniser
from tests.fakes.voice_floor import SimpleFloor
from tests.fakes.voice_world import ANSWER, SpokenWorld, spoken
from tests.leap import LeapClock

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


class Deaf(SimpleFloor):
    """Is never told of a word, so that no answer is ever over for it."""

    def add_transcript(self, words: str) -> None:
        return


class Endless(SimpleFloor):
    """Hears speech begin and never end, and judges nothing before it has."""

    def _still(self, at_ms: int, ms: int) -> None:
        return

    async def commit_turn(self) -> None:
        return


async def heard_after(world: SpokenWorld, at_most_s: float) -> float:
    """Return how long the first answer took to be told, counted from now."""
    began = world.clock.monotonic()
    while not world.talk.heard_all:
        await world.clock.sleep(0.05)
        assert world.clock.monotonic() - began < at_most_s, "it lies unanswered"
    return world.clock.monotonic() - began


async def test_a_floor_that_never_says_that_an_answer_is_over_leaves_none_lying() -> None:
    clock = LeapClock()
    async with spoken(clock, floor=Deaf(clock)) as world:
        await world.ask(turn=1)
        await world.answer(ANSWER, pause_s=0.0)
        took = await heard_after(world, at_most_s=60)
        await world.ask("Thank you.", turn=2)

    [utterance] = world.talk.heard_all
    assert (utterance.text, utterance.after_turn) == (ANSWER, 1)
    assert ENDPOINTING_DELAYS["normal"].max_delay_s < took <= _LATEST_S
    assert [noted.turn for noted in world.talk.spoken_all] == [1, 2], "and the talk goes on"


async def test_a_floor_that_hears_speech_for_ever_leaves_no_answer_lying() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, [ANSWER], interim_ms=3_600_000)
    async with spoken(clock, floor=Endless(clock), recogniser=recogniser) as world:
        world.microphone.put(speech(ANSWER))
        await clock.sleep(4.0)
        await world.voiced.commit_answer()  # has the engine give its words
        took = await heard_after(world, at_most_s=60)

    assert [utterance.text for utterance in world.talk.heard_all] == [ANSWER]
    assert took <= NOISY_ROOM_TIMEOUT_S + _LATEST_S


async def test_a_long_answer_is_left_to_its_speaker() -> None:
    """The first words are there long before the last: who speaks on is not overdue."""
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, [ANSWER, MORE], interim_ms=3_600_000)
    async with spoken(clock, floor=Deaf(clock), recogniser=recogniser) as world:
        await world.answer(ANSWER, pause_s=2.0)
        length_s = world.microphone.put(speech("and on " * 14))
        await clock.sleep(length_s)
        early = list(world.talk.heard_all)
        await heard_after(world, at_most_s=60)

    assert length_s > _LATEST_S, "the test itself came out as meant"
    assert early == []
    assert [utterance.text for utterance in world.talk.heard_all] == [f"{ANSWER} {MORE}"]


async def test_who_speaks_on_for_long_is_not_overtaken_by_an_engine_without_interim_words() -> None:
    clock = LeapClock()
    recogniser = ScriptedRecogniser(clock, [ANSWER, MORE, LAST], interim_ms=3_600_000)
    async with spoken(clock, floor=Deaf(clock), recogniser=recogniser) as world:
        await world.answer(ANSWER, pause_s=2.0)
        length_s = world.microphone.put(speech("and on " * 50))
        await clock.sleep(length_s)
        early = list(world.talk.heard_all)
        await heard_after(world, at_most_s=60)

    assert length_s > NOISY_ROOM_TIMEOUT_S + _LATEST_S, "the test itself came out as meant"
    assert early == []
    assert [utterance.text for utterance in world.talk.heard_all] == [f"{ANSWER} {MORE} {LAST}"]


@pytest.mark.parametrize("pace", ["normal", "thinking", "verbatim"])
async def test_a_floor_that_is_sound_is_never_overtaken(pace: EndpointingMode) -> None:
    """Nobody is given less time than their pace grants: the longest pause comes first."""
    clock = LeapClock()
    open_end = "I have worked with Python and"
    async with spoken(
        clock,
        wish=VoicePreferences(connection_id="leg", answer_mode="spoken", endpointing_mode=pace),
    ) as world:
        before = clock.monotonic()
        await world.answer(open_end, pause_s=0.0)
        took = await heard_after(world, at_most_s=60)

    length_s = len(speech(open_end)) / 32_000
    assert clock.monotonic() - before == pytest.approx(length_s + took, abs=0.1)
    assert took <= ENDPOINTING_DELAYS[pace].max_delay_s + 0.1


class Patient(VoicePipeline):
    """The mutant: it trusts the floor, whatever happens."""

    async def _commit_overdue(self, now: float) -> None:
        return


async def test_the_mutant_that_trusts_the_floor_is_caught() -> None:
    clock = LeapClock()
    async with spoken(clock, floor=Deaf(clock), kind=Patient) as world:
        await world.answer(ANSWER, pause_s=0.0)
        with pytest.raises(AssertionError, match="unanswered"):
            await heard_after(world, at_most_s=60)
