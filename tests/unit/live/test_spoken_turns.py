"""Turns that are spoken: answers, words that go on, and words that come late."""

from __future__ import annotations

import pytest
from tests.fakes.scripted_composer import ScriptedComposer
from tests.fakes.scripted_voice import a_piece, call_in
from tests.fakes.simulated_session import Room, a_room, consented
from tests.unit.live.spoken_talks import FIRST, REST, said_by_candidate
from tests.unit.live.talks import Talk, a_proposal
from tests.unit.live.test_conversations import EXPERT

from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.voice_input import MAX_ANSWER_BYTES
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.replay import is_fold_deterministic
from vivavoce.live.ports import InboxMessage


async def amendments(room: Room) -> list[events.TurnAmended]:
    return [event for event in await room.log() if isinstance(event, events.TurnAmended)]


# -- answers ------------------------------------------------------------------------------------


async def test_what_is_said_aloud_becomes_speech_words_an_answer_and_a_move_in_one_append() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        sizes: list[list[str]] = []
        room.store.before_append = lambda records: sizes.append([r.event.type for r in records])
        await call.say(FIRST, pieces=(a_piece("We had a delivery"), a_piece("that went wrong.")))
        state = await room.state()

    assert [kinds for kinds in sizes if "turn.completed" in kinds] == [
        [
            "candidate.speech.started",
            "candidate.speech.ended",
            "stt.final",
            "stt.final",
            "turn.completed",
            "followup.chosen",
            "turn.completed",
        ]
    ]
    answer = state.turns[2]
    assert (answer.text, answer.kind, answer.intent, answer.is_draft) == (
        FIRST,
        "answer",
        "answer",
        False,
    )
    assert answer.question_id == "q1"
    assert state.turns[-1].text in call.voiced.texts


async def test_a_spoken_talk_reads_as_the_same_talk_in_writing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(EXPERT["q1"])
        aloud = [(t.kind, t.question_id, t.text, t.reason) for t in (await room.state()).turns]
    async with a_room(**consented()) as room:
        writing = await room.connect()
        await writing.until_asked()
        await writing.say(EXPERT["q1"])
        await writing.settle()
        written = [(t.kind, t.question_id, t.text, t.reason) for t in (await room.state()).turns]

    assert aloud == written


async def test_words_of_a_poor_recogniser_are_a_draft_until_they_are_checked() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport="voice")
        await call.say("We hat a delivery that went long.", is_draft=True)
        before = await room.state()
        eye = await room.connect()
        await eye.send({"type": "CORRECT", "turn": 3, "text": FIRST})
        await eye.settle()
        after = await room.state()
        await eye.send({"type": "CORRECT", "turn": 3, "text": "Something nobody said."})
        await eye.settle()

    assert before.turns[2].is_draft
    assert (after.turns[2].text, after.turns[2].is_draft) == (FIRST, False)
    assert [t.text for t in after.turns[3:]] == [t.text for t in before.turns[3:]]
    assert eye.line.of("ERROR")[-1]["code"] == "answer_not_correctable"


@pytest.mark.parametrize("turn", [1, 2, 4, 99])
async def test_only_ones_own_draft_is_corrected(turn: int) -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport="voice")
        await call.say(FIRST, is_draft=True)
        eye = await room.connect()
        await eye.send({"type": "CORRECT", "turn": turn, "text": REST})
        await eye.settle()

    assert [error["code"] for error in eye.line.of("ERROR")] == ["answer_not_correctable"]
    assert not [event for event in await room.log() if isinstance(event, events.TurnAmended)]


async def test_silence_that_was_taken_for_speech_is_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        before = (await room.state()).seq
        await call.say("  \0 ")

        assert (await room.state()).seq == before


# -- going on -----------------------------------------------------------------------------------


async def test_who_goes_on_over_the_reply_gave_one_answer_and_the_reply_was_never_put() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        reply = (await room.state()).turns[3]
        await call.say(REST, after_turn=4, is_continuation=True)
        state = await room.state()
        log = await room.store.load(room.address)

    assert said_by_candidate(state) == [f"{FIRST} {REST}"]
    assert [turn.is_dropped for turn in state.turns] == [False, False, False, True, False]
    assert state.turns[3].text == reply.text
    (amended,) = [r.event for r in log if isinstance(r.event, events.TurnAmended)]
    assert (amended.reason, amended.turn, amended.dropped) == ("went_on", 3, (4,))
    assert is_fold_deterministic(log)
    assert call.voiced.hushes >= 1


async def test_a_joined_answer_leads_to_what_the_whole_answer_would_have_led_to() -> None:
    whole = f"{FIRST} {REST}"
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(whole)
        straight = await room.state()
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await call.say(REST, after_turn=4, is_continuation=True)
        joined = await room.state()

    assert [(t.kind, t.text, t.reason) for t in joined.counted_turns] == [
        (t.kind, t.text, t.reason) for t in straight.counted_turns
    ]
    assert joined.asked_questions == straight.asked_questions
    assert joined.policy_skipped == straight.policy_skipped


async def test_an_answer_grows_as_often_as_the_candidate_goes_on() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say("First")
        for place, word in enumerate(("second", "third", "fourth")):
            await call.say(word, after_turn=4 + place, is_continuation=True)
        state = await room.state()

    assert said_by_candidate(state) == ["First second third fourth"]
    assert sum(turn.is_dropped for turn in state.turns) == 3
    assert len(state.asked_questions) == 1


async def test_a_question_that_was_dropped_is_put_again_later() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(EXPERT["q1"])
        put = (await room.state()).turns[3]
        await call.say("And that was all.", after_turn=4, is_continuation=True)
        state = await room.state()

    assert put.kind == "question"
    asked = [turn for turn in state.turns if turn.question_id == "q2" and turn.kind == "question"]
    assert [turn.is_dropped for turn in asked] == [True, False]
    assert [thread.question_id for thread in state.asked_questions] == ["q1", "q2"]


