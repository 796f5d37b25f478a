"""A question names a task only where the sentence reads well and its complication belongs to that work."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.question_fit import list_task_forms
from vivavoce.planning.domain.question_sets import SetQuestion, find_bank_question
from vivavoce.planning.domain.requirements import parse_requirements

CLEANER = """Hospital cleaner

Tasks
- Clean patient rooms and corridors
- Collect waste and take it to the yard
- Refill soap, towels and gloves
- Tell the ward if a patient needs help
- Sign the checklist for each room
"""


def get_question(question_id: str) -> SetQuestion:
    found = find_bank_question(question_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "infinitive", "forms"),
    [
        ("working_efficiently.costly_mistake", "load the trailers", ("a", "b")),
        ("working_efficiently.costly_mistake", "take the call when nobody else can", ()),
        ("working_efficiently.steps", "load the trailers", ("a", "b")),
        ("working_efficiently.steps", "lead four accountants", ()),
        ("working_efficiently.show_newcomer", "keep your hours legal", ()),
        ("working_efficiently.two_people", "visit new tenants", ("a", "b")),
        ("working_efficiently.two_people", "load the trailers", ()),
        ("working_efficiently.half_the_time", "count the stock every week", ("b",)),
    ],
)
def test_a_form_takes_the_tasks_that_it_can_carry(
    question: str, infinitive: str, forms: tuple[str, ...]
) -> None:
    gerund = f"doing {infinitive}"

    assert (
        list_task_forms(get_question(question), "", infinitive=infinitive, gerund=gerund) == forms
    )


def test_one_line_about_patients_makes_no_clinician_of_a_cleaner() -> None:
    plan = planned(PlanBrief(position="Hospital cleaner", level="JUNIOR", job_description=CLEANER))
    sets = {q.origin.bank_question.partition(".")[0] for q in plan.questions if q.origin}

    assert "cleaning" in sets
    assert "health_care" not in sets


def test_a_question_without_a_task_is_about_the_trade() -> None:
    plan = planned(PlanBrief(position="Hospital cleaner", level="JUNIOR", job_description=CLEANER))

    plain = [q.origin for q in plan.questions if q.origin and not q.origin.task]
    assert plain
    assert {origin.bank_question.partition(".")[0] for origin in plain} == {"cleaning"}


def test_orders_in_prose_are_tasks_and_offers_are_none() -> None:
    text = (
        "Secure the load with straps. Check the truck before you leave. Report defects to the desk. "
        "We pay for your license. You will learn to drive with a trailer."
    )
    brief = PlanBrief(position="Driver", job_description=text)
    reading = read_job(brief, parse_requirements(text))

    assert [task.infinitive for task in reading.tasks] == [
        "secure the load with straps",
        "check the truck before you leave",
        "report defects to the desk",
    ]


def test_the_holder_of_a_post_is_the_person_asked() -> None:
    text = "The post-holder negotiates contracts with suppliers and leads eleven buyers."
    reading = read_job(PlanBrief(position="Buyer", job_description=text), parse_requirements(text))

    assert [task.infinitive for task in reading.tasks] == [
        "negotiate contracts with suppliers and lead eleven buyers"
    ]
