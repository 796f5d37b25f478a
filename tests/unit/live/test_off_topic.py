"""An answer in a trade's own words is an answer; talk about something else is still noticed."""

from __future__ import annotations

import pytest
from tests.fakes.job_postings import POSTINGS, posting_plan
from tests.fakes.utterances import ANSWERS, OFF_TOPIC
from tests.samples import part_of
from tests.unit.live.talks import Talk

from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.live.domain.interviewer.answer_topic import is_off_topic
from vivavoce.live.domain.interviewer.past_event import describes_past_event

EVERY_ANSWER = [answer for answers in ANSWERS.values() for answer in answers]


def share_off_topic(answers: list[str]) -> float:
    """Return how often an answer is taken for another topic, over questions of twelve plans."""
    asked = [
        (plan, question) for plan in map(posting_plan, POSTINGS) for question in plan.questions
    ]
    readings = [
        is_off_topic(words, find_elements(words, question), question, plan, open_question="")
        for words in answers
        for plan, question in part_of(asked, 9)
    ]
    return sum(readings) / len(readings)


@pytest.mark.parametrize("half", [0, 1], ids=["seen", "put aside"])
def test_at_most_two_answers_in_a_hundred_are_called_off_topic(half: int) -> None:
    answers = EVERY_ANSWER[half::2]

    assert len(answers) >= 40
    assert len(ANSWERS) >= 10
    assert share_off_topic(answers) <= 0.02


@pytest.mark.parametrize("half", [0, 1], ids=["seen", "put aside"])
def test_most_talk_about_something_else_is_still_noticed(half: int) -> None:
    answers = list(OFF_TOPIC[half::2])

    assert len(answers) >= 20
    assert share_off_topic(answers) >= 0.7


def test_a_terse_account_is_followed_up_and_not_met_with_the_question_again() -> None:
    interview = Talk(posting_plan(list(POSTINGS)[5]))
    asked = interview.say(
        "The hoist battery quit with him hanging. Lowered him by the red lever, swapped it."
    )

    assert asked.reason != "OFF_TOPIC"


@pytest.mark.parametrize(
    ("words", "is_event"),
    [
        ("Swapped the gasket.", True),
        ("The gasket blew on Tuesday.", True),
        ("The gasket blew and the oil leaked.", True),
        ("Gaskets are pressed and glued.", False),
        ("A gasket can be replaced twice.", False),
        ("Who replaced the gasket on Tuesday, and who paid two men?", False),
        ("Gaskets need two bolts.", False),
        ("", False),
    ],
)
def test_an_event_is_a_past_act_with_a_speaker_a_time_a_number_or_another_act(
    words: str, *, is_event: bool
) -> None:
    assert describes_past_event(words) is is_event
