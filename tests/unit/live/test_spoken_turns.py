"""Turns that are spoken: answers, words that go on or come late, keys, consent by ear, the goodbye."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from tests.fakes.live import a_plan
from tests.fakes.live_room import Room, a_room, consented
from tests.fakes.scripted_composer import ScriptedComposer
from tests.fakes.sounds import ScriptedVoiced, SpokenCall, a_piece, call_in, heard, spoken
from tests.unit.live.talks import Talk, a_proposal
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.abilities import Abilities
from vivavoce.contracts.events import UsageRecorded
from vivavoce.contracts.sound import CircuitMoved, FellBack, HeardInVain, Silent, Utterance
from vivavoce.live.domain import events
from vivavoce.live.domain.aloud import SILENT, with_sound
from vivavoce.live.domain.conduct_report import conduct_of
from vivavoce.live.domain.mind.aloud import MOST_BYTES
from vivavoce.live.domain.replay import folds_alike
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.story import story_of
from vivavoce.live.domain.transcript import transcript_of, with_engines
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.domain.wire.client_frames import End
from vivavoce.live.ports import Line, Told
from vivavoce.live.usecases.commands import Hear

FIRST = "We had a delivery that went wrong."
REST = "I rolled it back in ten minutes because the client was waiting."


async def types(room: Room) -> list[str]:
    return [event.type for event in await room.log()]


async def amendments(room: Room) -> list[events.TurnAmended]:
    return [event for event in await room.log() if isinstance(event, events.TurnAmended)]


def said_by_candidate(state: Session) -> list[str]:
    return [turn.text for turn in state.turns if turn.role == "candidate"]


# -- answers -----------------------------------------------------------------------------------


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
    assert (answer.text, answer.kind, answer.reading, answer.is_draft) == (
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
    assert eye.line.of("ERROR")[-1]["code"] == "answer_not_a_draft"


@pytest.mark.parametrize("turn", [1, 2, 4, 99])
async def test_only_ones_own_draft_is_corrected(turn: int) -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport="voice")
        await call.say(FIRST, is_draft=True)
        eye = await room.connect()
        await eye.send({"type": "CORRECT", "turn": turn, "text": REST})
        await eye.settle()

    assert [error["code"] for error in eye.line.of("ERROR")] == ["answer_not_a_draft"]
    assert not [event for event in await room.log() if isinstance(event, events.TurnAmended)]


async def test_silence_that_was_taken_for_speech_is_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        before = (await room.state()).seq
        await call.say("  \0 ")

        assert (await room.state()).seq == before


# -- going on ----------------------------------------------------------------------------------


async def test_who_goes_on_over_the_reply_gave_one_answer_and_the_reply_was_never_put() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        reply = (await room.state()).turns[3]
        await call.say(REST, after_turn=4, goes_on=True)
        state = await room.state()
        log = await room.store.load(room.address)

    assert said_by_candidate(state) == [f"{FIRST} {REST}"]
    assert [turn.is_dropped for turn in state.turns] == [False, False, False, True, False]
    assert state.turns[3].text == reply.text
    (amended,) = [r.event for r in log if isinstance(r.event, events.TurnAmended)]
    assert (amended.reason, amended.turn, amended.dropped) == ("went_on", 3, (4,))
    assert folds_alike(log)
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
        await call.say(REST, after_turn=4, goes_on=True)
        joined = await room.state()

    assert [(t.kind, t.text, t.reason) for t in joined.counted] == [
        (t.kind, t.text, t.reason) for t in straight.counted
    ]
    assert joined.threads == straight.threads
    assert joined.passed == straight.passed


async def test_an_answer_grows_as_often_as_the_candidate_goes_on() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say("First")
        for place, word in enumerate(("second", "third", "fourth")):
            await call.say(word, after_turn=4 + place, goes_on=True)
        state = await room.state()

    assert said_by_candidate(state) == ["First second third fourth"]
    assert sum(turn.is_dropped for turn in state.turns) == 3
    assert len(state.threads) == 1


async def test_a_question_that_was_dropped_is_put_again_later() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(EXPERT["q1"])
        put = (await room.state()).turns[3]
        await call.say("And that was all.", after_turn=4, goes_on=True)
        state = await room.state()

    assert put.kind == "question"
    asked = [turn for turn in state.turns if turn.question_id == "q2" and turn.kind == "question"]
    assert [turn.is_dropped for turn in asked] == [True, False]
    assert [thread.question_id for thread in state.threads] == ["q1", "q2"]


async def test_whoever_goes_on_after_a_request_made_no_request() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say("Could you repeat")
        asked_again = await room.state()
        await call.say(f"no wait I know. {FIRST} {REST}", after_turn=4, goes_on=True)
        state = await room.state()

    assert asked_again.turns[2].kind == "remark"
    assert state.turns[2].kind == "answer"
    assert state.threads[0].repeats == 0


async def test_while_the_interviewer_thinks_words_are_joined_whatever_was_heard_of_it() -> None:
    composer = ScriptedComposer([(3.0, "What was your own part in that?")])
    async with a_room(composer=composer, **consented()) as room:
        call = await call_in(room)
        await call.say("We did it together.")
        thinking = await room.state()
        await room.clock.sleep(1)
        await call.say("And I led it.", after_turn=2)
        await room.clock.sleep(10)
        await call.settle()
        state = await room.state()

    assert thinking.thinking is not None
    assert said_by_candidate(state) == ["We did it together. And I led it."]
    assert state.turns[-1].role == "agent"
    assert state.thinking is None


async def test_what_a_person_said_meanwhile_is_not_dropped() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await _staff(room, "take_over")
        await _staff(room, "say", "Hello, this is Ada.")
        await call.settle()
        await call.say(REST, goes_on=True)
        state = await room.state()

    assert said_by_candidate(state) == [FIRST, REST]
    assert not any(turn.is_dropped for turn in state.turns)


async def test_once_a_person_has_taken_over_nothing_is_taken_back() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await _staff(room, "take_over")
        await call.settle()
        await call.say(REST, goes_on=True)
        state = await room.state()

    assert not any(turn.is_dropped for turn in state.turns)
    assert " ".join(said_by_candidate(state)) == f"{FIRST} {REST}"


async def test_who_goes_on_in_a_pause_lets_the_clock_run() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await call.press("5")
        paused = await room.state()
        await call.say(REST, goes_on=True)
        state = await room.state()

    assert (paused.is_paused, state.is_paused) == (True, False)
    assert said_by_candidate(state) == [f"{FIRST} {REST}"]


async def test_an_answer_grows_no_further_than_one_that_is_typed() -> None:
    words = "and then we measured it again " * 100
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(words.strip())
        for _ in range(12):
            await call.say(words.strip(), goes_on=True)
        state = await room.state()

    said = said_by_candidate(state)
    assert len(said) > 1
    assert max(len(text.encode()) for text in said) <= MOST_BYTES
    assert sum(text.count("measured") for text in said) == 1300


async def test_taking_an_answer_back_takes_back_what_followed_from_it() -> None:
    talk = Talk()
    talk.say("We changed the index and it was faster afterwards, I decided that.")
    before = talk.state.before_answer
    assert before is not None
    answer = len(before.turns) + 1
    on = Unfolding(talk.state, talk.now)
    on.add(
        events.QuestionSkipped(question_id="q3", by="policy", reason="time"),
        events.ModelAsked(purpose="compose", turn=answer),
        events.ModelFailed(purpose="compose", turn=answer, reason="late"),
        a_proposal(by="composer"),
        events.TurnAmended(
            turn=answer,
            reason="went_on",
            text="All of it.",
            reading="answer",
            found=(),
            dropped=tuple(turn.turn for turn in talk.state.turns[answer:]),
        ),
    )
    back = on.state

    assert back.passed == before.passed
    assert back.thought_in_vain == before.thought_in_vain
    assert back.proposals == before.proposals
    assert [turn.text for turn in back.counted][answer - 1 :] == ["All of it."]


async def _staff(room: Room, action: str, text: str = "") -> None:
    event = events.StaffIntervened(user_id="u", action=action, text=text)  # type: ignore[arg-type]
    await room.store.tell(room.address, Told(id=room.ids.new(), event=event))
    conductor = room.host._conductors[room.address.session_id]
    conductor.heed()
    for _ in range(50):
        await room.clock.sleep(0)


async def test_going_on_before_any_answer_is_an_answer() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST, goes_on=True)

        assert said_by_candidate(await room.state()) == [FIRST]
        assert not await amendments(room)


# -- late words --------------------------------------------------------------------------------


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
    assert state.threads[0].found >= replied.threads[0].found


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
        await call.say("and restored it.", goes_on=True)
        state = await room.state()

    assert said_by_candidate(state) == [
        f"{EXPERT['q1']} LATE",
        "I once deleted a table and restored it.",
    ]


# -- consent by ear ----------------------------------------------------------------------------


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
        "Press 1 for yes and 2 for no, or say: yes, I agree; or: no, I don't agree."
    )
    assert state.status == status
    settled = [e for e in log if isinstance(e, events.ConsentGranted | events.ConsentDeclined)]
    assert [each.method for each in settled] == [method]


async def test_before_consent_nothing_of_what_is_said_is_kept() -> None:
    async with a_room() as room:
        call = await call_in(room)
        await call.say("What is this about, I wonder?")
        await call.press("7")
        log, state = await room.log(), await room.state()

    assert state.status == "consent_pending"
    assert not [e for e in log if e.type.startswith(("candidate.", "stt.", "turn."))]
    assert (
        call.voiced.texts[1:3]
        == ["Press 1 for yes and 2 for no, or say: yes, I agree; or: no, I don't agree."] * 2
    )


async def test_a_browser_is_not_listened_to_before_consent_and_a_telephone_is() -> None:
    listening = {}
    for transport in ("voice", "phone"):
        async with a_room() as room:
            call = await call_in(room, transport=transport)  # type: ignore[arg-type]
            before = call.voiced.is_listening
            await call.press("1")
            listening[transport] = before, call.voiced.is_listening

    assert listening == {"voice": (False, True), "phone": (True, True)}


async def test_while_consent_is_asked_a_yes_or_a_no_is_listened_for() -> None:
    async with a_room() as room:
        call = await call_in(room)
        asked = call.voiced.expects
        await call.press("1")
        talking = call.voiced.expects

    assert (asked, talking) == ("yes_or_no", "anything")


# -- keys --------------------------------------------------------------------------------------


async def test_keys_repeat_pause_and_leave_out() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.press("*")
        repeated = (await room.state()).turns[-1]
        await call.press("5")
        paused = await room.state()
        is_deaf = not call.voiced.is_listening
        await call.press("5")
        resumed = await room.state()
        await call.press("7")
        left = await room.state()
        await call.press("9")

    assert repeated.kind == "repeat"
    assert paused.is_paused
    assert is_deaf
    assert not resumed.is_paused
    assert call.voiced.is_listening
    assert left.threads[0].is_skipped
    assert left.turns[-1].question_id == "q2"
    assert (await room.state()).seq >= left.seq


# -- the goodbye -------------------------------------------------------------------------------


async def to_the_goodbye(room: Room, call: SpokenCall) -> Session:
    for question in ("q1", "q2", "q3"):
        while (state := await room.state()).thread is not None and (
            state.thread.question_id == question and state.status == "in_progress"
        ):
            await call.say(EXPERT[question])
    return await room.state()


async def test_the_session_ends_when_the_goodbye_was_heard() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        said = await to_the_goodbye(room, call)
        await room.clock.sleep(5)
        await call.voiced.talk.noted(spoken(said.turns[-1].turn))
        await call.settle()
        state, log = await room.state(), await room.log()
        await call.attached.ended()

    assert said.status == "wrapping_up"
    assert call.voiced.said[-1].is_last
    assert state.status == "completed"
    assert log[-1].reason == "all_asked"  # type: ignore[union-attr]
    assert call.voiced.closed is True
    assert call.attached.is_over


async def test_a_goodbye_that_no_engine_can_say_ends_the_session_at_once() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        said = await to_the_goodbye(room, call)
        await call.voiced.talk.noted(Silent(turn=said.turns[-1].turn, reason="failed"))
        await call.settle()
        state = await room.state()

    assert said.status == "wrapping_up"
    assert state.status == "completed"


async def test_a_goodbye_that_nobody_tells_about_ends_after_twenty_seconds() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        said = await to_the_goodbye(room, call)
        state = await room.ended()

    assert said.status == "wrapping_up"
    assert state.status == "completed"
    assert state.at - said.since == timedelta(seconds=20)


async def test_a_goodbye_that_cut_somebody_off_is_taken_back() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        said = await to_the_goodbye(room, call)
        closing = said.turns[-1].turn
        await call.voiced.talk.noted(spoken(closing, is_interrupted=True, chars_heard=3))
        await call.say("and it also makes every backup larger.", after_turn=closing, goes_on=True)
        back = await room.state()

    assert said.status == "wrapping_up"
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
        await call.say("I rolled it back.", after_turn=closing, goes_on=True)
        back = await room.state()

    assert up.turns[-1].ends == "time"
    assert [turn.is_dropped for turn in back.turns[closing - 1 :]] == [True, False]
    assert back.turns[-1].kind == "closing"
    assert back.status == "wrapping_up"
    assert said_by_candidate(back) == ["We had a delivery that went wrong and I rolled it back."]


async def test_a_goodbye_that_was_asked_for_stands_and_late_words_are_kept_beside_it() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.say(EXPERT["q1"])
        await room.host._conductors[room.address.session_id].take(Hear(_line(room), End()))
        await call.settle()
        asked = await room.state()
        await call.say("Thank you, goodbye.", goes_on=True)
        state = await room.state()

    assert asked.status == "wrapping_up"
    assert asked.turns[-1].ends == "candidate_ended"
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


# -- what became of sound ----------------------------------------------------------------------


async def test_what_was_heard_of_a_question_stands_in_the_log_and_in_the_transcript() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        question = (await room.state()).turns[1]
        cut = spoken(2, is_interrupted=True, chars=len(question.text), chars_heard=11)
        await call.voiced.talk.noted(cut)
        await call.say(FIRST)
        state = await room.state()

    assert [t for t in await types(room) if t in ("tts.response", "agent.utterance.spoken")]
    told = transcript_of([state]).turns
    assert told[1].text == question.text[:11]
    assert told[0].text == state.turns[0].text
    assert [turn.turn for turn in told if turn.is_heard_in_part] == [2]


async def test_the_transcript_says_which_engine_wrote_a_spoken_turn_down() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        state, log = await room.state(), await room.store.load(room.address)

    told = with_engines(transcript_of([state]), [log]).turns
    engines = {turn.turn: turn.heard_by for turn in told if turn.heard_by}
    answers = [turn.turn for turn in told if turn.role == "candidate"]
    assert engines == dict.fromkeys(answers, "scripted")
    assert answers


async def test_trouble_with_engines_is_noted_and_ends_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        talk = call.voiced.talk
        await talk.noted(FellBack(stage="stt", engine="b", instead_of="a", reason="mute"))
        await talk.noted(CircuitMoved(stage="stt", engine="a", is_open=True))
        await talk.noted(CircuitMoved(stage="stt", engine="a", is_open=False))
        await talk.noted(Silent(turn=2, reason="hung"))
        await talk.noted(Silent(turn=77, reason="hung"))
        call.voiced.is_broken = True
        await call.say(FIRST)
        state, log = await room.state(), await types(room)

    assert [t for t in log if t.startswith(("provider", "circuit", "tts"))] == [
        "provider.fallback",
        "circuit.opened",
        "circuit.closed",
        "tts.failed",
    ]
    assert state.status == "in_progress"
    assert said_by_candidate(state) == [FIRST]


async def test_the_pace_is_switched_in_the_log_and_in_the_sound() -> None:
    async with a_room(**consented()) as room:
        eye = await room.connect()
        await eye.until_asked()
        assert eye.connection is not None
        voiced = ScriptedVoiced(_Nobody())  # type: ignore[arg-type]
        await eye.connection.switch("voice", voiced)
        await eye.send({"type": "PACE", "pace": "thinking"})
        await eye.send({"type": "PACE", "pace": "thinking"})
        await eye.send({"type": "PACE", "pace": "endless"})
        await eye.settle()
        log = await types(room)

    assert voiced.paces == ["normal", "thinking"]
    assert log.count("pace.changed") == 1
    assert [error["code"] for error in eye.line.of("ERROR")] == ["frame_malformed"]


class _Nobody:
    async def noted(self, _: object) -> None:
        return


# -- coming, going, coming back ----------------------------------------------------------------


async def test_who_turns_sound_on_hears_the_greeting_and_the_question_once() -> None:
    async with a_room(**consented()) as room:
        eye = await room.connect()
        await eye.until_asked()
        voiced = ScriptedVoiced(_Nobody())  # type: ignore[arg-type]
        assert eye.connection is not None
        await eye.connection.switch("voice", voiced)
        await eye.settle()
        state = await room.state()
        await eye.connection.switch("text", None)
        await eye.settle()
        after = await room.state()

    assert voiced.texts == [turn.text for turn in state.turns]
    assert not any(utterance.is_again for utterance in voiced.said)
    assert (state.transport, after.transport) == ("voice", "text")


async def _said_after_a_drop(transport: str, *, was_heard: bool) -> list[Utterance]:
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
    said = await _said_after_a_drop("phone", was_heard=was_heard)

    assert [(one.turn, one.is_again) for one in said] == [(None, False), (2, True)]
    assert said[0].text == "We were cut off."


async def test_in_a_browser_only_what_was_not_heard_is_said_again_for_the_rest_is_read() -> None:
    heard_it = await _said_after_a_drop("voice", was_heard=True)
    missed_it = await _said_after_a_drop("voice", was_heard=False)

    assert [(one.turn, one.is_again) for one in heard_it] == [(None, False)]
    assert [(one.turn, one.is_again) for one in missed_it] == [(2, True)]


async def test_what_is_understood_only_when_the_line_is_gone_is_not_lost() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        call.voiced.last_words = heard(FIRST)
        await call.attached.hang_up()
        await call.settle()
        at_once = await room.state()
        await call.voiced.talk.heard(heard(REST, 4, is_late=True))
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
        ended = await first.attached.ended()
        await second.say(FIRST)
        state = await room.state()

    assert ended == "replaced"
    assert first.voiced.closed is False
    assert said_by_candidate(state) == [FIRST]


async def test_words_of_the_connection_before_are_kept_although_another_is_there() -> None:
    async with a_room(**consented()) as room:
        first = await call_in(room)
        await call_in(room)
        await first.voiced.talk.heard(heard(FIRST))
        await first.settle()
        state = await room.state()

    assert said_by_candidate(state) == [FIRST]


def test_said_twice_a_turn_was_heard_as_far_as_the_better_time() -> None:
    told = {"turn": 2, "ms_spoken": 900, "is_estimated": False, "voice": "v"}
    known = SILENT
    for chars, is_cut in ((40, False), (11, True)):
        event = events.UtteranceSpoken(chars_heard=chars, is_interrupted=is_cut, **told)
        known = with_sound(known, event)
    uttered = known.uttered_of(2)

    assert known.is_heard(2)
    assert uttered is not None
    assert uttered.chars_heard == 40


async def test_a_host_that_stops_lets_go_of_the_call_and_another_goes_on() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await room.host.hand_over()
        ended = await call.attached.ended()

    assert ended == "moved"
    assert call.voiced.closed is False


async def test_who_is_speaking_when_a_host_stops_is_heard_and_another_goes_on_from_there() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        call.voiced.last_words = heard(FIRST)
        await room.host.hand_over()
        ended = await call.attached.ended()
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
        await room.host.hand_over()
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
        await call.voiced.talk.heard(heard("Could you repeat the question?", 2))
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
        await call.voiced.talk.noted(cut)
        await call.voiced.talk.noted(Silent(turn=2, reason="cut"))
        await call.settle()
        log, state = await types(room), await room.state()
        await call.attached.hang_up()
        await call.settle()
        back = await call_in(room)

    assert log[-3:] == ["tts.response", "agent.utterance.spoken", "tts.failed"]
    assert not state.aloud.is_heard(2)
    assert [(one.turn, one.is_again) for one in back.voiced.said[:2]] == [(None, False), (2, True)]


async def test_a_typed_answer_stops_what_is_being_said_and_a_spoken_one_does_not() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        after_speech = call.voiced.hushes
        await call.voiced.talk.typed(REST)
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
        await room.host.hand_over()

    last = call.voiced.said[-1]
    assert (last.turn is None and "we call you back" in last.text) is is_told
    assert call.voiced.hushes - hushes == int(is_told)
    assert call.voiced.closed is is_told


# -- what is counted ---------------------------------------------------------------------------


async def test_what_engines_took_leaves_once_at_the_end_and_what_was_cached_costs_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.voiced.talk.noted(spoken(2, chars=100, is_cached=True))
        await call.voiced.talk.noted(spoken(2, chars=70))
        await call.say(EXPERT["q1"], pieces=(a_piece("a", ms=2500), a_piece("b", ms=1800)))
        await call.voiced.talk.noted(HeardInVain(engine="late", model="ear-2", ms=2500))
        before = list(room.store.published)
        await room.host._conductors[room.address.session_id].take(Hear(_line(room), End()))
        await room.ended()
        (used,) = [o.payload for o in room.store.published if isinstance(o.payload, UsageRecorded)]

    assert before == []
    assert used.purpose == "voice"
    assert used.uses == (
        {"provider": "scripted", "model": "mouth-1", "kind": "tts_chars", "quantity": 70},
        {"provider": "scripted", "model": "ear-1", "kind": "stt_s", "quantity": 5},
        {"provider": "late", "model": "ear-2", "kind": "stt_s", "quantity": 3},
    )


async def test_an_answer_that_grew_is_read_along_again() -> None:
    abilities = Abilities(evaluations=True)
    async with a_room(abilities=abilities, **consented()) as room:
        call = await call_in(room)
        await call.say(FIRST)
        await call.say(REST, goes_on=True)

    assert [errand.ids["turn"] for errand in room.store.errands] == ["3", "3"]


async def test_the_report_tells_who_was_cut_off_and_who_spoke_how_long() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.voiced.talk.noted(spoken(2, ms=2000))
        await call.say(FIRST)
        await call.voiced.talk.noted(spoken(4, ms=1000, is_interrupted=True, waited_ms=3500))
        await call.say(REST, goes_on=True)
        report = conduct_of(await room.store.load(room.address), room.plan)
        story = story_of([await room.store.load(room.address)])

    assert report.interruptions == 1
    assert report.talk_ratio == pytest.approx(4000 / 7000, abs=1e-4)
    assert report.longest_silence_s == 3.5
    assert [turn.text for turn in story.turns if turn.role == "candidate"] == [f"{FIRST} {REST}"]
    assert story.mode == "voice"


async def test_the_stages_of_a_spoken_turn_are_measured() -> None:
    stages = {"stt_final": 0.38, "tts_first_chunk": 0.22, "end_to_end": 1.1}
    before = {stage: _summed(stage) for stage in stages}
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.say(FIRST)
        await call.voiced.talk.noted(spoken(4, waited_ms=1100))
        fell = FellBack(stage="tts", engine="", instead_of="scripted", reason="hung")
        await call.voiced.talk.noted(fell)
        await call.settle()
    measured = {stage: round(_summed(stage) - before[stage], 3) for stage in stages}

    assert measured == stages
    labels = {"stage": "tts", "from": "scripted", "to": "none"}
    assert REGISTRY.get_sample_value("interview_provider_fallback_total", labels)


def _summed(stage: str) -> float:
    name = "interview_stage_latency_seconds_sum"
    return REGISTRY.get_sample_value(name, {"stage": stage}) or 0.0


def _line(room: Room) -> Line:
    line = room.host._conductors[room.address.session_id]._there.line
    assert line is not None
    return line
