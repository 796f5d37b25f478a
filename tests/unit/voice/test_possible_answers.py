"""In a pause, the session is offered the answer as it is, and the offer is withdrawn if speech goes on."""

from __future__ import annotations

import asyncio

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.voice_pipeline import ANSWER, VoiceWorld, spoken
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import AnswerMode, EndpointingMode, VoicePreferences

HALF = "I built it together with the"


def preferring(
    *, endpointing: EndpointingMode = "normal", answer: AnswerMode = "spoken"
) -> VoicePreferences:
    return VoicePreferences(connection_id="leg", endpointing_mode=endpointing, answer_mode=answer)


def offered(world: VoiceWorld) -> list[str | None]:
    return [words for _, words in world.session.offers]


async def test_words_that_can_be_an_answer_are_offered_once_as_soon_as_they_are_there() -> None:
    async with spoken(SimulatedClock()) as world:
        await asyncio.sleep(world.microphone.put(speech(ANSWER)))
        ended = world.clock.monotonic()
        await asyncio.sleep(3)
        [(at, words)] = world.session.offers
        [(final_at, _)] = list(world.session.log)

    assert words == ANSWER
    assert at - ended == pytest.approx(0.64, abs=0.04)
    assert final_at - ended >= 0.75


async def test_speech_that_goes_on_withdraws_the_offer_and_makes_a_new_one() -> None:
    async with spoken(SimulatedClock()) as world:
        await world.answer(ANSWER, pause_s=0.6)
        await world.answer("It was paid in two months.")

    assert offered(world) == [ANSWER, None, f"{ANSWER} It was paid in two months."]
    assert [said.text for said in world.session.heard_all] == [
        f"{ANSWER} It was paid in two months."
    ]


async def test_words_that_end_in_mid_sentence_are_offered_after_the_shorter_pause() -> None:
    async with spoken(SimulatedClock()) as world:
        await asyncio.sleep(world.microphone.put(speech(HALF)))
        ended = world.clock.monotonic()
        await asyncio.sleep(3)
        [(at, words)] = world.session.offers

    assert words == HALF
    assert 0.8 <= at - ended <= 1.2


@pytest.mark.parametrize(
    "preferences", [preferring(endpointing="manual"), preferring(answer="draft")]
)
async def test_an_answer_that_only_the_candidate_ends_is_never_offered(
    preferences: VoicePreferences,
) -> None:
    async with spoken(SimulatedClock(), preferences=preferences) as world:
        await world.answer(ANSWER, pause_s=10)

    assert offered(world) == []


async def test_a_noise_after_the_words_offers_them_again() -> None:
    async with spoken(SimulatedClock(), texts=[ANSWER, ""]) as world:
        await world.answer(ANSWER, pause_s=0.6)
        await world.answer("hm", pause_s=5)

    assert offered(world)[:3] == [ANSWER, None, ANSWER]
    assert [said.text for said in world.session.heard_all] == [ANSWER]
