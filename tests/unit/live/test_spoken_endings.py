"""Consent by ear, keys, and a goodbye that is heard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.fakes.scripted_voice import SpokenCall, call_in, spoken
from tests.fakes.simulated_session import Room, a_room, consented
from tests.unit.live.spoken_talks import line_of, said_by_candidate, types
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.voice import SpeechFailureReport
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire.client_frames import ControlFrame
from vivavoce.live.usecases.commands import HandleClientFrame

# -- consent by ear -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "is_key", "status", "method"),
    [
        ("yes", False, "in_progress", "voice"),
        ("Yes, of course.", False, "in_progress", "voice"),
        ("1", True, "in_progress", "dtmf"),
        ("no", False, "cancelled", "voice"),
        ("2", True, "cancelled", "dtmf"),
    ],
)
async def test_consent_is_given_and_refused_by_voice_and_by_key(
    answer: str, is_key: bool, status: str, method: str
) -> None:
    async with a_room() as room:
        call = await call_in(room)
        question = call.voiced.texts[0]
        await (call.press(answer) if is_key else call.say(answer))
        log, state = await room.log(), await room.state()

    assert question.endswith(
        "Press 1 for yes or 2 for no. You can also say: yes, I agree; or: no, I don't agree."
    )
    assert state.status == status
    settled = [e for e in log if isinstance(e, events.ConsentGranted | events.ConsentDeclined)]
    assert [consent.method for consent in settled] == [method]


async def test_before_consent_nothing_of_what_is_said_is_kept() -> None:
    async with a_room() as room:
        call = await call_in(room)
        await call.say("My sister did one of these last week.")
        await call.press("7")
        log, state = await room.log(), await room.state()

    assert state.status == "consent_pending"
    assert not [e for e in log if e.type.startswith(("candidate.", "stt.", "turn."))]
    assert (
        call.voiced.texts[1:3]
        == ["Press 1 for yes or 2 for no. You can also say: yes, I agree; or: no, I don't agree."]
        * 2
    )


async def test_a_browser_is_not_listened_to_before_consent_and_a_telephone_is() -> None:
    listening = {}
    for transport in ("voice", "phone"):
        async with a_room() as room:
            call = await call_in(room, transport=transport)  # type: ignore[arg-type]
            before = call.voiced.is_listening
            assert not call.voiced.is_recorded
            await call.press("1")
            listening[transport] = before, call.voiced.is_listening
            assert call.voiced.is_recorded

    assert listening == {"voice": (False, True), "phone": (True, True)}


async def test_while_consent_is_asked_a_yes_or_a_no_is_listened_for() -> None:
    async with a_room() as room:
        call = await call_in(room)
        asked = call.voiced.expects
        await call.press("1")
        talking = call.voiced.expects

    assert (asked, talking) == ("yes_or_no", "anything")


# -- keys ---------------------------------------------------------------------------------------


async def test_keys_repeat_pause_and_leave_out() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.press("*")
        repeated = (await room.state()).turns[-1]
        await call.press("5")
        paused = await room.state()
        is_heard_in_pause = call.voiced.is_listening
        is_recorded_in_pause = call.voiced.is_recorded
        await call.press("5")
        resumed = await room.state()
        await call.press("7")
        state = await room.state()
        await call.press("9")

    assert repeated.kind == "repeat"
    assert paused.is_paused
    assert is_heard_in_pause
    assert not is_recorded_in_pause
    assert not resumed.is_paused
    assert call.voiced.is_listening
    assert call.voiced.is_recorded
    assert state.asked_questions[0].is_skipped
    assert state.turns[-1].question_id == "q2"
    assert (await room.state()).seq >= state.seq


# -- the goodbye --------------------------------------------------------------------------------


async def to_the_goodbye(room: Room, call: SpokenCall) -> Session:
    for question in ("q1", "q2", "q3"):
        while (state := await room.state()).current_question is not None and (
            state.current_question.question_id == question and state.status == "in_progress"
        ):
            await call.say(EXPERT[question])
    return await room.state()


async def test_the_session_ends_when_the_goodbye_was_heard() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        goodbye_state = await to_the_goodbye(room, call)
        await room.clock.sleep(5)
        await call.voiced.talk.on_report(spoken(goodbye_state.turns[-1].turn))
        await call.settle()
        state, log = await room.state(), await room.log()
        await call.attached.wait_until_ended()

    assert goodbye_state.status == "wrapping_up"
    assert call.voiced.said[-1].is_last
    assert state.status == "completed"
    assert log[-1].reason == "all_asked"  # type: ignore[union-attr]
    assert call.voiced.closed is True
    assert call.attached.is_over


async def test_a_goodbye_that_no_engine_can_say_ends_the_session_at_once() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        goodbye_state = await to_the_goodbye(room, call)
        await call.voiced.talk.on_report(
            SpeechFailureReport(turn=goodbye_state.turns[-1].turn, reason="failed")
        )
        await call.settle()
        state = await room.state()

    assert goodbye_state.status == "wrapping_up"
    assert state.status == "completed"


async def test_a_goodbye_that_nobody_tells_about_ends_after_twenty_seconds() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        goodbye_state = await to_the_goodbye(room, call)
        state = await room.ended()

    assert goodbye_state.status == "wrapping_up"
    assert state.status == "completed"
    assert state.at - goodbye_state.since == timedelta(seconds=20)


async def test_a_goodbye_that_cut_somebody_off_is_taken_back() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        goodbye_state = await to_the_goodbye(room, call)
        closing = goodbye_state.turns[-1].turn
        await call.voiced.talk.on_report(spoken(closing, is_interrupted=True, chars_heard=3))
        await call.say(
            "and it also makes every backup larger.", after_turn=closing, is_continuation=True
        )
        back = await room.state()

    assert goodbye_state.status == "wrapping_up"
    assert back.turns[closing - 1].is_dropped
    assert back.turns[-1].kind == "closing"
    assert back.turns[-1].turn != closing
    assert said_by_candidate(back)[-1].endswith("every backup larger.")


async def test_who_was_cut_off_when_time_was_up_is_heard_out_and_asked_nothing_more() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await room.clock.sleep(1000)
        await call.say("We had a delivery that went wrong and")
        while (up := await room.state()).status == "in_progress":
            await room.clock.sleep(1)
        closing = up.turns[-1].turn
        await call.say("I rolled it back.", after_turn=closing, is_continuation=True)
        back = await room.state()

    assert up.turns[-1].end_reason == "time"
    assert [turn.is_dropped for turn in back.turns[closing - 1 :]] == [True, False]
    assert back.turns[-1].kind == "closing"
    assert back.status == "wrapping_up"
    assert said_by_candidate(back) == ["We had a delivery that went wrong and I rolled it back."]


async def test_a_goodbye_that_was_asked_for_stands_and_late_words_are_kept_beside_it() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.say(EXPERT["q1"])
        await room.host._orchestrators[room.address.session_id].submit(
            HandleClientFrame(line_of(room), ControlFrame.END)
        )
        await call.settle()
        asked = await room.state()
        await call.say("Thank you, goodbye.", is_continuation=True)
        state = await room.state()

    assert asked.status == "wrapping_up"
    assert asked.turns[-1].end_reason == "candidate_ended"
    assert said_by_candidate(state)[-1] == "Thank you, goodbye."
    assert (state.turns[-1].kind, state.turns[-1].question_id) == ("remark", None)
    assert state.status == "wrapping_up"


async def test_in_writing_the_goodbye_and_the_end_come_at_once() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda frame: EXPERT[frame["questionId"]])
        state, log = await room.state(), await types(room)

    assert state.status == "completed"
    assert log[-2:] == ["turn.completed", "session.completed"]
