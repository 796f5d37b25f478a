"""What a candidate asks is done, answered from this interview's facts, and logged; no question is used up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.simulated_session import a_room, consented
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


def asked_for(interview: Talk) -> list[str]:
    return [
        event.request for event in interview.log if isinstance(event, events.CandidateRequested)
    ]


def replies(interview: Talk) -> list[str]:
    """Return what the interviewer said beside its questions."""
    return [
        turn.text for turn in interview.state.turns if (turn.role, turn.kind) == ("agent", "remark")
    ]


QUESTIONS = {
    "Are you a robot?": ("is_machine", "computer program"),
    "What happens with my data?": ("data", "deleted after 90 days"),
    "Is this recorded?": ("data", "sound of your voice is not kept"),
    "How long will it take?": ("duration", "about 30 more minutes"),
    "How many questions are left?": ("duration", "up to 2 questions after this one"),
    "What does the job pay?": ("other", "ask Acme"),
    "Who decides?": ("who_decides", "A person at Acme reads the result and decides"),
    "What happens next?": ("next_steps", "I don't know when"),
    "Can I talk to a person?": ("person", "I'm letting Acme know"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_from_the_facts_and_the_open_question_is_put_again(
    question: str,
) -> None:
    kind, words = QUESTIONS[question]
    interview = a_talk()
    before = interview.state.current_question

    last = interview.say(question)

    assert asked_for(interview) == [kind]
    assert words in replies(interview)[-1]
    assert last.kind == "repeat"
    assert last.text.endswith(interview.plan.questions[0].text)
    assert interview.state.current_question == before, "nothing of the open question is used up"
    asked = interview.state.turns[2]
    assert (asked.kind, asked.intent, asked.answer_end) == ("remark", "makes_request", 0)


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    interview = a_talk(facts=None)

    interview.say("What happens with my data?")
    interview.say("Can I talk to a person?")

    data, person = replies(interview)
    assert "I don't know how long it is kept" in data
    assert "I don't know how you can reach a person" in person


def test_an_end_is_asked_about_once_and_a_yes_ends_as_the_candidates_own_wish() -> None:
    interview = a_talk()
    interview.say(EXPERT["q1"])

    asked = interview.say("I want to end the interview")
    closing = interview.say("yes please")

    assert asked.text.startswith("Would you like to end the interview now?")
    assert "can't come back" in asked.text
    assert (closing.kind, closing.end_reason) == ("closing", "candidate_ended")
    assert interview.state.status == "completed"
    assert asked_for(interview) == ["end"]


def test_a_second_wish_to_end_ends() -> None:
    interview = a_talk()
    interview.say(EXPERT["q1"])

    interview.say("stop")
    interview.say("I said stop, please stop now")

    assert interview.state.is_over


def test_without_an_answer_the_way_back_is_told_where_there_is_one() -> None:
    back, last = a_talk(), a_talk(facts=replace(FACTS, attempts_left=0))

    assert "start again with the same link" in back.say("goodbye").text
    assert "can't start again" in last.say("goodbye").text


def test_who_ends_without_an_answer_is_not_told_that_answers_will_be_read() -> None:
    interview = a_talk()
    script = interview.plan.closing_script
    interview.say("goodbye")

    closing = interview.say("yes")

    assert "nothing to read or assess" in closing.text
    assert script
    assert script not in closing.text


@pytest.mark.parametrize("word", ["no", "no, let's go on", "continue", "not yet"])
def test_a_no_goes_on_with_the_open_question(word: str) -> None:
    interview = a_talk()
    interview.say("stop")

    last = interview.say(word)

    assert last.kind == "repeat"
    assert not interview.state.is_end_confirmation_open
    assert interview.state.status == "in_progress"


def test_an_answer_instead_of_yes_or_no_is_an_answer() -> None:
    interview = a_talk()
    interview.say("stop")

    interview.say(EXPERT["q1"])

    assert interview.state.answered_question_ids == {"q1"}
    assert not interview.state.is_end_confirmation_open


def test_a_pause_stops_the_clock_until_a_word_and_counts_as_no_answer() -> None:
    interview = a_talk()

    paused = interview.say("can we pause")
    stood = interview.state
    last = interview.say("okay, let's go on", after_s=60)

    assert stood.is_paused
    assert "go on" in paused.text
    assert last.kind == "repeat"
    assert not interview.state.is_paused
    assert interview.state.time_used(interview.now).total_seconds() == 20
    assert not interview.state.asked_questions[0].is_skipped, (
        "to go on is not to leave the question"
    )
    assert interview.state.answered_question_ids == frozenset()


def test_a_pause_beyond_the_last_is_answered_honestly() -> None:
    interview = a_talk()
    for _ in range(MAX_PAUSES):
        interview.say("pause please")
        interview.say("go on")

    interview.say("pause please")

    assert "can't be stopped again" in replies(interview)[-1]
    assert not interview.state.is_paused


def test_a_question_in_a_pause_is_answered_and_the_pause_goes_on() -> None:
    interview = a_talk()
    interview.say("can we take a break")

    last = interview.say("how long will it take?")

    assert interview.state.is_paused
    assert "more minutes" in last.text


def test_a_request_behind_an_answer_is_obeyed_and_the_answer_kept() -> None:
    interview = a_talk()
    answer = EXPERT["q1"]

    last = interview.say(f"{answer} Actually, can I speak with a human?")

    remark = interview.state.turns[2]
    assert (remark.kind, remark.intent) == ("answer", "answer")
    assert remark.text[: remark.answer_end].strip() == answer
    assert interview.state.answered_question_ids == {"q1"}
    assert asked_for(interview) == ["person"]
    assert (last.kind, last.question_id) == ("question", "q2"), "the answer got its reply as well"


def test_after_a_pause_an_answer_that_waited_gets_its_reply() -> None:
    interview = a_talk()
    interview.say(f"{EXPERT['q1']} Can we take a break?")

    last = interview.say("go on")

    assert (last.kind, last.question_id) == ("question", "q2")


def test_a_request_is_no_part_of_what_is_assessed() -> None:
    interview = a_talk()
    interview.say("Are you a robot?")
    interview.say(f"{EXPERT['q1']} What happens with my data?")

    turns = build_transcript([interview.state]).turns

    asides = [turn.text for turn in turns if turn.is_aside]
    assert len(asides) == 3, "the first question and both replies"
    (answer,) = [turn for turn in turns if turn.role == "candidate" and not turn.is_aside]
    assert "data" not in answer.text[: answer.answer_end]


def test_while_a_person_of_staff_speaks_requests_are_theirs() -> None:
    interview = a_talk()
    interview.staff("take_over")
    before = len(interview.state.turns)

    interview.say("Are you a robot?")
    interview.say("stop")

    assert asked_for(interview) == ["is_machine", "end"]
    assert [turn.role for turn in interview.state.turns[before:]] == ["candidate", "candidate"]
    assert not interview.state.is_end_confirmation_open


def test_asking_to_hear_it_again_and_to_leave_it_out_are_read_as_before() -> None:
    interview = a_talk()

    assert interview.say("Can you repeat the question?").kind == "repeat"
    assert interview.say("skip").question_id == "q2"
    assert asked_for(interview) == []


async def test_a_wish_for_a_person_leaves_the_log_with_the_append() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("can I talk to a person")
        await call.until("TRANSCRIPT", kind="repeat")

    (asked,) = [event.payload for event in room.store.published]
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
        remark = await call.until("TRANSCRIPT", kind="remark", role="agent")

    assert "no person here can take over" in remark["text"]
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
