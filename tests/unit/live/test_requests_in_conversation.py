"""What a candidate asks is done, answered from this interview's facts, and logged; no question is used up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.live_room import a_room, consented
from tests.unit.live.talks import Talk
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.events import PersonRequested
from vivavoce.contracts.profiles import INTAKE_PROFILE, PRACTICE_PROFILE
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.pauses import MAX_PAUSES
from vivavoce.live.domain.interviewer.request_handling import MAX_REQUESTS_BEFORE_CONSENT
from vivavoce.live.domain.transcript import build_transcript

FACTS = events.SessionFacts(
    decided_by="staff",
    reviewed_by="staff",
    retention_days=90,
    can_request_person=True,
    return_method="link",
    attempts_left=2,
)


def a_talk(facts: events.SessionFacts | None = FACTS, **changes: object) -> Talk:
    return Talk(company_name="Acme", facts=facts, **changes)  # type: ignore[arg-type]


def asked_for(talk: Talk) -> list[str]:
    return [event.request for event in talk.log if isinstance(event, events.CandidateRequested)]


def replies(talk: Talk) -> list[str]:
    """Return what the interviewer said beside its questions."""
    return [turn.text for turn in talk.state.turns if (turn.role, turn.kind) == ("agent", "remark")]


QUESTIONS = {
    "Are you a robot?": ("is_machine", "computer program"),
    "What happens with my data?": ("data", "deleted after 90 days"),
    "Is this recorded?": ("data", "sound of your voice is not kept"),
    "How long will it take?": ("duration", "2 questions after this one"),
    "Who decides?": ("who_decides", "A person at Acme reads the result and decides"),
    "What happens next?": ("next_steps", "I don't know when"),
    "Can I talk to a person?": ("person", "I'm letting Acme know"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_from_the_facts_and_the_open_question_is_put_again(
    question: str,
) -> None:
    kind, words = QUESTIONS[question]
    talk = a_talk()
    before = talk.state.current_question

    last = talk.say(question)

    assert asked_for(talk) == [kind]
    assert words in replies(talk)[-1]
    assert last.kind == "repeat"
    assert last.text.endswith(talk.plan.questions[0].text)
    assert talk.state.current_question == before, "nothing of the open question is used up"
    asked = talk.state.turns[2]
    assert (asked.kind, asked.intent, asked.answer_end) == ("remark", "makes_request", 0)


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    talk = a_talk(facts=None)

    talk.say("What happens with my data?")
    talk.say("Can I talk to a person?")

    data, person = replies(talk)
    assert "I don't know how long it is kept" in data
    assert "can't connect you" in person


def test_an_end_is_asked_about_once_and_a_yes_ends_as_the_candidates_own_wish() -> None:
    talk = a_talk()
    talk.say(EXPERT["q1"])

    asked = talk.say("I want to end the interview")
    closing = talk.say("yes please")

    assert asked.text.startswith("Would you like to end the interview now?")
    assert "can't come back" in asked.text
    assert (closing.kind, closing.end_reason) == ("closing", "candidate_ended")
    assert talk.state.status == "completed"
    assert asked_for(talk) == ["end"]


def test_a_second_wish_to_end_ends() -> None:
    talk = a_talk()
    talk.say(EXPERT["q1"])

    talk.say("stop")
    talk.say("I said stop, please stop now")

    assert talk.state.is_over


def test_without_an_answer_the_way_back_is_told_where_there_is_one() -> None:
    back, last = a_talk(), a_talk(facts=replace(FACTS, attempts_left=0))

    assert "start again with the same link" in back.say("goodbye").text
    assert "can't start again" in last.say("goodbye").text


@pytest.mark.parametrize("word", ["no", "no, let's go on", "continue", "not yet"])
def test_a_no_goes_on_with_the_open_question(word: str) -> None:
    talk = a_talk()
    talk.say("stop")

    last = talk.say(word)

    assert last.kind == "repeat"
    assert not talk.state.is_end_confirmation_open
    assert talk.state.status == "in_progress"


def test_an_answer_instead_of_yes_or_no_is_an_answer() -> None:
    talk = a_talk()
    talk.say("stop")

    talk.say(EXPERT["q1"])

    assert talk.state.answered_question_ids == {"q1"}
    assert not talk.state.is_end_confirmation_open


def test_a_pause_stops_the_clock_until_a_word_and_counts_as_no_answer() -> None:
    talk = a_talk()

    paused = talk.say("can we pause")
    stood = talk.state
    last = talk.say("okay, let's go on", after_s=60)

    assert stood.is_paused
    assert "go on" in paused.text
    assert last.kind == "repeat"
    assert not talk.state.is_paused
    assert talk.state.time_used(talk.now).total_seconds() == 20
    assert not talk.state.asked_questions[0].is_skipped, "to go on is not to leave the question"
    assert talk.state.answered_question_ids == frozenset()


def test_a_pause_beyond_the_last_is_answered_honestly() -> None:
    talk = a_talk()
    for _ in range(MAX_PAUSES):
        talk.say("pause please")
        talk.say("go on")

    talk.say("pause please")

    assert f"allows {MAX_PAUSES} pauses" in replies(talk)[-1]
    assert not talk.state.is_paused


def test_a_question_in_a_pause_is_answered_and_the_pause_goes_on() -> None:
    talk = a_talk()
    talk.say("can we take a break")

    last = talk.say("how long will it take?")

    assert talk.state.is_paused
    assert "more minutes" in last.text


def test_a_request_behind_an_answer_is_obeyed_and_the_answer_kept() -> None:
    talk = a_talk()
    answer = EXPERT["q1"]

    last = talk.say(f"{answer} Actually, can I speak with a human?")

    said = talk.state.turns[2]
    assert (said.kind, said.intent) == ("answer", "answer")
    assert said.text[: said.answer_end].strip() == answer
    assert talk.state.answered_question_ids == {"q1"}
    assert asked_for(talk) == ["person"]
    assert (last.kind, last.question_id) == ("question", "q2"), "the answer got its reply as well"


def test_after_a_pause_an_answer_that_waited_gets_its_reply() -> None:
    talk = a_talk()
    talk.say(f"{EXPERT['q1']} Can we take a break?")

    last = talk.say("go on")

    assert (last.kind, last.question_id) == ("question", "q2")


def test_a_request_is_no_part_of_what_is_assessed() -> None:
    talk = a_talk()
    talk.say("Are you a robot?")
    talk.say(f"{EXPERT['q1']} What happens with my data?")

    turns = build_transcript([talk.state]).turns

    asides = [turn.text for turn in turns if turn.is_aside]
    assert len(asides) == 3, "the first question and both replies"
    (answer,) = [turn for turn in turns if turn.role == "candidate" and not turn.is_aside]
    assert "data" not in answer.text[: answer.answer_end]


def test_while_a_person_of_staff_speaks_requests_are_theirs() -> None:
    talk = a_talk()
    talk.staff("take_over")
    before = len(talk.state.turns)

    talk.say("Are you a robot?")
    talk.say("stop")

    assert asked_for(talk) == ["is_machine", "end"]
    assert [turn.role for turn in talk.state.turns[before:]] == ["candidate", "candidate"]
    assert not talk.state.is_end_confirmation_open


def test_asking_to_hear_it_again_and_to_leave_it_out_are_read_as_before() -> None:
    talk = a_talk()

    assert talk.say("Can you repeat the question?").kind == "repeat"
    assert talk.say("skip").question_id == "q2"
    assert asked_for(talk) == []


async def test_a_wish_for_a_person_leaves_the_log_with_the_append() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("can I talk to a person")
        await call.until("TRANSCRIPT", kind="repeat")

    (asked,) = [one.payload for one in room.store.published]
    assert isinstance(asked, PersonRequested)
    assert asked.session_id == str(room.opened.session_id)


@pytest.mark.parametrize(
    "profile", [PRACTICE_PROFILE, INTAKE_PROFILE], ids=lambda profile: profile.name
)
async def test_where_no_person_stands_by_none_is_promised(profile: object) -> None:
    async with a_room(**consented(), profile=profile) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("can I talk to a person")
        said = await call.until("TRANSCRIPT", kind="remark", role="agent")

    assert "no person here who can take over" in said["text"]
    assert room.store.published == []


async def test_before_consent_questions_are_answered_and_nothing_of_them_is_kept() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")
        await call.say("is this recorded?")
        notice = await call.until("NOTIFICATION")
        log, state = await room.log(), await room.state()

    assert "deleted after 90 days" in notice["text"]
    assert notice["text"].endswith("Please answer yes or no.")
    assert state.status == "consent_pending"
    assert state.turns == ()
    assert [e.request for e in log if isinstance(e, events.CandidateRequested)] == ["data"]


async def test_before_consent_questions_are_answered_so_often_and_no_more() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")
        for _ in range(MAX_REQUESTS_BEFORE_CONSENT):
            await call.say("are you a robot?")
            await call.until("NOTIFICATION")
        await call.say("are you a robot?")
        refused = await call.until("ERROR")

    assert refused["code"] == "consent_required"
