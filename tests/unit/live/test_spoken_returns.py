"""Who speaks comes, goes and comes back, and so do the processes that hold their talk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.fakes.live_session import a_plan
from tests.fakes.scripted_voice import ScriptedVoiceConnection, call_in, heard, spoken
from tests.fakes.simulated_session import a_room, consented
from tests.unit.live.spoken_talks import FIRST, REST, Nobody, said_by_candidate, types

from vivavoce.contracts.voice import InterviewerUtterance, SpeechFailureReport
from vivavoce.live.domain import events
from vivavoce.live.domain.speech_state import NO_SPEECH, apply_speech_event


async def test_who_turns_sound_on_hears_the_greeting_and_the_question_once() -> None:
    async with a_room(**consented()) as room:
        eye = await room.connect()
        await eye.until_asked()
        voiced = ScriptedVoiceConnection(Nobody())  # type: ignore[arg-type]
        assert eye.connection is not None
        await eye.connection.switch_transport("voice", voiced)
        await eye.settle()
        state = await room.state()
        await eye.connection.switch_transport("text", None)
        await eye.settle()
        after = await room.state()

    assert voiced.texts == [turn.text for turn in state.turns]
    assert not any(utterance.is_repeat for utterance in voiced.said)
    assert (state.transport, after.transport) == ("voice", "text")


async def _said_after_a_drop(transport: str, *, was_heard: bool) -> list[InterviewerUtterance]:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=was_heard, transport=transport)  # type: ignore[arg-type]
        await call.attached.hang_up()
        await call.settle()
        await room.clock.sleep(5)
        back = await call_in(room, transport=transport)  # type: ignore[arg-type]
        assert (await room.state()).status == "in_progress"
        return list(back.voiced.said)


@pytest.mark.parametrize("was_heard", [True, False])
async def test_whoever_is_called_again_hears_that_the_line_broke_and_what_waits_for_an_answer(
    was_heard: bool,
) -> None:
    utterances = await _said_after_a_drop("phone", was_heard=was_heard)

    assert [(utterance.turn, utterance.is_repeat) for utterance in utterances] == [
        (None, False),
        (2, True),
    ]
    assert utterances[0].text == "We were cut off."


async def test_in_a_browser_only_what_was_not_heard_is_said_again_for_the_rest_is_read() -> None:
    heard_it = await _said_after_a_drop("voice", was_heard=True)
    missed_it = await _said_after_a_drop("voice", was_heard=False)

    assert [(utterance.turn, utterance.is_repeat) for utterance in heard_it] == [(None, False)]
    assert [(utterance.turn, utterance.is_repeat) for utterance in missed_it] == [(2, True)]


async def test_what_is_understood_only_when_the_line_is_gone_is_not_lost() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        call.voiced.last_words = heard(FIRST)
        await call.attached.hang_up()
        await call.settle()
        at_once = await room.state()
        await call.voiced.talk.on_utterance(heard(REST, 4, is_late=True))
        await call.settle()
        await room.clock.sleep(3)
        await call_in(room)
        state = await room.state()

    assert said_by_candidate(at_once) == [FIRST]
    assert " ".join(said_by_candidate(state)) == f"{FIRST} {REST}"


async def test_a_second_connection_replaces_the_first_and_ends_its_sound_at_once() -> None:
    async with a_room(**consented()) as room:
        first = await call_in(room)
        second = await call_in(room)
        ended = await first.attached.wait_until_ended()
        await second.say(FIRST)
        state = await room.state()

    assert ended == "replaced"
    assert first.voiced.closed is False
    assert said_by_candidate(state) == [FIRST]


async def test_words_of_the_connection_before_are_kept_although_another_is_there() -> None:
    async with a_room(**consented()) as room:
        first = await call_in(room)
        await call_in(room)
        await first.voiced.talk.on_utterance(heard(FIRST))
        await first.settle()
        state = await room.state()

    assert said_by_candidate(state) == [FIRST]


def test_said_twice_a_turn_was_heard_as_far_as_the_better_time() -> None:
    playback = {"turn": 2, "spoken_ms": 900, "is_estimated": False, "voice": "v"}
    known = NO_SPEECH
    for chars, is_cut in ((40, False), (11, True)):
        event = events.UtteranceSpoken(chars_heard=chars, is_interrupted=is_cut, **playback)
        known = apply_speech_event(known, event)
    uttered = known.playback_of(2)

    assert known.is_heard_in_full(2)
    assert uttered is not None
    assert uttered.chars_heard == 40


async def test_a_host_that_stops_lets_go_of_the_call_and_another_goes_on() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await room.host.drain()
        ended = await call.attached.wait_until_ended()

    assert ended == "moved"
    assert call.voiced.closed is False


async def test_who_is_speaking_when_a_host_stops_is_heard_and_another_goes_on_from_there() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        call.voiced.last_words = heard(FIRST)
        await room.host.drain()
        ended = await call.attached.wait_until_ended()
        state = await room.state()

    assert ended == "moved"
    assert said_by_candidate(state) == [FIRST]
    assert state.handed_over_at is not None


@pytest.mark.parametrize(("transport", "within_s"), [("voice", 5), ("phone", 10)])
async def test_a_host_stops_in_time_although_the_sound_does_not_end(
    transport: str, within_s: int
) -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport=transport)  # type: ignore[arg-type]
        call.voiced.never_ends = True
        began = room.clock.now()
        await room.host.drain()
        took = room.clock.now() - began
        state = await room.state()

    assert took < timedelta(seconds=within_s)
    assert state.handed_over_at is not None


async def test_who_comes_back_is_let_in_although_the_words_before_the_drop_were_one_wish_too_many() -> (
    None
):
    async with a_room(**consented()) as room:
        call = await call_in(room)
        for _ in range(5):
            await call.say("Could you repeat the question?")
        await call.attached.hang_up()
        await call.settle()
        await call.voiced.talk.on_utterance(heard("Could you repeat the question?", 2))
        await call.settle()
        back = await call_in(room)
        await back.say(FIRST)
        state, is_there = await room.state(), back.voiced.closed is None

    assert is_there
    assert said_by_candidate(state)[-1] == FIRST


async def test_a_question_that_broke_off_is_noted_as_far_as_it_was_heard_and_why_no_further() -> (
    None
):
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        cut = spoken(2, is_interrupted=True, chars_heard=11)
        await call.voiced.talk.on_report(cut)
        await call.voiced.talk.on_report(SpeechFailureReport(turn=2, reason="cut"))
        await call.settle()
        log, state = await types(room), await room.state()
        await call.attached.hang_up()
        await call.settle()
        back = await call_in(room)

    assert log[-3:] == ["tts.synthesized", "agent.utterance.spoken", "tts.failed"]
    assert not state.speech.is_heard_in_full(2)
    assert [(utterance.turn, utterance.is_repeat) for utterance in back.voiced.said[:2]] == [
        (None, False),
        (2, True),
    ]


async def test_a_typed_answer_stops_what_is_being_said_and_a_spoken_one_does_not() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        after_speech = call.voiced.hushes
        await call.voiced.talk.on_text(REST)
        await call.settle()
        after_typing = call.voiced.hushes

    assert (after_speech, after_typing) == (0, 1)
    assert said_by_candidate(await room.state()) == [FIRST, REST]


def test_the_plan_of_these_talks_has_three_questions() -> None:
    assert [question.id for question in a_plan().questions] == ["q1", "q2", "q3"]


@pytest.mark.parametrize(("transport", "is_told"), [("voice", False), ("phone", True)])
async def test_who_only_listens_is_told_when_their_process_hands_on(
    transport: str, is_told: bool
) -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport=transport)  # type: ignore[arg-type]
        hushes = call.voiced.hushes
        await room.host.drain()

    last = call.voiced.said[-1]
    assert (last.turn is None and "we will call you back" in last.text) is is_told
    assert call.voiced.hushes - hushes == int(is_told)
    assert call.voiced.closed is is_told
