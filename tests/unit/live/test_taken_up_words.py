"""What a follow-up takes up of the candidate's own words, and what it leaves alone."""

from __future__ import annotations

import pytest
from tests.fakes.live_session import a_plan
from tests.unit.live.talks import Talk

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain.interviewer.quotable_acts import find_act
from vivavoce.live.domain.interviewer.taken_up_words import (
    OWN_PART_LEADS,
    find_thing,
    has_takeup,
    list_takeups,
)

STORY = PlanQuestion(id="s", text="Tell me about a repair.", competency="Delivery")


@pytest.mark.parametrize(
    ("answer", "act"),
    [
        ("I rang the surgery, and she came.", "you rang the surgery"),
        ("Then I asked my boss for two more people.", "you asked your boss for two more people"),
        ("I wrote it down and I showed her our plan.", "you showed her your plan"),
        ("I turned the pump off.", "you turned the pump off"),
        ("I went to Leeds.", "you went to Leeds"),
    ],
)
def test_an_own_act_is_said_back(answer: str, act: str) -> None:
    assert find_act(answer) == act


@pytest.mark.parametrize(
    "answer",
    [
        "I told them that it was late.",
        "I phoned clinic.",
        "I put my stamp.",
        "If I called the office, they came.",
        "What I fixed was the door.",
        "She said 'I called the office'.",
        "Should I have called the office?",
        "I didn't call the office.",
        "I gave to two waiters.",
        "I went down.",
        "I missed a payment.",
        "I wrote a very long and careful letter to each of the nine tenants.",
        "I make new plan every day.",
        "We rang the surgery.",
    ],
)
def test_an_act_is_left_alone_where_a_word_has_no_known_place(answer: str) -> None:
    assert find_act(answer) is None


def test_in_a_case_the_act_is_one_that_the_candidate_would_do() -> None:
    answer = "I called the office once. I'd ask the team."

    assert find_act(answer, is_case=True) == "you'd ask the team"
    assert find_act(answer) == "you called the office once"


def test_in_a_few_words_a_case_is_told_without_i() -> None:
    answer = "Leave the far shelf."

    assert find_act(answer, is_case=True, takes_bare=True) == "you'd leave the far shelf"
    assert find_act("Left the far shelf.", is_case=True, takes_bare=True) is None
    assert find_act(answer, is_case=True) is None


@pytest.mark.parametrize(
    ("answer", "thing"),
    [
        ("There was a pond, and the fish were dying.", "the pond"),
        ("The valve leaked. We changed the valve.", "the valve"),
        ("It was about my invoice.", "your invoice"),
        ("There was a bit of trouble.", None),
        ("There was a repair.", None),
        ("There was a war.", None),
        ("We had a meeting.", None),
        ("The customer came to the gate.", None),
    ],
)
def test_what_an_answer_is_about_is_taken_up(answer: str, thing: str | None) -> None:
    assert find_thing(answer, known_stems=frozenset(["repair"])) == thing


def test_an_act_is_taken_up_for_a_reason_or_a_result_and_a_thing_for_an_own_act() -> None:
    acts = list_takeups("I rang the surgery.", "reason", STORY)
    things = list_takeups("There was a pond.", "own_action", STORY)

    assert "You said you rang the surgery. What made you do that?" in acts
    assert "You mentioned the pond. What did you do about that?" in things
    assert list_takeups("I rang the surgery.", "own_action", STORY) == ()


def test_a_question_is_followed_up_with_the_candidates_own_words_once() -> None:
    interview = Talk(a_plan(questions=[STORY]), max_follow_ups=4)
    first = interview.say("On Friday, I rang the plumber.")
    second = interview.say("In the end I changed the washer.")

    assert first.text.partition(". ")[0].endswith("you rang the plumber")
    assert second.kind == "follow_up"
    assert not has_takeup(second.text)


def test_what_is_said_of_the_interview_itself_is_not_said_back() -> None:
    interview = Talk(a_plan(questions=[STORY]), max_follow_ups=4)
    asked = interview.say("On Friday, I read the rubric. I opened the rubric with my boss at noon.")

    assert asked.kind == "follow_up"
    assert "rubric" not in asked.text


def test_an_own_part_that_was_told_as_we_is_asked_for_in_particular() -> None:
    interview = Talk(a_plan(questions=[STORY]), max_follow_ups=2)
    asked = interview.say("On Friday we looked at the boiler, and then we swept the chimney.")

    assert asked.reason == "OWNERSHIP"
    assert asked.text.startswith(OWN_PART_LEADS)
