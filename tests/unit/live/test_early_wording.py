"""A model words the follow-up during the pause at the end of an answer; a start in vain leaves no trace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.fakes.scripted_audio import speech
from tests.fakes.scripted_composer import MODEL, ScriptedComposer
from tests.fakes.scripted_voice import call_in, heard
from tests.fakes.simulated_session import a_room, consented
from tests.fakes.voice_session import SpokenInterview, a_spoken_interview
from tests.simulated_clock import START

from vivavoce.contracts.events import UsageRecorded
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.probe_wordings import PROBES

VAGUE = "We moved the shop because a delivery went wrong when the supplier closed down."
MORE = "The team was in a hurry that week."
GOOD = "Which part of moving the shop did you do on your own?"
BETTER = "Which part of that did you do on your own?"
PAUSE_S, MODEL_S, WORDS_S = 0.8, 1.15, 0.64
"""The pause that ends an answer, the model at work, and the words of a speech after its end."""


@asynccontextmanager
async def talking(
    composer: ScriptedComposer, *, max_discarded_starts: int = 2, **more: Any
) -> AsyncIterator[SpokenInterview]:
    async with a_spoken_interview(
        composer=composer, max_discarded_starts=max_discarded_starts, **more
    ) as talk:
        await talk.quiet()
        yield talk


async def waited_for(talk: SpokenInterview, question: str, *parts: str) -> float:
    """Say an answer, with a second of silence between its parts; return the seconds until the question."""
    for place, part in enumerate(parts):
        last = talk.world.microphone.put(speech(part))
        await asyncio.sleep(last + (0.7 if place < len(parts) - 1 else 0.0))
    ended = talk.room.clock.monotonic()
    await talk.hears(question)
    begun = [one for one in talk.world.listener.generations if question in one.text]
    return begun[-1].pieces[0][0] - ended


async def of(talk: SpokenInterview, kind: type) -> list[Any]:
    return [event for event in await talk.log() if isinstance(event, kind)]


async def test_the_model_works_during_the_pause_and_its_question_comes_that_much_sooner() -> None:
    waits = {}
    for starts in (0, 2):
        composer = ScriptedComposer([(MODEL_S, GOOD)])
        async with talking(composer, max_discarded_starts=starts) as talk:
            waits[starts] = await waited_for(talk, GOOD, VAGUE)
            requests = await of(talk, events.ModelRequested)
            discarded = await of(talk, events.ModelStartsDiscarded)

        assert len(composer.asked) == len(requests) == 1
        assert discarded == []

    assert waits[0] - waits[2] == pytest.approx(PAUSE_S - WORDS_S, abs=0.1)
    assert waits[2] <= WORDS_S + MODEL_S + 0.35


async def test_nothing_is_in_the_log_before_the_answer_is_final_although_the_question_is_there() -> (
    None
):
    composer = ScriptedComposer([(0.01, GOOD)])
    async with talking(composer) as talk:
        await asyncio.sleep(talk.world.microphone.put(speech(VAGUE)) + WORDS_S + 0.1)
        types = [event.type for event in await talk.log()]
        asked_already, played = len(composer.asked), list(talk.played)
        await talk.hears(GOOD)
        after = [event.type for event in await talk.log()]

    assert asked_already == 1
    assert not [kind for kind in types if kind.startswith(("llm.", "followup."))]
    assert GOOD not in " ".join(played)
    order = [kind for kind in after if kind.startswith(("llm.", "followup."))]
    assert order == ["llm.request", "llm.response", "followup.proposed", "followup.chosen"]


async def test_a_candidate_who_goes_on_cancels_the_model_and_hears_nothing_of_it() -> None:
    composer = ScriptedComposer([(MODEL_S, GOOD), (MODEL_S, BETTER)])
    async with talking(composer) as talk:
        await waited_for(talk, BETTER, VAGUE, MORE)
        log = await talk.log()
        usage = [told.payload for told in talk.room.store.published]
        played = " ".join(talk.played)

    assert composer.cancelled == 1
    assert [wanted[1][-1].text for wanted in composer.asked] == [VAGUE, f"{VAGUE} {MORE}"]
    assert GOOD not in played
    assert GOOD not in repr(log)
    (discarded,) = [event for event in log if isinstance(event, events.ModelStartsDiscarded)]
    assert (discarded.starts, discarded.purpose) == (1, "compose")
    assert discarded.token_usage == (events.ModelTokenUsage("models.example", MODEL, 150, 0),)
    assert (
        UsageRecorded(
            purpose="compose",
            uses=(
                {"provider": "models.example", "model": MODEL, "kind": "llm_in", "quantity": 150},
            ),
        )
        in usage
    )
    place = [event.type for event in log]
    assert place.index("llm.discarded") > place.index("turn.completed", place.index("stt.final"))


async def test_a_question_that_was_ready_before_the_candidate_went_on_costs_what_it_took() -> None:
    composer = ScriptedComposer([(0.01, GOOD), (MODEL_S, BETTER)])
    async with talking(composer) as talk:
        await waited_for(talk, BETTER, VAGUE, MORE)
        (discarded,) = await of(talk, events.ModelStartsDiscarded)

    assert composer.cancelled == 0
    assert discarded.token_usage == (events.ModelTokenUsage("models.example", MODEL, 200, 20),)


@pytest.mark.parametrize(("allowed", "asked", "discarded"), [(0, 1, 0), (1, 2, 1), (2, 3, 2)])
async def test_one_answer_discards_no_more_starts_than_allowed(
    allowed: int, asked: int, discarded: int
) -> None:
    composer = ScriptedComposer([(MODEL_S, GOOD)])
    async with talking(composer, max_discarded_starts=allowed) as talk:
        await waited_for(talk, GOOD, VAGUE, MORE, MORE, MORE)
        told = await of(talk, events.ModelStartsDiscarded)

    assert len(composer.asked) == asked
    assert sum(event.starts for event in told) == discarded


async def test_the_next_answer_has_starts_of_its_own_again() -> None:
    composer = ScriptedComposer([(MODEL_S, GOOD)])
    async with talking(composer, max_discarded_starts=1) as talk:
        await waited_for(talk, GOOD, VAGUE, MORE, MORE)
        await talk.quiet()
        first = len(composer.asked)
        await asyncio.sleep(talk.world.microphone.put(speech(VAGUE)) + WORDS_S + 0.2)

        assert (first, len(composer.asked)) == (2, 3)


async def test_a_start_that_the_final_answer_does_not_need_is_discarded() -> None:
    composer = ScriptedComposer([(MODEL_S, GOOD)])
    async with talking(composer) as talk:
        await asyncio.sleep(talk.world.microphone.put(speech(VAGUE)) + WORDS_S + 0.1)
        started = len(composer.asked)
        eye = await talk.room.connect()
        await eye.send({"type": "SKIP"})
        await eye.settle()
        await asyncio.sleep(10)
        requests = await of(talk, events.ModelRequested)

    assert (started, composer.cancelled) == (1, 1)
    assert all(GOOD not in text for text in talk.played)
    assert [request for request in requests if request.turn == 3] == []


async def test_a_model_that_fails_early_leaves_the_rules_wording_at_the_end_of_the_pause() -> None:
    composer = ScriptedComposer([(600.0, GOOD)])
    async with talking(composer) as talk:
        await asyncio.sleep(talk.world.microphone.put(speech(VAGUE)))
        ended = talk.room.clock.monotonic()
        await asyncio.sleep(10)
        records = await talk.room.store.load(talk.room.address)
        (failed,) = [
            record for record in records if isinstance(record.event, events.ModelRequestFailed)
        ]
        waited = (failed.at - START).total_seconds() - ended
        played = talk.played

    assert isinstance(failed.event, events.ModelRequestFailed)
    assert failed.event.reason == "unavailable"
    assert waited == pytest.approx(WORDS_S + 2.375, abs=0.06)
    assert any(text in PROBES["OWNERSHIP"] for text in played)


async def test_a_question_for_other_words_is_discarded_although_the_candidate_said_no_more() -> (
    None
):
    composer = ScriptedComposer([(MODEL_S, GOOD), (MODEL_S, BETTER)])
    async with a_room(composer=composer, max_discarded_starts=2, **consented()) as room:
        call = await call_in(room)
        await call.voiced.talk.on_possible_answer(heard(VAGUE, 2))
        await asyncio.sleep(0.3)
        await call.say(f"{VAGUE} {MORE}", 2)
        await asyncio.sleep(10)
        log, said = await room.log(), call.voiced.texts

    assert [wanted[1][-1].text for wanted in composer.asked] == [VAGUE, f"{VAGUE} {MORE}"]
    assert composer.cancelled == 1
    assert (BETTER in said, GOOD in said, GOOD in repr(log)) == (True, False, False)


async def test_an_offer_alone_appends_nothing_and_says_nothing() -> None:
    composer = ScriptedComposer([(0.01, GOOD)])
    async with a_room(composer=composer, max_discarded_starts=2, **consented()) as room:
        call = await call_in(room)
        before, said = await room.log(), list(call.voiced.texts)
        await call.voiced.talk.on_possible_answer(heard(VAGUE, 2))
        await asyncio.sleep(1)
        await call.voiced.talk.on_possible_answer(None)
        await asyncio.sleep(1)

        assert await room.log() == before
        assert call.voiced.texts == said
        assert len(composer.asked) == 1
