"""Which tasks of a posting are the heart of the job, and come before the others."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.duty_stakes import GRAVE, has_substance, is_umbrella, rate_stakes
from vivavoce.planning.domain.hiring.central_tasks import (
    is_central,
    leave_out_umbrellas,
    weigh_central_tasks,
)
from vivavoce.planning.domain.hiring.job_tasks import JobTask, read_tasks, shares_words
from vivavoce.planning.domain.job_analysis import analyze_job

RIGGER = """Stage rigger

What you do
- Hang lamps, cables and screens for concerts
- Inspect chain hoists and slings before each show
- Go up in a harness and free whoever is stuck
- Keep the van tidy
- Post time sheets every Friday
- Teach the trainee how to tie off
"""


def read(text: str, title: str, skills: tuple[str, ...] = ()) -> tuple[JobTask, ...]:
    groups = [(one, None) for one in skills]
    return weigh_central_tasks(tuple(read_tasks(analyze_job(text, title=title), groups)), title)


def plan_for(skills: tuple[str, ...] = ()) -> InterviewPlan:
    brief = PlanBrief(
        position="Stage rigger",
        job_description=RIGGER,
        level="MID",
        skills=skills,
        duration_minutes=20,
    )
    return planned(brief)


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Glazier (Lead and Stained Glass)", "Solder lead into frames"),
        ("Pearl Diver", "Dive from the boat at dawn"),
        ("Piano Mover", "Move uprights up narrow stairs"),
    ],
)
def test_what_the_title_names_is_central_also_in_a_note_and_by_who_does_it(
    title: str, line: str
) -> None:
    tasks = read(f"Tasks\n- {line}\n- Tidy the workshop", title)
    other = read(f"Tasks\n- {line}\n- Tidy the workshop", "Helper")

    assert tasks[0].weight > other[0].weight
    assert is_central(tasks[0]) or tasks[0].weight > tasks[1].weight


@pytest.mark.parametrize(
    "duty",
    [
        "respond to entrapments", "isolate high-voltage cabinets", "dive in the tank",
        "notice when a caller has chest pain", "monitor anaesthetics", "go up in a harness",
    ],
)  # fmt: skip
def test_people_at_risk_make_a_duty_grave(duty: str) -> None:
    assert rate_stakes(duty) >= GRAVE


@pytest.mark.parametrize("duty", ["dive into data", "deep dive on churn", "keep the van stocked"])
def test_words_of_danger_in_another_sense_do_not(duty: str) -> None:
    assert rate_stakes(duty) < GRAVE


@pytest.mark.parametrize(
    ("text", "skill", "is_named"),
    [
        ("keep in touch with families", "record keeping", False),
        ("handle noise complaints", "cash handling", False),
        ("count the cash", "cash handling", True),
        ("dress lead to valleys", "leadwork", True),
    ],
)
def test_a_word_of_any_skill_names_none(text: str, skill: str, *, is_named: bool) -> None:
    assert shares_words(text, skill) is is_named


def test_each_central_line_is_asked_about_before_a_side_task_is() -> None:
    questions = plan_for(("hanging lamps",)).rubric.questions
    lines = " ".join(one.origin.job_line or "" for one in questions if one.origin)

    for word in ("lamps", "hoists", "harness", "trainee"):
        assert word in lines
    assert "time sheets" not in lines


def test_a_task_that_shows_a_requested_skill_is_asked_about() -> None:
    lines = [one.origin.job_line or "" for one in plan_for(("coaching",)).questions if one.origin]

    assert any("trainee" in line for line in lines)


@pytest.mark.parametrize(
    ("duty", "is_concrete"),
    [
        ("Move the ledger (4 TB) to the new hall without an outage", True),
        ("Keep breakage below 2 %", True),
        ("Price small jobs up to £1,500", True),
        ("Survey 1,200 trees a year", True),
        ("Train the new starters", False),
        ("Drive the van two days a week", False),
    ],
)
def test_an_amount_or_a_limit_makes_a_duty_concrete(duty: str, is_concrete: bool) -> None:
    assert has_substance(duty) is is_concrete


KITCHEN = """Tasks
- Look after the kitchen and its staff of four
- Cook lunch for 300 children
- Check the deliveries
- Write the menu for three weeks
- Order vegetables from the market
- Clean the ovens
- Train the kitchen porter
"""


def test_a_line_about_the_whole_job_needs_no_question_beside_enough_others() -> None:
    tasks = read(KITCHEN, "School cook")

    left = leave_out_umbrellas(tasks)

    assert [one.text for one in tasks if is_umbrella(one.text)] == [tasks[0].text]
    assert left == tasks[1:]
    assert leave_out_umbrellas(tasks[:4]) == tasks[:4]


def test_a_concrete_task_is_asked_about_before_a_tool_of_its_line() -> None:
    text = (
        "Tasks\n- Move our PostgreSQL database (9 TB) without an outage\n- Fix bugs\n- Review code"
    )
    brief = PlanBrief(
        position="Database administrator", job_description=text, skills=("PostgreSQL",)
    )

    plan = planned(brief)

    assert any("moving the PostgreSQL database" in one.text for one in plan.questions)
    assert not any(one.expected_points and one.origin is None for one in plan.questions)
