"""What a posting says is going badly now: found in its sentences, and cited in one question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.bank_wording import is_bank_wording
from vivavoce.planning.domain.job_analysis.stated_problems import find_stated_problem

POSTING = """Your tasks
- Bake rolls and loaves for six shops
- Order flour and yeast
- Clean the ovens every night
- Teach apprentices to shape loaves
We are a bakery of nine people. We throw away 11% of our rolls at present and want to get to 5%.
"""
PROBLEM = "We throw away 11% of our rolls at present and want to get to 5%"


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        (PROBLEM + ".", PROBLEM),
        (
            "Half the crew left in spring because nobody planned the nights.",
            "Half the crew left in spring because nobody planned the nights",
        ),
        (
            "Cut the heating bill; our gas costs doubled last winter and we want to know why.",
            "Our gas costs doubled last winter and we want to know why",
        ),
        (
            "Returns stand at 14% today and the goal is 9%, so you will visit the three worst shops.",
            "Returns stand at 14% today and the goal is 9%",
        ),
        (
            "Two of our grants end in March and one in four visitors does not come back.",
            "Two of our grants end in March and one in four visitors does not come back",
        ),
    ],
)
def test_a_problem_is_cited_word_by_word_as_a_whole_sentence(statement: str, cited: str) -> None:
    found = find_stated_problem(statement)

    assert found is not None
    assert found.text == cited


@pytest.mark.parametrize(
    "statement",
    [
        "We have baked in this street since 1921 and still know most customers by name.",
        "We closed our Series B in March and have doubled sales since.",
        "You have worked three years in a kitchen that was short of people.",
        "When a delivery arrives late or damaged, call the shop.",
        "Report missing items to the shift lead every day.",
        "We are looking for a driver for two days a week, one of them a late one.",
        "They have lost 40 customers since May.",
        "Tell us about an event that went wrong last year!",
        "You will work one late shift in four and never on Sundays.",
        "Nobody minds.",
        "We replaced 900 failed pumps last year without one outage.",
        "We meet twice a week and shape each loaf by hand every day.",
        "Nobody here has to work more than five days a week.",
        "We mend some 300 broken and damaged clocks a year for museums.",
        "Last year our turnover was four million for the first time.",
        "Lost property and waste are collected by the caretaker each week.",
        "The last van leaves before six in the morning every day.",
    ],
)
def test_pride_cases_demands_and_calls_are_no_problem(statement: str) -> None:
    assert find_stated_problem(statement) is None


@pytest.mark.parametrize("level", ["JUNIOR", "MID", "SENIOR"])
def test_a_plan_cites_what_goes_badly_in_one_question(level: str) -> None:
    brief = replace(BRIEF, position="Baker", job_description=POSTING, level=level, skills=())

    citing = [one for one in planned(brief).questions if PROBLEM in one.text]

    assert len(citing) == 1
    assert f'"{PROBLEM}."' in citing[0].text
    assert citing[0].competency == "Solving problems"
    assert citing[0].anchors
    assert citing[0].probes
    assert is_bank_wording(citing[0])


def test_no_question_is_about_such_problems_where_none_is_stated() -> None:
    text = POSTING.replace("We throw away 11% of our rolls at present and want to get to 5%.", "")
    brief = replace(BRIEF, position="Baker", job_description=text, skills=())

    questions = planned(brief).questions

    assert not [
        one for one in questions if one.origin and "stated_problem" in one.origin.bank_question
    ]


def test_the_words_of_a_problem_are_no_duty() -> None:
    text = POSTING + "- Wastage of dough currently stands at 9% against a target of 4\n"
    brief = replace(BRIEF, position="Baker", job_description=text, skills=())

    assert not [
        one.text for one in planned(brief).questions if "wastage of dough currently" in one.text
    ]
