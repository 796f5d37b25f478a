"""Cases of the trade stand in for questions about any task, and take nothing else from a plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.hiring.competency_shares import build_share
from vivavoce.planning.domain.hiring.hiring_job import read_hiring_job
from vivavoce.planning.domain.hiring.nearest_sets import could_be_about_any
from vivavoce.planning.domain.hiring.question_choice import choose_questions
from vivavoce.planning.domain.hiring.trade_questions import prefer_trade_questions
from vivavoce.planning.domain.question_sets import find_source
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

COOK = """Line cook for a diner with forty seats

Your tasks:
- light the flattop and the fryers at five
- turn the prep list into trays before noon
- hand the station over with a clean board
- label what goes into the walk-in
- keep pace on Sundays, when we serve 300 covers
"""
DENTAL = """Dental hygienist for a small practice

We are two dentists and an assistant, and close on Fridays. Our hygienist of eleven years is moving away.
We ask for current registration, a certificate for local anesthetic, and two years in private practice.
The pay is 56 dollars an hour. We pay for courses. Please send a short note with your papers by May.
"""
ELSEWHERE = """Zymurgist's helper

Your tasks:
- rack the lees on even days
- sort the bungs by their bore
- turn the hoops on the old vats
- chalk the marks onto the lids
"""


def brief(text: str, level: str = "MID", **changed: object) -> PlanBrief:
    title = text.partition("\n")[0].partition(" for ")[0]
    return replace(BRIEF, position=title, job_description=text, level=level, skills=(), **changed)  # type: ignore[arg-type]


def list_general(plan: InterviewPlan) -> list[str]:
    sources = [source for one in plan.questions if (source := find_source(one)) is not None]
    return [one.id for one in sources if could_be_about_any(one)]


@pytest.mark.parametrize("level", ["MID", "SENIOR"])
def test_a_plan_of_a_trade_has_few_questions_about_any_task(level: str) -> None:
    plan = planned(brief(COOK, level))
    of_trade = [one.id for one in plan.questions if one.id.startswith("cooking.")]

    assert len(list_general(plan)) <= 2
    assert len(of_trade) >= 2
    about_tasks = [one for one in plan.questions if one.origin and one.origin.job_line]
    assert len(about_tasks) * 3 >= len(plan.questions)


def test_a_plan_without_a_trade_keeps_its_questions_about_any_task() -> None:
    assert len(list_general(planned(brief(ELSEWHERE)))) > 2


def test_a_posting_that_tells_no_task_gets_a_whole_plan_of_its_trade() -> None:
    plan = planned(brief(DENTAL))
    of_trade = [one.id for one in plan.questions if one.id.startswith("dental_work.")]

    assert len(plan.questions) >= 6
    assert len(of_trade) >= 2


@pytest.mark.parametrize("text", [COOK, DENTAL, ELSEWHERE])
@pytest.mark.parametrize("level", ["JUNIOR", "SENIOR", "LEAD"])
def test_the_weights_of_a_plan_are_whole_numbers_that_sum_to_100(text: str, level: str) -> None:
    rubric = planned(brief(text, level)).rubric

    assert sum(round(100 * one.weight) for one in rubric.competencies) == 100
    asked = {one.competency for one in rubric.questions}
    assert asked == {one.name for one in rubric.competencies}


def test_the_competency_of_a_question_about_a_tool_stays() -> None:
    job = read_hiring_job(
        brief(COOK), validate_skills((), load_skill_catalog(), posting=f"Line cook\n{COOK}")
    )
    tasks = job.reading.tasks
    shares = tuple(
        replace(build_share("T3.1" if not at else "S3.5", [task]), group=group, weight=50.0)
        for at, (group, task) in enumerate(zip(("S5.2", "S3.5"), tasks, strict=False))
    )
    chosen = choose_questions(shares, tasks, count=4, level="MID", job_text=job.reading.text)

    kept, asked = prefer_trade_questions(
        shares, chosen, job.reading, count=4, level="MID", with_skills=["S5.2"]
    )

    assert "S5.2" in {share.group for share in kept}
    assert sum(share.weight for share in kept) == 100
    assert Counter(one.question.id for one in asked).most_common(1)[0][1] == 1
