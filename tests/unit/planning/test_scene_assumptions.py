"""A scene that takes something for granted is not asked where the posting denies it."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import pytest

from vivavoce.planning.domain.hiring.nearest_sets import list_trade_questions
from vivavoce.planning.domain.question_fit import list_plain_forms
from vivavoce.planning.domain.question_sets import list_set_ids, load_question_set
from vivavoce.planning.domain.scene_assumptions import contradicts_nothing, count_unsaid
from vivavoce.planning.domain.scene_hours import is_within_hours

DEPARTMENT = "A department head wants a list by noon."
BRANCH = "Head office calls and wants the codes."
WEEKEND = "Saturday, eleven o'clock, and you are in charge."
NIGHT = "The van dies at night on a shoulder."
EVENING = "Friday evening, the kitchen is behind."
NEW_HOUSE = "You are roughing in a bathroom."


@pytest.mark.parametrize(
    ("scene", "posting", "is_asked"),
    [
        (DEPARTMENT, "Bookkeeper\nA tree company with 18 employees.", False),
        (DEPARTMENT, "Bookkeeper\nThere are four of us.", False),
        (DEPARTMENT, "Bookkeeper\nA manufacturer with 400 employees, 12 staff in accounts.", True),
        (DEPARTMENT, "Bookkeeper\nYou keep the books.", True),
        ("The emergency department is full.", "Nurse\nThere are nine of us.", True),
        (BRANCH, "Sales assistant\nOur family-run haberdashery.", False),
        (BRANCH, "Sales assistant\nOne of 90 stores.", True),
        (BRANCH, "Sales assistant\nA family business with eleven branches.", True),
        (DEPARTMENT, "Adviser\nYou advise small business owners.", True),
        (WEEKEND, "Sales assistant\nMonday to Friday, 9 to 5.", False),
        (WEEKEND, "Mechanic\nWe are closed on weekends.", False),
        (WEEKEND, "Sales assistant\nFive days out of seven.", True),
        (WEEKEND, "Sales assistant\nMonday to Friday, and one Saturday in four.", True),
        (WEEKEND, "Cook\nEvery other weekend off.", True),
        (WEEKEND, "Clerk\nPaid overtime, weekends off.", False),
        (NIGHT, "Driver\nDays only.", False),
        (NIGHT, "Nurse\nDay shifts only, no nights.", False),
        (EVENING, "Cleaner\nYou clean the rooms after office hours.", True),
        (EVENING, "Clerk\nOrdinary office hours.", False),
        ("It rains, people keep walking in.", "Cleaner\nYou clean after they close.", False),
        ("Two in the morning. A pressure has crept up.", "Operator\nDays only.", False),
        (NIGHT, "Driver\nEarly, late and night shifts.", True),
        (EVENING, "Waiter\nBreakfast and lunch.", False),
        (EVENING, "Waiter\nOpen from 7:30 to 16:00.", False),
        (EVENING, "Waiter\nOpen from 17:30 to 23:00.", True),
        (NEW_HOUSE, "Plumber\nResidential service calls.", False),
        (NEW_HOUSE, "Plumber\nNew construction and remodels.", True),
        ("It rains, people keep walking in.", "Cleaner\nYou clean offices before they open.", False),
    ],
)  # fmt: skip
def test_a_posting_rules_out_what_it_contradicts(
    scene: str, posting: str, *, is_asked: bool
) -> None:
    assert contradicts_nothing(scene, posting) is is_asked


@pytest.mark.parametrize(
    ("posting", "unsaid"),
    [
        ("Sales assistant\nAdvise customers.", 1),
        ("Sales assistant\nOne of our stores in the region.", 0),
    ],
)
def test_what_a_posting_leaves_open_is_counted(posting: str, unsaid: int) -> None:
    assert count_unsaid(BRANCH, posting) == unsaid


@pytest.mark.parametrize(
    ("hours", "is_asked"),
    [
        ("07:00-15:45", False),
        ("9.30 to 5.30", True),
        ("Monday to Friday 7-3", False),
        ("Monday to Friday 8-5", True),
        ("22:00-6:00", True),
        ("9.50 to 12.50 an hour", True),
    ],
)
def test_an_hour_without_half_of_the_day_must_be_of_the_shift(
    hours: str, *, is_asked: bool
) -> None:
    assert is_within_hours("The gate closes at five, and they wait.", f"Clerk\n{hours}") is is_asked


def test_late_in_the_evening_is_no_hour_of_a_day_job() -> None:
    scene = "Late in the evening you see strange logins."

    assert not is_within_hours(scene, "Technician\nHours are 8.00 to 16.00.")
    assert is_within_hours(scene, "Technician\nHours are 14.00 to 22.00.")


def test_every_sign_is_of_some_question() -> None:
    file = resources.files("vivavoce.planning") / "domain" / "scene_assumptions.toml"
    signs = [
        sign for one in tomllib.loads(file.read_text("utf-8")).values() for sign in one["signs"]
    ]
    texts = [
        form.plain
        for name in list_set_ids()
        for question in load_question_set(name).questions
        for form in question.forms.values()
    ]

    unused = [sign for sign in signs if not any(re.search(sign, text) for text in texts)]

    assert not unused


def test_a_plumber_who_repairs_in_homes_is_not_asked_about_a_building_site() -> None:
    duties = """
- diagnose and repair plumbing problems in homes
- replace water heaters and fixtures to code
- give customers a price before you start
- keep the truck stocked
"""
    site = f"Plumber for new construction. You rough in bathrooms on our sites.\n{duties}"
    homes = f"Plumber for residential service calls.\n{duties}"

    asked = [
        any(
            "roughing in" in question.forms[name].plain
            for question in list_trade_questions(f"Plumber\n{text}")
            for name in list_plain_forms(question, f"Plumber\n{text}")
        )
        for text in (site, homes)
    ]

    assert asked == [True, False]
