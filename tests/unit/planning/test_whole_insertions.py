"""A task that a question says is whole and right: no noun as a verb, no lost purpose, no bracket."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.job_analysis.task_facts import find_tasks
from vivavoce.planning.domain.job_analysis.task_phrases import phrase


def say(line: str) -> list[str | None]:
    return [phrase(one, "gerund") for one in find_tasks(line, 0)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Import, audit and process weekly hours",
            "importing, auditing and processing weekly hours",
        ),
        (
            "Guard the stock and further develop the range",
            "guarding the stock and developing the range",
        ),
        ("Picking and packing of the goods with care", "picking and packing the goods with care"),
        ("Writing down of hours and material", "writing down hours and material"),
        ("Care of order in the yard", "taking care of order in the yard"),
        ("Calls with the inspector", "having calls with the inspector"),
        ("Review accidents afterwards", "reviewing accidents"),
        (
            "Look after people who are scared, small children included",
            "looking after people who are scared",
        ),
        ("The accurate and timely processing of claims", "processing claims"),
        ("The closing in two countries and for the group", "doing the closing in two countries"),
        (
            "Visit farms, a landfill and gravel pits within 13 km with a colleague for the monthly survey",
            "visiting farms and a landfill for the monthly survey",
        ),
        (
            "Working on saw, planer and lathe (programs come from the office, you set up, clamp and control)",
            "working on saw, planer and lathe",
        ),
    ],
)
def test_a_task_is_said_whole(line: str, said: str | None) -> None:
    assert say(line)[:1] == [said]


@pytest.mark.parametrize(
    "line",
    [
        "You would sit in rehearsals and change them as the staging changes",
        "You must publish one number",
        "First look at faults: switch ports, access points, cabling",
        "7:30 on the roof: layout, rails, modules",
        "Do two jobs in one",
        "Fetching from the upstairs stock room",
        "Grade by size, re-bag",
    ],
)
def test_a_torn_task_is_not_said(line: str) -> None:
    assert set(say(line)) == {None}
