"""What a probe points to ("that stop", "the driver who offers more") is named in the question as spoken.

Each form of a question has words of its own, so a probe can suit one form alone: an interview asks it only
where its thing was named, by the question or by the answer. Of each element one wording must suit each form.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from vivavoce.contracts.plan import QUESTION_FORMS
from vivavoce.live.domain.interviewer.given_details import lacks_referent, presumes_too_much
from vivavoce.planning.domain.question_sets import SetQuestion, list_set_ids, load_question_set


def list_cryptic(question: SetQuestion) -> list[str]:
    """Return the elements of a question whose wordings all point to nothing that one of its forms names."""
    return [
        f"{question.id}, form {form}, {element}: {wordings}"
        for form in QUESTION_FORMS
        for element, wordings in question.probes.items()
        if all(lacks_referent(each, question.forms[form].plain.lower()) for each in wordings)
    ]


def test_each_element_has_a_probe_whose_things_the_question_names() -> None:
    questions = [one for set_id in list_set_ids() for one in load_question_set(set_id).questions]

    assert [cryptic for one in questions for cryptic in list_cryptic(one)] == []


def test_a_probe_that_points_to_nothing_is_found() -> None:
    till = next(one for one in load_question_set("shop").questions if one.id == "shop.till_dispute")
    broken = replace(till, probes={**till.probes, "reason": ("Why that pallet first?",)})

    found = list_cryptic(broken)

    assert [each.split(":")[0] for each in found] == [
        "shop.till_dispute, form a, reason",
        "shop.till_dispute, form b, reason",
    ]


@pytest.mark.parametrize(
    ("probe", "heard", "is_cryptic"),
    [
        ("Why that stop first?", "your driver has ninety minutes left", True),
        ("Why that stop first?", "there are three stops, and time for two", False),
        ("What do you tell the driver who offers more?", "your driver lost three hours", True),
        ("What do you tell the driver who offers more?", "he offers to make it work", False),
        ("Where does that number come from?", "forty people, 4,000 pieces", False),
        ("Why would you take that step?", "what do you do first?", False),
    ],
)
def test_what_is_pointed_to_must_have_been_said(probe: str, heard: str, is_cryptic: bool) -> None:
    assert lacks_referent(probe, heard) is is_cryptic


def test_the_answer_can_name_it() -> None:
    asked = "You have time for two of three customers. What do you do?"

    assert presumes_too_much("Why that stop first?", asked, ["I'd start with the big one."])
    assert not presumes_too_much("Why that stop first?", asked, ["The stop in Venlo comes first."])
