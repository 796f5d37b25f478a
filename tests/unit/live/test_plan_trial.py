"""A trial of a plan: the interviewer's own rules, computed from the answers alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.live_session import a_plan
from tests.simulated_clock import START

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import PROFILES
from vivavoce.live.domain.plan_trial import conduct_trial

PLAN = a_plan()
VAGUE = "Oh, there was a lot going on back then."


def trial(*answers: str | None) -> PlanTrial:
    return conduct_trial(
        PLAN,
        PROFILES["hiring"],
        answers,
        position="Warehouse shift lead",
        company_name="Larkfield",
        at=START,
    )


def test_it_begins_with_the_greeting_and_the_first_question_of_the_plan() -> None:
    begun = trial()

    assert [turn.kind for turn in begun.turns] == ["greeting", "question"]
    assert begun.turns[1].text == PLAN.questions[0].text
    assert (begun.is_over, begun.asked, begun.used_s) == (False, 1, 0)


def test_a_vague_answer_gets_a_follow_up_with_its_reason_and_no_score() -> None:
    answered = trial(VAGUE)

    said, follow_up = answered.turns[2:4]
    assert (said.role, said.text) == ("candidate", VAGUE)
    assert (follow_up.role, follow_up.kind) == ("interviewer", "follow_up")
    assert follow_up.reason is not None
    assert answered.used_s > 0
    assert not {"score", "level"} & set(follow_up.__slots__)


def test_skipping_leads_to_the_next_question_and_to_the_end() -> None:
    skipped = trial(*[None] * len(PLAN.questions))

    asked = [turn.text for turn in skipped.turns if turn.kind == "question"]
    assert len(asked) == len(PLAN.questions)
    assert skipped.is_over
    assert skipped.turns[-1].kind == "closing"


def test_a_whole_trial_ends_and_later_answers_are_ignored() -> None:
    dana, answers = StrongCandidate(), list[str]()
    while not (now := trial(*answers)).is_over and len(answers) < 60:
        last = now.turns[-1]
        answers.append(dana.answer(last.text, is_follow_up=last.kind != "question"))

    assert now.is_over
    assert trial(*answers, "One more thing.").turns == now.turns


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([VAGUE, None, "yes", "Can you repeat that?"]), max_size=8))
def test_the_same_answers_give_the_same_trial_and_more_answers_only_add_to_it(
    answers: list[str | None],
) -> None:
    whole = trial(*answers)

    assert whole == trial(*answers)
    for many in range(len(answers)):
        part = trial(*answers[:many]).turns
        assert whole.turns[: len(part)] == part


@pytest.mark.parametrize("answer", ["End the interview now please", "yes"])
def test_ending_is_asked_back_as_in_an_interview(answer: str) -> None:
    assert trial(answer).turns[2].text == answer
