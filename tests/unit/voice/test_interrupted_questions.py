"""A question that was not heard is repeated, and words spoken before it answer nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.fakes.live_session import a_plan
from tests.fakes.scripted_audio import speech
from tests.fakes.scripted_voice import call_in, spoken
from tests.fakes.scripted_voice import heard as words
from tests.fakes.simulated_session import Room, a_room, consented
from tests.fakes.voice_session import SpokenInterview, a_spoken_interview, attend
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.voice import Transport
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.speech_updates import MAX_REASKS, find_unheard_question
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session

GREETING = "I have 3 questions"
FIRST = "Tell me about a delivery"
SECOND = "Tell me about a mistake"
BACK = "Hello, yes I can hear you well."
ANSWER = "I rolled the release back in ten minutes because the client was waiting for it."
WAYS: tuple[Transport, ...] = ("voice", "phone", "livekit")


@pytest.mark.parametrize("transport", WAYS)
@pytest.mark.parametrize("words", [BACK, ANSWER, "next question please", "let's go on"])
async def test_words_over_the_greeting_answer_nothing_and_the_question_is_asked(
    transport: Transport, words: str
) -> None:
    async with a_spoken_interview(transport) as interview:
        await interview.hears(GREETING, least=0.4)
        await interview.say(words)
        await interview.hears(FIRST)
        await interview.quiet()
        await interview.say(ANSWER)
        await asyncio.sleep(1)
        state = await interview.state()
        transcript = await interview.transcript()

    over, answer = [turn for turn in state.turns if turn.role == "candidate"]
    assert (over.text, over.kind, over.intent, over.question_id) == (words, "remark", None, None)
    assert (answer.text, answer.kind, answer.question_id) == (ANSWER, "answer", "q1")
    assert state.speech.is_heard_in_full(2)
    counted = [
        turn.text for turn in transcript.turns if turn.role == "candidate" and not turn.is_dropped
    ]
    assert counted == [ANSWER], "nobody is judged by what was said before the question"
    assert not [thread for thread in state.asked_questions if thread.is_skipped]


async def _second_question(interview: SpokenInterview) -> None:
    """Answer the first question so that the next one is put."""
    await interview.hears(FIRST)
    await interview.quiet()
    await interview.say(EXPERT["q1"])
    await interview.hears(SECOND)


@pytest.mark.parametrize("transport", WAYS)
async def test_an_interrupted_later_question_is_repeated_and_the_words_are_no_answer(
    transport: Transport,
) -> None:
    async with a_spoken_interview(transport) as interview:
        await _second_question(interview)
        await interview.hears(SECOND, least=0.45)
        await interview.say("And I would like to add one thing to what I said before.")
        await interview.hears(SECOND, times=2, least=0.9)
        await interview.quiet()
        await interview.say(EXPERT["q2"])
        await asyncio.sleep(1)
        state = await interview.state()

    first, over, second = [turn for turn in state.turns if turn.role == "candidate"]
    assert (first.question_id, first.text) == ("q1", EXPERT["q1"])
    assert (over.kind, over.is_dropped, over.question_id) == ("remark", True, None)
    assert (second.kind, second.question_id) == ("answer", "q2")
    assert "Let me say that again." in " ".join(interview.world.speaker.asked)


async def test_a_returning_candidate_may_answer_over_the_displayed_question() -> None:
    async with a_spoken_interview() as interview:
        await _second_question(interview)
        await interview.drop()
        back = await attend(interview.room)
        await back.hears(SECOND, least=0.2)
        await back.say(EXPERT["q2"])
        await asyncio.sleep(1)
        state = await back.state()

    assert [t.question_id for t in state.turns if t.role == "candidate"] == ["q1", "q2"]


async def test_words_over_the_first_second_of_a_reply_belong_to_the_previous_answer() -> None:
    async with a_spoken_interview() as interview:
        await _second_question(interview)
        await asyncio.sleep(0.3)
        await interview.world.answer("And the client thanked us for it.", pause_s=4)
        state = await interview.state()

    [answer] = [turn for turn in state.turns if turn.role == "candidate"]
    assert answer.text == f"{EXPERT['q1']} And the client thanked us for it."
    assert not [e for e in await interview.log() if isinstance(e, events.QuestionNotHeard)]


async def test_a_candidate_who_heard_most_of_a_question_may_answer_before_its_end() -> None:
    async with a_spoken_interview() as interview:
        await _second_question(interview)
        await interview.hears(SECOND, least=0.9)
        await interview.say(EXPERT["q2"])
        state = await interview.state()

    assert [t.question_id for t in state.turns if t.role == "candidate"] == ["q1", "q2"]


async def test_a_request_to_repeat_is_recognized_although_little_was_heard() -> None:
    async with a_spoken_interview() as interview:
        await _second_question(interview)
        await interview.hears(SECOND, least=0.45)
        await interview.say("Sorry, could you repeat that please?")
        await interview.quiet()
        state = await interview.state()

    asked = [turn for turn in state.turns if turn.role == "candidate"][-1]
    assert (asked.intent, asked.is_dropped) == ("asks_again", False)
    assert state.turns[-1].kind == "repeat"


async def test_a_partly_heard_question_can_be_skipped() -> None:
    async with a_spoken_interview() as interview:
        await _second_question(interview)
        await interview.hears(SECOND, least=0.55)
        await interview.say("Can we skip this one?")
        await interview.quiet()
        log = await interview.log()

    assert [e.question_id for e in log if isinstance(e, events.QuestionSkipped)] == ["q2"]


@pytest.mark.parametrize("transport", WAYS)
async def test_a_candidate_who_keeps_interrupting_hears_the_complete_question_in_the_end(
    transport: Transport,
) -> None:
    async with a_spoken_interview(transport) as interview:
        await interview.hears(GREETING, least=0.4)
        await interview.say("Good morning from my kitchen table.")
        await interview.hears(FIRST, least=0.2)
        await interview.say("The weather here is dreadful today.")
        await interview.hears(FIRST, times=2, least=0.2)
        await interview.say("And here I am talking once again over you.")
        await interview.quiet(4)
        await interview.say(ANSWER)
        await asyncio.sleep(1)
        state = await interview.state()

    answers = [turn for turn in state.turns if turn.role == "candidate"]
    assert [turn.is_dropped for turn in answers] == [True, True, True, False]
    assert sum(FIRST in text for text in interview.played) == 2, (
        "speech did not stop the second one"
    )
    assert (answers[-1].text, answers[-1].question_id) == (ANSWER, "q1")
    assert state.speech.is_heard_in_full(2)
    assert "Please listen to the whole question first." in " ".join(interview.world.speaker.asked)


async def test_noise_without_a_word_drops_no_question() -> None:
    async with a_spoken_interview("phone", texts=[None] * 6 + [ANSWER]) as interview:
        for _ in range(3):
            await asyncio.sleep(1.5)
            await asyncio.sleep(interview.world.microphone.put(speech("crackle and hiss")))
        await interview.hears(FIRST)
        await asyncio.sleep(interview.world.microphone.put(speech("crackle and hiss")))
        await interview.quiet(4)
        heard = (await interview.state()).speech
        interview.world.stt_engine.texts = [ANSWER]  # type: ignore[attr-defined]  # it is the scripted one
        await interview.say(ANSWER)
        state = await interview.state()

    assert heard.is_heard_in_full(1)
    assert heard.is_heard_in_full(2)
    assert [(t.text, t.question_id) for t in state.turns if t.role == "candidate"] == [
        (ANSWER, "q1")
    ]


@pytest.mark.parametrize("transport", WAYS)
async def test_a_question_lost_with_the_connection_is_repeated_and_then_answered(
    transport: Transport,
) -> None:
    async with a_spoken_interview(transport) as interview:
        await interview.hears(GREETING, least=0.4)
        await interview.say(BACK)
        await interview.hears(FIRST, least=0.3)
        await interview.drop()
        await asyncio.sleep(4)
        again = await attend(interview.room, transport)
        await again.hears(FIRST, least=0.9)
        await again.quiet()
        await again.say(ANSWER)
        state = await again.state()
        await again.drop()

    assert [(t.is_dropped, t.question_id) for t in state.turns if t.role == "candidate"] == [
        (True, None),
        (False, "q1"),
    ]


async def test_a_typed_answer_counts_whatever_was_heard() -> None:
    async with a_spoken_interview() as interview:
        await interview.hears(GREETING, least=0.4)
        await interview.say(BACK)
        await interview.hears(FIRST, least=0.2)
        text_connection = await interview.room.connect()
        await text_connection.say(ANSWER)
        await text_connection.settle()
        state = await interview.state()

    answers = [turn for turn in state.turns if turn.role == "candidate"]
    assert [(turn.kind, turn.question_id) for turn in answers] == [
        ("remark", None),
        ("answer", "q1"),
    ]
    transcripts = text_connection.line.of("TRANSCRIPT")
    assert [(transcript["kind"], transcript["turn"]) for transcript in transcripts[:3]] == [
        ("question", 2),
        ("remark", 3),
        ("repeat", 2),
    ], "a page shows the question once more, and waits for nothing else"


async def test_a_voice_that_cannot_finish_a_question_is_not_asked_for_it_forever() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        for time in range(MAX_REASKS + 1):
            await call.voiced.talk.on_report(
                spoken(2, chars=68, chars_heard=5, is_interrupted=True)
            )
            await call.say(f"Something is said for the {time}. time here.", after_turn=2)
        state = await room.state()

    answers = [turn for turn in state.turns if turn.role == "candidate"]
    assert [turn.kind for turn in answers] == ["remark"] * MAX_REASKS + ["answer"]


async def test_late_words_of_the_previous_answer_do_not_drop_the_question_they_stopped() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        call.voiced.speaks = False
        await call.say(EXPERT["q1"])
        asked, before = (await room.state()).turns[-1], len(call.voiced.said)
        cut = spoken(asked.turn, chars=len(asked.text), chars_heard=11, is_interrupted=True)
        await call.voiced.talk.on_report(cut)
        await call.say("That was in May.", after_turn=2, is_late=True)
        state, again = await room.state(), call.voiced.said[before:]

    assert state.turns[2].text == f"{EXPERT['q1']} That was in May."
    assert [turn.turn for turn in again] == [asked.turn]


@pytest.mark.parametrize(
    ("own", "heard", "is_heard"),
    [
        ("What does a database index cost?", "What does a", False),
        ("What does a database index cost?", "What does a database index", True),
        ("Imagine this. A customer shouts at you. What do you do first?", "Imagine this. A", False),
        (
            "Tell me about a project that you led. What came of it?",
            "Tell me about a project",
            False,
        ),
        (
            "Tell me about a project that you led. What came of it?",
            "Tell me about a project that you led. What",
            True,
        ),
    ],
)
@pytest.mark.parametrize(
    "bridge", ["", "All right, thank you. ", "Thanks. We have about 60 seconds for this one. "]
)
async def test_the_heard_share_is_measured_on_the_question_itself(
    bridge: str, own: str, heard: str, is_heard: bool
) -> None:
    question = replace(a_plan().questions[0], id="q1", text=own)
    plan = a_plan(questions=(question,))
    async with a_room(plan=plan, **consented()) as room:
        state = await _asked(room, bridge + own, chars=len(bridge) + len(heard))
        unheard_question = find_unheard_question(state, plan, words(ANSWER))

    assert (unheard_question is None) is is_heard


async def _asked(room: Room, text: str, *, chars: int) -> Session:
    """Return a talk in which the first question is ``text``, and so much of it was heard."""
    await call_in(room, speaks=False)
    state = await room.state()
    on = PendingEvents(replace(state, turns=state.turns[:1], asked_questions=()), room.clock.now())
    on.add(
        events.TurnCompleted(turn=2, role="agent", kind="question", text=text, question_id="q1"),
        events.UtteranceSpoken(
            turn=2,
            spoken_ms=chars * 60,
            chars_heard=chars,
            is_interrupted=chars < len(text),
            is_estimated=False,
            voice="v",
        ),
    )
    return on.state


async def test_late_words_spoken_over_the_greeting_are_no_answer_either() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, speaks=False)
        await call.voiced.talk.on_report(spoken(2, chars=68, chars_heard=0, is_interrupted=True))
        await call.say(BACK, after_turn=1)
        await call.voiced.talk.on_report(spoken(2, chars=68, chars_heard=68))
        await call.say("Loud and clear.", after_turn=1, is_late=True)
        await call.say(ANSWER, after_turn=2)
        state = await room.state()

    answers = [turn for turn in state.turns if turn.role == "candidate"]
    assert [turn.is_dropped for turn in answers] == [True, True, False]
    assert answers[2].question_id == "q1"


async def test_a_corrected_draft_of_such_words_is_no_answer_either() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room, transport="voice", speaks=False)
        await call.voiced.talk.on_report(spoken(2, chars=68, chars_heard=0, is_interrupted=True))
        await call.say(BACK, after_turn=1, is_draft=True)
        text_connection = await room.connect()
        await text_connection.send({"type": "CORRECT", "turn": 3, "text": ANSWER})
        await text_connection.settle()
        state = await room.state()

    assert (state.turns[2].text, state.turns[2].is_dropped) == (ANSWER, True)
    assert not state.answered_question_ids