async def test_whoever_goes_on_after_a_request_made_no_request() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say("Could you repeat")
        asked_again = await room.state()
        await call.say(f"no wait I know. {FIRST} {REST}", after_turn=4, is_continuation=True)
        state = await room.state()

    assert asked_again.turns[2].kind == "remark"
    assert state.turns[2].kind == "answer"
    assert state.asked_questions[0].repeats == 0


async def test_while_the_interviewer_thinks_words_are_joined_whatever_was_heard_of_it() -> None:
    composer = ScriptedComposer([(3.0, "What was your part in that?")])
    async with a_room(composer=composer, **consented()) as room:
        call = await call_in(room)
        await call.say("We did it together.")
        thinking = await room.state()
        await room.clock.sleep(1)
        await call.say("And I led it.", after_turn=2)
        await room.clock.sleep(10)
        await call.settle()
        state = await room.state()

    assert thinking.pending_model_request is not None
    assert said_by_candidate(state) == ["We did it together. And I led it."]
    assert state.turns[-1].role == "agent"
    assert state.pending_model_request is None


async def test_what_a_person_said_meanwhile_is_not_dropped() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await _staff(room, "take_over")
        await _staff(room, "say", "Hello, this is Ada.")
        await call.settle()
        await call.say(REST, is_continuation=True)
        state = await room.state()

    assert said_by_candidate(state) == [FIRST, REST]
    assert not any(turn.is_dropped for turn in state.turns)


async def test_once_a_person_has_taken_over_nothing_is_taken_back() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await _staff(room, "take_over")
        await call.settle()
        await call.say(REST, is_continuation=True)
        state = await room.state()

    assert not any(turn.is_dropped for turn in state.turns)
    assert " ".join(said_by_candidate(state)) == f"{FIRST} {REST}"


async def test_who_goes_on_in_a_pause_lets_the_clock_run() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await call.press("5")
        paused = await room.state()
        await call.say(REST, is_continuation=True)
        state = await room.state()

    assert (paused.is_paused, state.is_paused) == (True, False)
    assert said_by_candidate(state) == [f"{FIRST} {REST}"]


async def test_an_answer_grows_no_further_than_one_that_is_typed() -> None:
    words = "and then we measured it again " * 260
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(words.strip())
        for _ in range(4):
            await call.say(words.strip(), is_continuation=True)
        state = await room.state()

    answers = said_by_candidate(state)
    assert len(answers) > 1
    assert max(len(text.encode()) for text in answers) <= MAX_ANSWER_BYTES
    assert sum(text.count("measured") for text in answers) == 1300


async def test_taking_an_answer_back_takes_back_what_followed_from_it() -> None:
    interview = Talk()
    interview.say("We changed the index and it was faster afterwards, I decided that.")
    before = interview.state.state_before_answer
    assert before is not None
    answer = len(before.turns) + 1
    on = PendingEvents(interview.state, interview.now)
    on.add(
        events.QuestionSkipped(question_id="q3", skipped_by="policy", reason="time"),
        events.ModelRequested(purpose="compose", turn=answer),
        events.ModelRequestFailed(purpose="compose", turn=answer, reason="late"),
        a_proposal(source="composer"),
        events.TurnAmended(
            turn=answer,
            reason="went_on",
            text="All of it.",
            intent="answer",
            elements=(),
            dropped=tuple(turn.turn for turn in interview.state.turns[answer:]),
        ),
    )
    back = on.state

    assert back.policy_skipped == before.policy_skipped
    assert back.consecutive_model_failures == before.consecutive_model_failures
    assert back.proposals == before.proposals
    assert [turn.text for turn in back.counted_turns][answer - 1 :] == ["All of it."]


async def _staff(room: Room, action: str, text: str = "") -> None:
    event = events.StaffIntervened(user_id="u", action=action, text=text)  # type: ignore[arg-type]
    await room.store.send_message(room.address, InboxMessage(id=room.ids.new_id(), event=event))
    conductor = room.host._orchestrators[room.address.session_id]
    conductor.signal_inbox()
    for _ in range(50):
        await room.clock.sleep(0)


async def test_going_on_before_any_answer_is_an_answer() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST, is_continuation=True)

        assert said_by_candidate(await room.state()) == [FIRST]
        assert not await amendments(room)


# -- late words ---------------------------------------------------------------------------------


async def test_late_words_belong_to_the_answer_that_they_were_part_of() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        replied = await room.state()
        await call.say(REST, after_turn=2, is_late=True)
        state = await room.state()

    assert said_by_candidate(state) == [f"{FIRST} {REST}"]
    assert len(state.turns) == len(replied.turns)
    assert not any(turn.is_dropped for turn in state.turns)
    assert state.asked_questions[0].found_elements >= replied.asked_questions[0].found_elements


async def test_words_to_an_older_question_are_late_even_if_nobody_says_so() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(EXPERT["q1"])
        await call.say("One more thing about that.", after_turn=2)
        state = await room.state()

    assert said_by_candidate(state) == [f"{EXPERT['q1']} One more thing about that."]
    assert (await room.state()).turns[-1].question_id == "q2"


async def test_late_words_to_an_older_answer_survive_that_the_newest_goes_on() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(EXPERT["q1"])
        await call.say("I once deleted a table")
        await call.say("LATE", after_turn=2, is_late=True)
        await call.say("and restored it.", is_continuation=True)
        state = await room.state()

    assert said_by_candidate(state) == [
        f"{EXPERT['q1']} LATE",
        "I once deleted a table and restored it.",
    ]
