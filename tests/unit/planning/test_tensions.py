"""What a duty itself says is hard: found in its words, and asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.duty_stakes import rate_stakes
from vivavoce.planning.domain.hiring.job_reading import list_forms
from vivavoce.planning.domain.hiring.job_tasks import read_tasks
from vivavoce.planning.domain.hiring.skill_coverage import list_shown_skills
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.question_fit import list_task_forms
from vivavoce.planning.domain.question_sets import find_bank_question, find_source
from vivavoce.planning.domain.work_kinds import bears_tension, find_tension

BAKERY = """Your tasks
- Bake rolls and loaves for six shops
- Explain allergens to new staff patiently and more than once
- Push back when a shop orders after the cut-off
- Order flour and yeast
- Clean the ovens every night
- Help in the shop on Saturdays
"""
WORN = ("harder than usual", "worst mistake", "did not go to plan", "on the spot", "go wrong")


def plan_for(posting: str, *skills: str) -> list[PlanQuestion]:
    brief = replace(BRIEF, position="Baker", job_description=posting, skills=skills)
    return list(planned(brief).questions)


def name_tension(duty: str) -> str | None:
    found = find_tension(duty)
    return found.name if found else None


@pytest.mark.parametrize(
    ("duty", "tension"),
    [
        ("Push back on late orders when they would break the plan", "push_back"),
        ("Tell owners honestly that a repair no longer pays", "unwelcome"),
        ("Show volunteers the drill, patiently and more than once", "once_more"),
        ("Write grant claims, which are often rejected", "stands_up"),
        ("Decide whether to call the on-duty engineer", "call_in"),
        ("Call the foreman when something does not add up", "call_in"),
        ("Repaint the hall without closing the gym", "two_aims"),
        ("Serve the counter when the queue reaches the door", "surge"),
        ("Repair shoes while customers wait", "waited_for"),
        ("Label the boxes so that the night shift can find them", "hand_on"),
        ("Recommend changes and follow them up", "see_through"),
        ("Give clients a date that you can keep", "real_promise"),
        ("Write the roster so that nobody works four weekends", "fair_load"),
        ("Plan the exercises around goals that are theirs", "their_own"),
        ("Own up when you break something", "own_up"),
        ("Balance speed against safety when the ward is full", "two_aims"),
        ("Balance the bar and the room accounts against the card slips", None),
        ("Turn down the beds at six", None),
        ("Take ownership of the release", None),
        ("Admit patients from the emergency room", None),
        ("Work without supervision", None),
        ("Build tools that the fitters can use without asking", None),
        ("Line the box so that the old lid can be glued back on", None),
        ("Refer patients to the clinic", None),
    ],
)
def test_a_duty_says_what_is_hard_about_it(duty: str, tension: str | None) -> None:
    assert name_tension(duty) == tension


def test_a_duty_with_a_tension_weighs_more_than_one_without() -> None:
    assert rate_stakes("Train clients more than once") > rate_stakes("Train clients")


def test_both_aims_are_said_before_a_question_about_both() -> None:
    whole = "repainting the hall without closing the gym"
    case = find_bank_question("working_efficiently.complication.two_aims")
    assert case is not None

    assert bears_tension(whole, "two_aims")
    assert not bears_tension("repainting the hall", "two_aims")
    asked = {
        said: list_task_forms(case, "Painter\n", infinitive=None, gerund=said, duty=whole)
        for said in (whole, "repainting the hall")
    }
    assert asked[whole]
    assert not asked["repainting the hall"]


def test_a_plan_asks_for_the_tensions_of_its_duties() -> None:
    sources = [find_source(question) for question in plan_for(BAKERY)]

    asked = {source.work_kind for source in sources if source and source.is_tension}

    assert asked == {"once_more", "push_back"}


def test_worn_wordings_stand_in_a_plan_once_at_most() -> None:
    texts = [question.text for question in plan_for(BAKERY)]

    assert sum(any(worn in text for worn in WORN) for text in texts) <= 1


def test_a_line_with_a_requested_skill_is_quoted_if_nothing_else_can_say_it() -> None:
    posting = BAKERY + "- Deep score sourdough by hand\n"

    with_skill, without = plan_for(posting, "deep scoring"), plan_for(posting)

    assert any('"Deep score sourdough by hand."' in question.text for question in with_skill)
    assert not any("sourdough" in question.text for question in without)


def test_a_list_of_tools_with_a_requested_skill_is_not_quoted_as_work() -> None:
    questions = plan_for(BAKERY + "- React and TypeScript, dough testing\n", "dough testing")

    assert not any("React and TypeScript" in question.text for question in questions)


def test_a_skill_is_asked_about_where_a_task_has_its_words_in_another_form() -> None:
    questions = plan_for(
        BAKERY + "- Deep score sourdough by hand\n", "deep scoring", "deep tufting"
    )

    assert list_shown_skills(questions, ["deep scoring", "deep tufting"]) == {"deep scoring"}


@pytest.mark.parametrize(
    ("line", "is_asked"),
    [
        ("Check for money laundering and tell the partner if something does not add up", False),
        ("Watch for signs of neglect and tell the head when something is not right", False),
        ("Test the boiler and tell the foreman when something does not look right", False),
        ("Test the boiler and know when it is beyond your license", True),
    ],
)  # fmt: skip
def test_nobody_is_asked_whether_to_report_what_must_be_reported(
    line: str, *, is_asked: bool
) -> None:
    question = find_bank_question("working_efficiently.complication.call_in")
    assert question is not None
    analysis = analyze_job(f"Tasks\n- {line}", title="Clerk")

    forms = [list_forms(question, task, "") for task in read_tasks(analysis, [])]

    assert any(forms) is is_asked
