"""Lists of work are read behind whatever words announce them, and their members are tasks of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.hiring.job_tasks import read_tasks
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.occupations import match_occupation


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        (
            "Mostly it's: stripping hulls, bagging the old paint, and hosing down the slip.",
            ["stripping hulls", "bagging the old paint", "hosing down the slip."],
        ),
        (
            "What that comes to is keeping the books, chasing late payers and filing the returns.",
            ["keeping the books", "chasing late payers", "filing the returns."],
        ),
        (
            "You will be cutting glass to size, measuring openings, and loading the van.",
            ["cutting glass to size", "measuring openings", "loading the van."],
        ),
        (
            "You would mend nets on the quay, and then on stormy days you would paint the shed.",
            ["mend nets on the quay", "paint the shed."],
        ),
    ],
)
def test_each_member_of_a_list_is_a_task(text: str, tasks: list[str]) -> None:
    assert [one.fact.text for one in analyze_job(text, title="Boat hand").tasks] == tasks


def test_what_the_employer_does_is_no_list_of_tasks() -> None:
    text = "We are known for baking, brewing and roasting on one site."

    assert not analyze_job(text, title="Clerk").tasks


def test_rotas_and_acts_without_a_thing_are_not_asked_about() -> None:
    text = "Your tasks\n- Fix small stuff\n- Swap with the other lead every fortnight\n- Oil the presses\n"
    tasks = read_tasks(analyze_job(text, title="Press hand"), ())

    assert [one.gerund for one in tasks if one.is_sayable] == ["oiling the presses"]


@pytest.mark.parametrize(
    ("title", "occupation"),
    [
        ("Sales order processor", None),
        ("Traffic Regulation Orders Officer", None),
        ("Orderlies", "Patient transporter"),
        ("Roofing operative", "Roofer"),
        ("Class 1 driver, low loader", "Truck driver"),
        ("Warehouse loader", "Material handler"),
    ],
)
def test_one_word_with_another_meaning_names_no_occupation(
    title: str, occupation: str | None
) -> None:
    found = match_occupation(title)

    assert (found.occupation.name if found else None) == occupation


def test_a_heading_that_only_weak_words_stand_for_is_the_task_itself() -> None:
    text = """Work:
- Move report engine from QuickReport to anything supported. 74 report layouts.
- Keep instrument links alive: 2 ICPs, 1 NIR, 3 pH robots.
- Write tests where none exist (none exist).
- Sit with bench staff two hours a week.

Trouble: in October a rounding change in the lime calculation went out on a Tuesday. Numbers looked fine on
screen and wrong on 2,312 mailed reports. Found by a farmer with a calculator, nine days later.
"""
    brief = replace(BRIEF, position="Delphi developer, lab system", job_description=text, skills=())

    names = {one.name for one in planned(replace(brief, level="SENIOR")).rubric.competencies}

    assert "Driving vehicles" not in names
    assert "Moving report engine" in names


def test_no_two_probes_begin_with_the_same_words() -> None:
    brief = replace(BRIEF, position="Baker", job_description="You will bake rolls.", skills=())
    for question in planned(brief).questions:
        starts = [" ".join(probe.lower().split()[:6]) for probe in question.probes]
        assert len(starts) == len(set(starts))
