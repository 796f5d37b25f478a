"""A plan keeps to what the posting says: its rank, its scope, its own tools and the heart of its work."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.hiring.central_tasks import weigh_central_tasks
from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.hiring.nearest_sets import may_be_asked_without_task
from vivavoce.planning.domain.question_fit import is_about_task, list_plain_forms
from vivavoce.planning.domain.question_sets import SetQuestion, find_bank_question
from vivavoce.planning.domain.requirements import parse_requirements

AIDE = """Classroom aide
You repeat instructions in small groups with worksheets prepared by the teacher.
You help students with reading in the classroom.
"""
TEACHER = """Teacher
You teach reading to students in your own classroom and write the lessons.
"""
WAREHOUSE = """Your tasks
- Build dbt models on the sales database
- Write Python jobs that load partner files
- Check the nightly figures with finance
- Tune slow SQL queries for analysts
- Document sources for the reporting team
"""


def get_question(question_id: str) -> SetQuestion:
    found = find_bank_question(question_id)
    assert found is not None
    return found


def test_who_works_beside_a_teacher_plans_no_lessons() -> None:
    planning = get_question("teaching_and_training.check_learning")

    assert list_plain_forms(planning, AIDE) == ()
    assert list_plain_forms(planning, TEACHER) == ("a", "b")


@pytest.mark.parametrize(
    ("question", "group", "belongs"),
    [
        ("data_engineering.hands_in_pockets", "S1.3", True),
        ("data_engineering.hands_in_pockets", "S2.4", False),
        ("dental_work.twenty_to_nine", "S3.2", True),
        ("dental_work.twenty_to_nine", "S6.10", False),
        ("teaching_support.about_to_blow", "S3.1", True),
        ("teaching_support.about_to_blow", "S4.8", False),
    ],
)
def test_a_question_of_a_trade_stands_under_its_own_competency(
    question: str, group: str, *, belongs: bool
) -> None:
    assert may_be_asked_without_task(get_question(question), group) is belongs


@pytest.mark.parametrize(
    ("position", "is_asked"), [("Data engineer", False), ("Backend developer", True)]
)
def test_services_are_asked_about_where_somebody_builds_them(
    position: str, *, is_asked: bool
) -> None:
    brief = PlanBrief(
        position=position, level="MID", job_description=WAREHOUSE, skills=("Python", "AWS")
    )

    sets = {q.id.partition(".")[0] for q in planned(brief).questions}

    assert bool(sets & {"python", "aws"}) is is_asked


def test_people_alone_do_not_lead_into_a_scene() -> None:
    form = get_question("library_archive.real_question").forms["a"]

    assert not is_about_task(form, "assisting users in the reading room")


def test_what_the_title_names_and_many_lines_repeat_is_central() -> None:
    text = (
        "Tasks\n- Answer the phone in the office\n- Repair clocks and watches\n"
        "- Order spare parts for the shop\n- Write invoices for customers\n"
    )
    brief = PlanBrief(position="Clock repairer", level="MID", job_description=text)
    tasks = read_job(brief, parse_requirements(text)).tasks

    plain = weigh_central_tasks(tasks, "Zorbler")
    central = weigh_central_tasks(tasks, "Clock repairer")

    risen = [new.text for old, new in zip(plain, central, strict=True) if new.weight > old.weight]
    assert risen == ["Repair clocks and watches"]
