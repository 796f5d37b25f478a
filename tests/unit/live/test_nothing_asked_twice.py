"""What an answer holds in plain words is not asked for again: a ground, a denial, an act that was none."""

from __future__ import annotations

import pytest
from tests.unit.live.test_replies_about_the_case import CASE, STORY, act_of

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.live.domain.interviewer.answer_elements import find_elements

FRICTION = "Which disagreement with a coworker has stayed with you, and how did you deal with it?"


def elements_of(said: str, kind: QuestionKind) -> set[str]:
    question = PlanQuestion(id="q1", text=CASE, competency="Care", kind=kind)
    return {match.element for match in find_elements(said, question)}


@pytest.mark.parametrize(
    "said",
    [
        "I don't sign a figure I can't stand behind.",
        "No, I don't sign for what I have not seen.",
        "I don't touch it on somebody's word.",
        "Door shut, call the boss. It could be acid.",
        "I never open it without the owner.",
    ],
)
def test_a_refusal_that_names_its_ground_is_not_asked_why(said: str) -> None:
    assert "reason" in elements_of(said, "situational")


def test_a_refusal_without_a_ground_is_asked_why() -> None:
    assert "reason" not in elements_of(
        "I don't give it out. Not to husbands either.", "situational"
    )


@pytest.mark.parametrize(
    "said",
    [
        "Honestly I'd panic a bit.",
        "A tenant said I broke her vase.",
        "I was alone in there, so what can you say.",
    ],
)
def test_a_feeling_a_state_or_an_accusation_is_no_own_act(said: str) -> None:
    assert "own_action" not in elements_of(said, "behavioral")


@pytest.mark.parametrize(
    "said",
    [
        "I don't really have friction with people.",
        "We don't have disagreements.",
        "We never disagree.",
        "There are no such conflicts with us.",
    ],
)
def test_who_has_no_such_case_is_helped_to_the_nearest_one(said: str) -> None:
    assert act_of(said, FRICTION, "behavioral") == "never_had"


def test_something_that_was_lacking_in_a_story_is_no_denial_of_the_question() -> None:
    assert act_of("We didn't have a shredder there.", FRICTION, "behavioral") == "answer"


def test_who_only_helped_has_partial_experience() -> None:
    said = "I have only helped with such things, my master did the measuring."

    assert act_of(said, STORY, "behavioral") == "partial_experience"


def test_a_case_told_without_its_secret_is_an_answer() -> None:
    said = (
        "I can't say who it was, we signed a confidentiality agreement. But it was two suppliers, and in the "
        "end I split the order sixty forty."
    )

    assert act_of(said, STORY, "behavioral") == "answer"
    assert act_of(said.partition(" But")[0], STORY, "behavioral") == "refuses_confidential"


def test_a_result_that_was_found_or_given_back_was_told() -> None:
    said = "I checked all the periods by hand that evening and found one more."

    assert "result" in elements_of(said, "behavioral")
