"""After a person of staff spoke, or a worker died, nothing is asked that was asked and answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.job_postings import POSTINGS, posting_plan
from tests.fakes.live_session import a_competency, a_plan
from tests.fakes.simulated_session import Crash, a_room, consented
from tests.unit.live.talks import Talk
from tests.unit.live.test_taking_over import _of, looking

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.coverage import list_remaining_questions
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import InboxMessage

ANSWER = "Last year I changed the plan because the customer waited, and in the end it took 3 days."


def put_again(interview: Talk, plan: InterviewPlan) -> list[str]:
    """Return the planned questions that were put more than once; one in vain may be put again."""
    asked = [t.text for t in interview.asked if t.reason not in ("NO_ANSWER", "OFF_TOPIC")]
    return [q.text for q in plan.questions if sum(q.text in text for text in asked) > 1]


def to_the_end(interview: Talk) -> None:
    for _ in range(80):
        if interview.state.is_over:
            return
        interview.say(ANSWER, after_s=8)


@pytest.mark.parametrize("name", POSTINGS)
def test_what_a_person_asked_from_the_plan_does_not_come_again_after_they_hand_back(
    name: str,
) -> None:
    plan = posting_plan(name)
    interview = Talk(plan)
    interview.say(ANSWER)
    interview.staff("take_over")
    to_come = list_remaining_questions(interview.state, plan)[:7]
    for question in to_come:
        interview.staff("say", f"Thanks, that helps. {question.text}")
        interview.say(ANSWER)
    interview.staff("hand_back")
    to_the_end(interview)

    assert put_again(interview, plan) == []
    assert {q.id for q in to_come} <= interview.state.answered_question_ids


@pytest.mark.parametrize("lead", ["{}", "Hello, Ada here. {}", "ok so: {}", "{} Take your time."])
def test_the_answer_belongs_to_the_planned_question_that_the_person_put(lead: str) -> None:
    interview = Talk()
    interview.staff("take_over")
    put = interview.staff("say", lead.format(interview.plan.questions[1].text))
    reply = interview.say(ANSWER)

    assert (put.kind, put.question_id, put.speaker) == ("question", "q2", "staff")
    assert reply.question_id == "q2"


def about(*texts: str) -> InterviewPlan:
    names = [f"C{place}" for place in range(len(texts))]
    plan = a_plan()
    return replace(
        plan,
        rubric=replace(
            plan.rubric,
            competencies=tuple(a_competency(name, words=f"level {name}") for name in names),
            questions=tuple(
                PlanQuestion(id=name, text=text, competency=name)
                for name, text in zip(names, texts, strict=True)
            ),
        ),
    )


PUMPS = about(
    "Tell me about a delivery that broke.",
    "Please walk me through how you isolate a pump before you repair it. What do you check?",
    "Tell me about a customer who was upset. What did you do?",
)


@pytest.mark.parametrize(
    "words",
    [
        "Please walk me through how you isolate a pump before you repair it.",
        "please walk me through how you isolate a pump before you repair it, OK?",
        "How do you isolate a pump and check it before you repair it? Walk me through that.",
    ],
)
def test_a_planned_question_is_known_in_nearly_its_own_words(words: str) -> None:
    interview = Talk(PUMPS)
    interview.staff("take_over")

    assert interview.staff("say", words).question_id == "C1"


@pytest.mark.parametrize(
    "words",
    [
        "What did you do with the pump?",
        "Which customer was that?",
        "Did you tell the customer what broke? What did you do then?",
        "I am Ada. Please go on.",
    ],
)
def test_a_question_of_the_persons_own_stays_with_the_open_one(words: str) -> None:
    interview = Talk(PUMPS)
    interview.staff("take_over")
    staff_turn = interview.staff("say", words)

    assert (staff_turn.kind, staff_turn.question_id) == ("follow_up", "C0")


def test_a_question_about_another_skill_is_another_question() -> None:
    words = "Please tell me about the last time you used {} in real work. What did you do?"
    first, other = (
        PlanQuestion(id=skill, text=words.format(skill), competency="Delivery", skill=skill)
        for skill in ("Welding", "Soldering")
    )
    interview = Talk(a_plan(questions=[a_plan().questions[0], first, other]))
    interview.staff("take_over")

    assert interview.staff("say", words.format("Riveting")).kind == "follow_up"
    assert interview.staff("say", words.format("soldering")).question_id == "Soldering"
    assert [question.question_id for question in interview.state.asked_questions] == [
        "q1",
        "Soldering",
    ]
    assert interview.state.policy_skipped == frozenset()


def test_two_planned_questions_in_one_breath_are_both_put() -> None:
    interview = Talk(PUMPS)
    interview.staff("take_over")
    interview.staff("say", f"{PUMPS.questions[1].text} And then: {PUMPS.questions[2].text}")
    interview.say(ANSWER)
    interview.staff("hand_back")
    to_the_end(interview)

    assert put_again(interview, PUMPS) == []


def test_what_a_person_asked_for_in_our_own_words_is_not_asked_for_again() -> None:
    interview = Talk()
    interview.staff("take_over")
    interview.staff("say", "Sorry, which part of that did you do yourself?")
    interview.say("We all did it together, as we always do.")
    asked = interview.staff("hand_back")

    assert interview.chosen[-1].reason != "OWNERSHIP"
    assert asked.text != "Which part of that did you do yourself?"


def test_the_same_log_gives_the_same_talk_after_a_person_put_a_planned_question() -> None:
    interview = Talk()
    interview.staff("take_over")
    interview.staff("say", interview.plan.questions[1].text)
    interview.say(ANSWER)
    interview.staff("hand_back")

    asked = [(turn.question_id, turn.kind) for turn in interview.asked]
    assert ("q2", "question") in asked
    assert sum(question == ("q2", "question") for question in asked) == 1


async def test_after_a_crash_in_a_take_over_nothing_is_asked_twice() -> None:
    async with a_room(**consented()) as room, Crash(room.tools("worker-2")) as other:
        call = await room.connect(host=other)
        await call.until_asked()
        for action, text in (("take_over", ""), ("say", room.plan.questions[1].text)):
            event = events.StaffIntervened(user_id="u1", action=action, text=text)  # type: ignore[arg-type]
            await room.store.send_message(
                room.address, InboxMessage(id=room.ids.new_id(), event=event)
            )
            other._signal_inbox(room.opened.session_id)
            await call.settle()
        await call.say(ANSWER)
        await call.settle()
        await Crash.kill(_of(other))
        await room.clock.sleep(1.0)
        await looking(room, room.host, "worker-1").run_once()
        again = await room.connect()
        await again.settle()
        handed = events.StaffIntervened(user_id="u1", action="hand_back", text="")
        await room.store.send_message(
            room.address, InboxMessage(id=room.ids.new_id(), event=handed)
        )
        room.host._signal_inbox(room.opened.session_id)
        await again.settle()
        for _ in range(12):
            if (await room.state()).is_over:
                break
            await again.say(ANSWER)
            await again.settle()
        state = fold(await room.store.load(room.address))

    assert state is not None
    put = [turn for turn in state.turns if turn.kind in ("question", "follow_up")]
    asked = [turn.text for turn in put if turn.reason not in ("NO_ANSWER", "OFF_TOPIC")]
    for question in room.plan.questions:
        assert sum(question.text in text for text in asked) == 1, question.id
    attached = [e for e in await room.log() if isinstance(e, events.WorkerAttached)]
    assert [event.reason for event in attached] == ["start", "takeover"]


def test_a_question_that_a_person_replaced_by_their_own_is_asked_after_they_hand_back() -> None:
    interview = Talk(PUMPS)
    interview.staff("take_over")
    interview.staff("say", "This is Ada. What would you need from us in your first week?")
    interview.say("A list of who works when, and a locker that I can close.")
    asked = interview.staff("hand_back")

    assert (asked.kind, asked.question_id, asked.reason) == ("follow_up", "C0", "OFF_TOPIC")
    assert asked.text.endswith(f": {PUMPS.questions[0].text}")


def test_a_question_that_was_answered_before_a_person_spoke_is_not_asked_again() -> None:
    interview = Talk(PUMPS)
    interview.say("We had a delivery that broke down.")
    interview.staff("take_over")
    interview.staff("say", "This is Ada. What would you need from us in your first week?")
    interview.say("A list of who works when, and a locker that I can close.")
    asked = interview.staff("hand_back")

    assert PUMPS.questions[0].text not in asked.text
    assert "first week" not in asked.text
