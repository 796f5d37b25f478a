"""A task is said before a case of the trade only if the case is about that act and that object."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.competency_shares import is_trifling
from vivavoce.planning.domain.question_fit import leads_into
from vivavoce.planning.domain.scenes import denies_people, has_own_people
from vivavoce.planning.domain.work_kinds import find_work_kinds

_ORGAN = (
    "You repair an organ, and one pipe will not speak. How do you find out what is wrong with it?"
)


@pytest.mark.parametrize(
    ("task", "scene"),
    [
        ("repairing organs in village churches", _ORGAN),
        ("mending organs", _ORGAN),
        ("handling complaints", "A caller shouts that he wants his money back. What do you say?"),
    ],
)
def test_task_leads_into_a_case_of_its_own_act_and_object(task: str, scene: str) -> None:
    assert leads_into(task, scene)


@pytest.mark.parametrize(
    ("task", "scene"),
    [
        ("moving organs to storage", _ORGAN),  # the object, with another act
        ("repairing bell ropes", _ORGAN),  # the act, with another object
        ("tuning pianos and repairing organs", _ORGAN),  # not what was said first
        (
            "leading a team of swimming teachers",
            "Which swimmer nearly gave up in one of your lessons?",
        ),
        ("supporting residents", "A resident asks you to keep a secret. What do you say?"),
        ("shearing sheep", "Which sheep did you notice was not right before anybody else saw it?"),
    ],
)
def test_no_task_leads_into_a_case_of_another_act_or_object(task: str, scene: str) -> None:
    assert not leads_into(task, scene)


def test_a_list_is_of_the_kind_of_its_first_thing() -> None:
    assert "arrange" in find_work_kinds("writing rotas for the night team")
    assert "arrange" not in find_work_kinds("holding reviews, return-to-work talks and rotas")


def test_a_posting_without_people_to_lead_has_no_people_of_ones_own() -> None:
    text = "Gallery coordinator\nGuide a team of installers from outside. No line management."
    assert denies_people(text)
    assert not has_own_people(text)
    assert has_own_people("Gallery coordinator\nLead a team of installers.")


@pytest.mark.parametrize("task", ["answering the front door", "having a basic DBS check"])
def test_a_chore_or_a_condition_of_hire_is_a_trifle(task: str) -> None:
    assert is_trifling(task)


@pytest.mark.parametrize(
    "task", ["answering calls at the door of a club", "carrying out stock checks"]
)
def test_other_work_with_the_same_words_is_no_trifle(task: str) -> None:
    assert not is_trifling(task)
